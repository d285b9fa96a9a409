"""How one field of a record is shown, read and written, told by the field's type in its declaration. Pure."""

from datetime import date, datetime, time
from functools import cache
from types import NoneType
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from ....lang import languages
from ....problems import Problem
from ....text import is_address

ColumnType = Literal[
    "text", "long", "number", "date", "datetime", "time", "boolean", "choice", "ref", "refs", "code", "codes", "phone", "mail"
]
PYTHON: dict[str, Any] = {
    "text": str, "long": str, "phone": str, "mail": str, "choice": str, "code": str, "number": float, "date": date, "datetime": datetime, "time": str,
    "boolean": bool, "ref": UUID, "refs": list[UUID], "codes": list[str],
}  # fmt: skip
LONGEST = {"text": 200, "long": 4000, "phone": 40, "mail": 200}
END_OF_DAY = "24:00:00"


class Column(msgspec.Struct, frozen=True):
    """ref: the entity that it names, or for a code the kind of rule (status/levels). choices: the allowed values. default: of an empty cell."""

    name: str
    type: ColumnType
    required: bool = False
    ref: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None


class Ending(Column, frozen=True):
    """A time of day at which something ends: it may be the end of the day."""


class As(msgspec.Struct, frozen=True):
    """How a field of a declaration is shown, read and written, where its type alone does not say it. ref, choices: as a Column has them.

    ends: see Ending.
    """

    type: ColumnType
    ref: str = ""
    choices: tuple[str, ...] = ()
    ends: bool = False


Text: TypeAlias = Annotated[str, As("text")]
Long: TypeAlias = Annotated[str, As("long")]
Phone: TypeAlias = Annotated[str, As("phone")]
Mail: TypeAlias = Annotated[str, As("mail")]
Language: TypeAlias = Annotated[str, As("choice", choices=languages())]
TimeOfDay: TypeAlias = Annotated[str, As("time")]  # as text: see time_of_day
EndOfSpan: TypeAlias = Annotated[str, As("time", ends=True)]  # goes over midnight where it is not after the beginning
Calendar: TypeAlias = Annotated[str, As("code", "calendar")]
Levels: TypeAlias = Annotated[list[str], As("codes", "level")]
Unit: TypeAlias = Annotated[UUID, As("ref", "units")]
Units: TypeAlias = Annotated[list[UUID], As("refs", "units")]
Person: TypeAlias = Annotated[UUID, As("ref", "people")]
Engineer: TypeAlias = Annotated[UUID, As("ref", "engineers")]
Engineers: TypeAlias = Annotated[list[UUID], As("refs", "engineers")]
Skill: TypeAlias = Annotated[UUID, As("ref", "skills")]
Account: TypeAlias = Annotated[UUID, As("ref", "accounts")]
Site: TypeAlias = Annotated[UUID, As("ref", "sites")]
PLAIN: dict[Any, As] = {float: As("number"), bool: As("boolean"), date: As("date"), datetime: As("datetime")}


def _as(hint: Any) -> As:
    """Of `X | None` that of X; a Literal is a choice."""
    inner = [arm for arm in get_args(hint) if arm is not NoneType] if NoneType in get_args(hint) else [hint]
    if get_origin(inner[0]) is Literal:
        return As("choice", choices=get_args(inner[0]))
    said: tuple[As, ...] = getattr(inner[0], "__metadata__", ())
    return said[0] if said else PLAIN[inner[0]]


@cache
def columns_of(values: type[msgspec.Struct]) -> tuple[Column, ...]:
    """A field without a default is needed, and a choice has one of its values where its default is one."""
    hints, made = get_type_hints(values, include_extras=True), []
    for field in msgspec.structs.fields(values):
        said = _as(hints[field.name])
        empty = "" if said.type == "text" else None
        default = field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default
        needed = field.required or (said.type == "choice" and default != "")
        default = empty if field.required else default
        kind = Ending if said.ends else Column
        made.append(kind(field.encode_name, said.type, needed, said.ref, said.choices, default))
    return tuple(made)


def read(column: Column, value: Any) -> Any:
    """One typed value. An empty one is the column's default."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return column.default
    try:
        typed = msgspec.convert(value.strip() if isinstance(value, str) else value, PYTHON[column.type], strict=False)
        if column.type == "time":
            typed = time_of_day(typed, isinstance(column, Ending))
    except msgspec.ValidationError as wrong:
        raise Problem("field_not_valid", fields=[column.name]) from wrong
    too_long = isinstance(typed, str) and len(typed) > LONGEST.get(column.type, 200)
    naive = isinstance(typed, datetime) and typed.tzinfo is None
    if too_long or naive or (column.choices and typed not in column.choices) or (column.type == "mail" and not is_address(typed)):
        raise Problem("field_not_valid", fields=[column.name])
    return typed


def time_of_day(said: str, ends: bool) -> str:
    """08:00:00, of what people write. Kept as text: a whole day ends at 24:00:00, which the database knows and Python does not."""
    said = f"{said}:00" if len(said) == 5 else said
    if ends and said == END_OF_DAY:
        return said
    read = msgspec.convert(said, time)
    if read.tzinfo is not None:
        raise msgspec.ValidationError(said)
    return read.isoformat()
