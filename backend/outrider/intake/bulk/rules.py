"""From the cells of a row to typed values, or to words that say what is wrong with it. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeAlias, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import lang
from ...accounts.master.columns.rules import Column, read
from ...accounts.master.rules import Fault
from ...problems import Problem
from ...text import key
from .engines import unquoted
from .reading.rules import as_moment

YES = {"yes", "true", "1", "y", "是", "x", "真"}
NO = {"no", "false", "0", "n", "否", "假"}
CLEAR = "-"  # a cell that says: nothing shall stand here
ID, LOGIN = Column("id", "text"), Column("login", "text")  # by which a row is the one that is there
TEXTS = ("text", "long", "phone", "mail")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?")
ZONE = re.compile(r"Z|[+-]\d{2}:?\d{2}")
SHORT_NUMBER = re.compile(r"\d(\.\d+)?[eE]\+?\d+")  # as a spreadsheet shows a number that is too long for its column
FIRST_DAY, LAST_DAY = 20_000, 80_000  # day numbers of a spreadsheet, 1954 to 2119
# What the spreadsheet has done to a cell, and for which columns that is wrong.
DOUBTS = {"error": None, "uncalculated": None, "digits": TEXTS, "day": TEXTS, "truth": TEXTS}


class Wrong(msgspec.Struct, frozen=True):
    """code: a message `sheet.<code>`; field: the column."""

    code: str
    field: str
    value: str = ""


class Given(msgspec.Struct):
    """A row as it came, by column. doubts: what the reader saw in its cells."""

    words: dict[str, str]
    doubts: list[Wrong]


R = TypeVar("R")
Keys: TypeAlias = Mapping[str, Mapping[str, list[UUID]]]  # by entity, what its rows may be called


class Checked(msgspec.Struct, Generic[R]):
    """A row as it would be written (ready), or what is wrong with it. effect: new, changes (which fields), same, or
    there (which order): it may be written, and somebody has to say so. rank: how many are above it, which are written before.
    """

    ready: R | None
    wrong: list[Wrong]
    label: str = ""
    effect: str = "new"
    changes: list[str] = []
    rank: int = 0


def say(wrong: Sequence[Wrong], language: str) -> str:
    return " ".join(
        lang.say(language, f"sheet.{row.code}", field=lang.say(language, f"field.{row.field}"), value=row.value) for row in wrong
    )


def columns_of(header: Sequence[str], known: Sequence[Column]) -> list[str | None]:
    """Which column each heading means: its own name, or what any language calls it. None: nobody knows it."""
    names = {key(column.name): column.name for column in known}
    for language in lang.languages():
        names |= {key(lang.say(language, f"field.{column.name}")): column.name for column in known}
    return [names.get(key(heading.strip().rstrip("*"))) for heading in header]


def twice(columns: Sequence[str | None]) -> str | None:
    """A column that two headings name."""
    named = [column for column in columns if column]
    return next((column for column in named if named.count(column) > 1), None)


def doubted(column: Column, code: str, text: str) -> Wrong | None:
    """code: what the reader saw in the cell."""
    concerned = DOUBTS.get(code, ())
    if concerned is None or column.type in concerned:
        return Wrong(code, column.name, text)
    return None


def given(columns: Sequence[str | None], known: Mapping[str, Column], cells: Sequence[str], doubts: Mapping[int, str]) -> Given:
    """columns: what each heading means. doubts: by place of the cell."""
    found = Given({name: text for name, text in zip(columns, cells, strict=True) if name}, [])
    for place, code in doubts.items():
        if place >= len(columns):
            found.doubts.append(Wrong("beside", "row"))
        elif (name := columns[place]) and (wrong := doubted(known[name], code, cells[place])):
            found.doubts.append(wrong)
    return found


def cells(columns: Sequence[Column], row: Given, keys: Keys, zone: ZoneInfo) -> tuple[dict[str, Any], list[Wrong]]:
    """The values of these columns, and what is wrong with them: then the value is None. What the reader doubts is not read."""
    doubted = {fault.field for fault in row.doubts}
    values, wrong = dict[str, Any](), list[Wrong]()
    for column in columns:
        if column.name in doubted:
            values[column.name] = None
            continue
        values[column.name], fault = cell(column, row.words.get(column.name, ""), keys, zone)
        wrong += [fault] if fault else []
    return values, wrong


def named(columns: Sequence[Column], rows: Sequence[Given]) -> dict[str, set[str]]:
    """By entity, the keys of what these rows call its rows."""
    found = dict[str, set[str]]()
    for column in columns:
        if column.type in ("ref", "refs"):
            said = (unquoted(row.words.get(column.name, "").strip()) for row in rows)
            found.setdefault(column.ref, set()).update(key(part) for text in said for part in _parts(column, text))
    return found


def _parts(column: Column, text: str) -> list[str]:
    return [part.strip() for part in text.replace("；", ";").split(";") if part.strip()] if column.type == "refs" else [text]


def cell(column: Column, text: str, keys: Keys, zone: ZoneInfo) -> tuple[Any, Wrong | None]:
    """A time without a zone is the organisation's."""
    text = unquoted(text.strip())
    if text in ("", CLEAR):
        return column.default, Wrong("needed", column.name) if column.required and column.default in (None, "") else None
    if column.type in TEXTS and SHORT_NUMBER.fullmatch(text):
        return None, Wrong("digits", column.name, text)
    if column.type != "long" and "\n" in text:
        return None, Wrong("line_break", column.name, text.partition("\n")[0])
    if column.type == "ref":
        return _named(column, text, keys)
    if column.type == "refs":
        found = [_named(column, part, keys) for part in _parts(column, text)]
        wrong = next((row for _, row in found if row), None)
        return [value for value, _ in found], wrong
    try:
        return read(column, _prepared(column, text, zone)), None
    except (Problem, ValueError):
        return None, Wrong(column.type if column.type in ("date", "datetime", "time") else "not_valid", column.name, text)


def _prepared(column: Column, text: str, zone: ZoneInfo) -> Any:
    if column.type in FORMS:
        return FORMS[column.type](unicodedata.normalize("NFKC", text).strip(), zone)
    if column.type == "codes":
        return [part.strip() for part in text.replace(",", ";").replace("；", ";").replace("、", ";").split(";") if part.strip()]
    return _choice(column, text) if column.type == "choice" else text


def _yes(text: str, zone: ZoneInfo) -> bool:
    if key(text) not in YES | NO:
        raise ValueError(text)
    return key(text) in YES


def _day(text: str, zone: ZoneInfo) -> str:
    """The whole text or nothing: what stands behind a date was meant."""
    if text.isdecimal() and len(text) == 8:
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if text.isdecimal() and FIRST_DAY <= int(text) <= LAST_DAY:
        return as_moment(int(text), False, "yyyy-mm-dd")
    text = re.sub(r"[T ]0{1,2}:00(:00)?$", "", text)
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date(*(int(part) for part in found.groups())).isoformat()


def _moment(text: str, zone: ZoneInfo) -> datetime:
    day, _, rest = text.replace("T", " ", 1).partition(" ")
    offset = ZONE.search(rest)
    clock = rest[: offset.start()] if offset and offset.end() == len(rest) else rest
    said = datetime.fromisoformat(f"{_day(day, zone)}T{_clock(clock.strip() or '00:00', zone)}")
    return datetime.fromisoformat(f"{said.isoformat()}{offset.group()}") if offset and clock != rest else said.replace(tzinfo=zone)


def _clock(text: str, zone: ZoneInfo) -> str:
    found = CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return f"{int(found[1]):02d}:{found[2]}:{found[3] or '00'}"


def _date(text: str, zone: ZoneInfo) -> str:
    said = _day(text, zone)
    if not "1900" <= said[:4] <= "2200":
        raise ValueError(text)
    return said


FORMS: dict[str, Callable[[str, ZoneInfo], Any]] = {"boolean": _yes, "date": _date, "datetime": _moment, "time": _clock}


def _choice(column: Column, text: str) -> str:
    """As it is kept, or as any language calls it."""
    words = {key(value): value for value in column.choices}
    for language in lang.languages():
        words |= {key(lang.say(language, f"choice.{value}")): value for value in column.choices}
    return words.get(key(text), text)


def _named(column: Column, text: str, keys: Keys) -> tuple[UUID | None, Wrong | None]:
    found = keys.get(column.ref, {}).get(key(text), [])
    if len(found) == 1:
        return found[0], None
    return None, Wrong("ambiguous" if found else "unknown", column.name, text)


CALLED = {"data_missing": "needed", "field_not_valid": "not_valid", "not_allowed": "not_yours"}


def from_fault(fault: Fault) -> Wrong:
    return Wrong(CALLED.get(fault.code, fault.code), fault.field, fault.value)


def from_problem(refusal: Problem) -> list[Wrong]:
    """Words for what the rules of a single entry say of a row."""
    fields = [str(field) for field in refusal.params.get("fields", [])]
    code = CALLED.get(refusal.code, refusal.code)
    value = str(refusal.params.get("value", ""))
    return [Wrong(code, field, value) for field in fields] or [Wrong(code if code in SAID else "not_written", "row")]


SAID = {"not_yours", "already_there", "value_moved"}
