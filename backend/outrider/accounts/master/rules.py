"""What a kind of record is: its columns, who may change it, by what it is known, what must hold of its values. Pure.

Each kind is declared in the `records.py` of the slice that owns it; outrider/records.py lists them all. Screens, imports, exports, checks
and SQL follow from the declaration. A new kind is a table in a migration, a declaration, and a row there.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterable
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from ...model import Role
from ...problems import Problem
from .columns.rules import Column, columns_of, read


class Policy(StrEnum):
    """Whose a kind of record is to change (POLICIES), and within which bounds (actions.may)."""

    OFFICE = "office"
    ROSTER = "roster"
    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    KNOWLEDGE = "knowledge"
    PARTS = "parts"


POLICIES: dict[Policy, frozenset[Role]] = {
    Policy.OFFICE: frozenset({Role.ADMINISTRATOR}),
    Policy.ROSTER: frozenset({Role.ADMINISTRATOR, Role.STATION_MANAGER, Role.DISPATCHER}),
    Policy.CUSTOMERS: frozenset({Role.ADMINISTRATOR, Role.ACCOUNT_MANAGER, Role.SERVICE_MANAGER, Role.SERVICE_DESK, Role.DISPATCHER}),
    Policy.CONTRACTS: frozenset({Role.ADMINISTRATOR, Role.ACCOUNT_MANAGER, Role.SERVICE_MANAGER}),
    Policy.KNOWLEDGE: frozenset({Role.ADMINISTRATOR, Role.SERVICE_MANAGER, Role.SERVICE_DESK}),
    Policy.PARTS: frozenset({Role.ADMINISTRATOR, Role.PARTS_CLERK}),
}


class Fault(msgspec.Struct, frozen=True):
    """What cannot be, as a problem's code and the field; value: what stands there, where the sentence names it."""

    field: str
    code: str = "field_not_valid"
    value: str = ""


# (a row, the row as it stood or None) -> what cannot stand so. Of a sheet's row what is wrong already is None, and is not judged.
Validate: TypeAlias = Callable[[Any, Any], Iterable[Fault]]
# With a transaction, which the rules know nothing of: (tx, rows as they are written, each with its id).
Hook: TypeAlias = Callable[[Any, list[tuple[UUID, dict[str, Any]]]], Awaitable[None]]


class Beside(msgspec.Struct, frozen=True):
    """Rows that may not stand at once. hold: before writing, so that of two who write at once the second sees the first; apart: raises.

    The same for rows of a sheet, before they are written: place: where one stands; near: where those may stand that it meets; clash: whether
    it meets this one.
    """

    hold: Hook
    apart: Callable[[Any, list[UUID]], Awaitable[None]]
    place: Callable[[Any], Hashable]
    near: Callable[[Any], Iterable[Hashable]]
    clash: Callable[[Any, Any], Fault | None]


class Entity(msgspec.Struct, frozen=True):
    """values: a Struct of its columns. label: SQL for what a row of {t} is called; keys: SQL by which a sheet names it.

    natural_key: the fields by which a sheet's row is the same as one that is there. creatable: rows may be added. order: fields behind the label.
    affects: SQL for the orders o on whose screens it stands, by the ids $1. account: the column of the customer whose it is. signs_in: a sheet
    may name a row by its sign-in. validate: what must hold between its fields. written: what is kept beside it.
    """

    name: str
    table: str
    values: type[msgspec.Struct]
    policy: Policy
    label: str
    keys: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()
    id: str = "id"
    creatable: bool = True
    affects: str = ""
    order: tuple[str, ...] = ()
    account: str = ""
    signs_in: bool = False
    validate: Validate = lambda row, before: ()
    beside: Beside | None = None
    written: Hook | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        return columns_of(self.values)

    @property
    def writers(self) -> frozenset[Role]:
        return POLICIES[self.policy]

    @property
    def owner(self) -> str | None:
        """The column that names the person whose it is, of a thing that has no words of its own."""
        named = (column.name for column in self.columns if column.type == "ref" and column.ref in ("engineers", "people"))
        return next(named, self.id if self.id != "id" else None)

    def called(self, table: str) -> str:
        return self.label.format(t=table)

    def keys_of(self, table: str) -> list[str]:
        return [key.format(t=table) for key in self.keys]

    def row(self, values: dict[str, Any]) -> Any:
        """Unchecked: what could not be read is None."""
        return self.values(**{field.name: values[field.encode_name] for field in msgspec.structs.fields(self.values)})


def person(column: str) -> str:
    """SQL for the name of who stands in this column of {t}."""
    return f"(select u.name from users u where u.org_id = {{t}}.org_id and u.id = {{t}}.{column})"


def login(column: str) -> str:
    return f"(select login from credentials c where c.org_id = {{t}}.org_id and c.user_id = {{t}}.{column})"


class Row(msgspec.Struct):
    """values by column; names: what the references are called."""

    id: UUID
    label: str
    values: dict[str, Any]
    names: dict[str, Any]


def complete(known: Entity, given: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """A row's values, typed, with defaults. before: as it stood.

    Raises field_not_valid, data_missing, or what the kind's own `validate` says, naming the fields.
    """
    unknown = sorted(set(given) - {column.name for column in known.columns})
    if unknown:
        raise Problem("field_not_valid", fields=unknown)
    values = {column.name: read(column, given.get(column.name)) for column in known.columns}
    if missing := missing_in(known, values):
        raise Problem("data_missing", fields=missing)
    if wrong := wrong_in(known, values, before):
        raise Problem(wrong[0].code, fields=[fault.field for fault in wrong if fault.code == wrong[0].code])
    return values


def wrong_in(known: Entity, values: dict[str, Any], before: dict[str, Any] | None) -> list[Fault]:
    """The fields that cannot stand beside the others. before: as it stood, where it did."""
    return list(known.validate(known.row(values), known.row(typed(known, before)[0]) if before is not None else None))


def typed(known: Entity, given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """As it would be written, and the fields that cannot be read: an older release took them in."""
    found, unread = dict[str, Any](), list[str]()
    for column in known.columns:
        try:
            found[column.name] = read(column, given.get(column.name))
        except Problem:
            found[column.name] = given.get(column.name)
            unread.append(column.name)
    return found, unread


def out_of_order(start: Any, end: Any, field: str) -> list[Fault]:
    """field: of the end."""
    return [Fault(field)] if start is not None and end is not None and not start < end else []


def off_earth(lat: float | None, lon: float | None, prefix: str = "") -> list[Fault]:
    """(0, 0) is what a broken program sends for "I do not know"."""
    if lat is None or lon is None or (-90 <= lat <= 90 and -180 <= lon <= 180 and (lat or lon)):
        return []
    return [Fault(f"{prefix}lat"), Fault(f"{prefix}lon")]


def empty_span(start: str | None, end: str | None, field: str, before: tuple[str, str] | None) -> list[Fault]:
    """One that ends when it begins: nothing, or a whole day? That is written 00:00 to 24:00. An older release's is left alone."""
    return [Fault(field, "shift_empty", end[:5])] if start and end and start == end and before != (start, end) else []


def missing_in(known: Entity, values: dict[str, Any]) -> list[str]:
    return [column.name for column in known.columns if column.required and values[column.name] in (None, "", [])]


def ids_in(value: Any) -> list[str]:
    """Of a reference, or of several."""
    return [str(each) for each in value] if isinstance(value, list) else [] if value is None else [str(value)]


def described(row: dict[str, Any]) -> str:
    """Everything that a row may be found by."""
    return " ".join(str(value) for value in row.values() if isinstance(value, str))


def unknown_codes(known: Entity, values: dict[str, Any], codes: dict[str, set[str]]) -> list[str]:
    """codes: by kind of rule, those that there are."""
    named = [(column, values[column.name]) for column in known.columns if column.type in ("code", "codes") and values[column.name]]
    return [column.name for column, value in named if not ({value} if isinstance(value, str) else set(value)) <= codes[column.ref]]


def check_codes(known: Entity, values: dict[str, Any], codes: dict[str, set[str]]) -> None:
    if wrong := unknown_codes(known, values, codes):
        raise Problem("field_not_valid", fields=wrong)
