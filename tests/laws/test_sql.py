"""Every SQL constant prepares against the migrated schema, and what it returns is what its Struct says."""

import ast
import importlib
import pkgutil
import re
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from types import ModuleType

import asyncpg
import msgspec
import pytest

from tests.conftest import Database

from .source import FILES, ROOT, nodes, text

STARTS = ("select", "insert", "update", "delete", "with")
SCRIPTS = {"PREPARE"}  # migrate.py's own table, several statements


@cache
def modules() -> list[ModuleType]:
    names = [name for _, name, _ in pkgutil.walk_packages([str(ROOT)], "outrider.") if not name.endswith(("__main__", "make_roads"))]
    return [importlib.import_module(name) for name in names]


def constants() -> list[tuple[str, str]]:
    found = {}
    for module in modules():
        for name, value in vars(module).items():
            if name.isupper() and isinstance(value, str) and value.strip().lower().startswith(STARTS) and name not in SCRIPTS:
                found[f"{module.__name__}.{name}"] = value
    return sorted(found.items())


def shaped() -> list[tuple[str, str, type]]:
    """(place, SQL, Struct) of every tx.all(SQL, Struct, ...) and tx.one(SQL, Struct, ...), read from the syntax trees."""
    rows = []
    for module in modules():
        for call in nodes(Path(str(module.__file__))):
            if not (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in ("all", "one")
                and len(call.args) > 1
            ):
                continue
            sql, shape = call.args[0], call.args[1]
            if isinstance(sql, ast.Name) and sql.id.isupper():
                struct = eval(ast.unparse(shape), vars(module))
                rows.append((f"{module.__name__}.{sql.id}", vars(module)[sql.id], struct))
    return rows


@pytest.fixture(scope="module")
async def connection(template: Database) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """As the serving role: a statement that it may not run does not count as sound. The demo's and first.py's run as owner."""
    made = await asyncpg.connect(template.app_dsn)
    yield made
    await made.close()


def test_the_product_has_sql() -> None:
    assert len(constants()) > 80


@pytest.mark.parametrize("spelt", [r"station_id = any\([^)]*\)\s+or \w*\.?account_id = any", r"'closed', 'cancelled'"])
def test_what_a_scope_covers_and_what_is_over_is_said_once(spelt: str) -> None:
    """status/order/rules.py: in_scope, seen_by; OVER."""
    assert [str(path.relative_to(ROOT)) for path in FILES if re.search(spelt, text(path))] == []


async def test_every_constant_prepares(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    refused = {}
    for place, sql in constants():
        try:
            await connection.prepare(sql)
        except asyncpg.PostgresError as failure:
            refused[place] = str(failure)
    assert refused == {}


def read(struct: type) -> set[str]:
    """A Struct as default is what is put into it after reading."""
    return {field.encode_name for field in msgspec.structs.fields(struct) if not isinstance(field.default, msgspec.Struct)}


async def test_columns_are_the_fields_of_the_struct(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    found = shaped()
    assert len(found) > 80
    columns = {place: {each.name for each in (await connection.prepare(sql)).get_attributes()} for place, sql, _ in found}
    assert {place: columns[place] for place, _, struct in found if columns[place] != read(struct)} == {}
