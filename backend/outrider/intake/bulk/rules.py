"""From the cells of a row to typed values, or to words that say what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import lang
from ... import text as spelling
from ...accounts.master.rules import Column, read
from ...problems import Problem

YES = {"yes", "true", "1", "y", "是", "x"}
NO = {"no", "false", "0", "n", "否"}


class Wrong(msgspec.Struct, frozen=True):
    """code: a message `sheet.<code>`; field: the column."""

    code: str
    field: str
    value: str = ""


class Checked(msgspec.Struct):
    """A row as it would be written, or what is wrong with it. same: an existing row that it changes."""

    values: dict[str, Any]
    wrong: list[Wrong]
    label: str = ""


def say(wrong: Sequence[Wrong], language: str) -> str:
    return " ".join(
        lang.say(language, f"sheet.{row.code}", field=lang.say(language, f"field.{row.field}"), value=row.value) for row in wrong
    )


def columns_of(header: Sequence[str], known: Sequence[Column]) -> list[str | None]:
    """Which column each heading means: its own name, or what any language calls it. None: nobody knows it."""
    names = {column.name: column.name for column in known}
    for language in lang.languages():
        names |= {lang.say(language, f"field.{column.name}").lower(): column.name for column in known}
    return [names.get(heading.strip().lower().rstrip("*").strip()) for heading in header]


def cell(column: Column, text: str, keys: Mapping[str, Mapping[str, list[UUID]]], zone: ZoneInfo) -> tuple[Any, Wrong | None]:
    """keys: by entity, what its rows may be called. A time without a zone is the organisation's."""
    text = text.strip()
    if not text:
        return column.default, Wrong("needed", column.name) if column.needed and column.default is None else None
    if column.type == "ref":
        return _named(column, text, keys)
    if column.type == "refs":
        found = [_named(column, part.strip(), keys) for part in text.replace("；", ";").split(";") if part.strip()]
        wrong = next((row for _, row in found if row), None)
        return [value for value, _ in found], wrong
    try:
        return read(column, _prepared(column, text, zone)), None
    except (Problem, ValueError):
        return None, Wrong("not_valid", column.name, text)


def _prepared(column: Column, text: str, zone: ZoneInfo) -> Any:
    if column.type == "yes":
        if text.lower() not in YES | NO:
            raise ValueError
        return text.lower() in YES
    if column.type == "moment":
        at = datetime.fromisoformat(text.replace("/", "-"))
        return at if at.tzinfo else at.replace(tzinfo=zone)
    if column.type == "date":
        return text.replace("/", "-")[:10]
    if column.type == "time" and len(text) in (4, 5):
        return f"{text:0>5}:00"
    if column.type == "codes":
        return [part.strip() for part in text.replace(",", ";").replace("；", ";").split(";") if part.strip()]
    return text.lower() if column.type == "choice" and text.lower() in column.choices else text


def _named(column: Column, text: str, keys: Mapping[str, Mapping[str, list[UUID]]]) -> tuple[UUID | None, Wrong | None]:
    found = keys.get(column.ref, {}).get(spelling.key(text), [])
    if len(found) == 1:
        return found[0], None
    return None, Wrong("ambiguous" if found else "unknown", column.name, text)


def from_problem(refusal: Problem) -> list[Wrong]:
    """Words for what the rules of a single entry say of a row."""
    fields = [str(field) for field in refusal.params.get("fields", [])]
    code = {"data_missing": "needed", "field_not_valid": "not_valid", "not_allowed": "not_yours"}.get(refusal.code, refusal.code)
    return [Wrong(code, field) for field in fields] or [Wrong(code, "row")]
