"""A sealed report as far as it can be read and printed. Pure.

What two people signed is always stored and always printed. Whatever does not fit the paper is printed as far as it goes,
and a note says what was left out or changed: the sealed bytes, which lie in the PDF, stay as they are.
"""

import re
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ... import lang
from ..reading.rules import NAME, VALUE, Note, Reading, id_of, json_of
from ..results import rules as results

SECTIONS, FIELDS, PARTS, PHOTOS = 40, 100, 200, 40
MOST_STORED = 400  # photos that a report may name
PERSONAL = {"contact", "address"}  # stand on the paper, and not on the page behind its code


class Field(msgspec.Struct):
    key: str
    label: str
    value: str


class Section(msgspec.Struct):
    title: str
    fields: list[Field]


class PartLine(msgspec.Struct):
    """quantity: as it was signed; empty is one piece, as in every report before the field."""

    direction: str
    name: str
    number: str = ""
    serial: str = ""
    quantity: str = ""


class Photo(msgspec.Struct):
    sha256: str
    caption: str = ""


class Report(msgspec.Struct):
    """The sealed document: self-contained values with the labels and the language in which they were shown.

    result: the same as among the values, as codes; reports of older releases have none.
    """

    outrider_report: int
    report_id: UUID
    order_id: UUID
    order_number: str
    language: str
    time_zone: str
    title: str
    sections: list[Section]
    parts_title: str
    parts: list[PartLine]
    photos_title: str
    photos: list[Photo]
    replaces: UUID | None = None
    declaration: str = ""  # the sentence above the signatures; reports of older phones have none
    result: results.Result | None = None


class Content(msgspec.Struct):
    """What whoever holds the paper compares with it, as it was signed: all that is filled in, but whom to ask and where they live."""

    language: str
    time_zone: str
    title: str
    sections: list[Section]
    parts_title: str
    parts: list[PartLine]
    photos: int


def read_report(sealed: bytes, languages: tuple[str, ...]) -> tuple[Report, list[Note]]:
    """Raises seal_broken only where it does not say which report of which order it is."""
    reading = Reading()
    raw = json_of(sealed, reading)
    ids = (id_of(raw.get("report_id")), id_of(raw.get("order_id")))
    replaces = None if raw.get("replaces") is None else id_of(raw["replaces"])
    report = Report(
        1,
        *ids,
        reading.text(raw.get("order_number"), NAME),
        _language(reading, raw.get("language"), languages),
        _zone(reading, raw.get("time_zone")),
        reading.text(raw.get("title"), NAME),
        [_section(reading, row) for row in reading.rows(raw.get("sections"), SECTIONS)],
        reading.text(raw.get("parts_title"), NAME),
        [_part(reading, row) for row in reading.rows(raw.get("parts"), PARTS)],
        reading.text(raw.get("photos_title"), NAME),
        _photos(reading, raw.get("photos")),
        replaces,
        reading.text(raw.get("declaration"), VALUE),
        results.read(raw.get("result")),
    )
    return report, list(reading.notes.values())


def shown_by_code(report: Report) -> Content:
    shown = [Section(one.title, [row for row in one.fields if row.value.strip() and row.key not in PERSONAL]) for one in report.sections]
    sections = [section for section in shown if section.fields]
    return Content(report.language, report.time_zone, report.title, sections, report.parts_title, report.parts, len(report.photos))


def _language(reading: Reading, value: Any, languages: tuple[str, ...]) -> str:
    if value in languages:
        return str(value)
    reading.note("language", reading.text(value, NAME))
    return lang.DEFAULT


def _zone(reading: Reading, value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, TypeError, AttributeError, OSError):  # the library's ways of not knowing a name
        reading.note("time_zone", reading.text(value, NAME))
        return "UTC"


def _section(reading: Reading, row: dict[str, Any]) -> Section:
    title = reading.text(row.get("title"), NAME)
    fields = reading.rows(row.get("fields"), FIELDS)
    return Section(
        title, [Field(_key(one.get("key")), reading.text(one.get("label"), NAME), reading.text(one.get("value"), VALUE)) for one in fields]
    )


def _key(value: Any) -> str:
    """By which a program finds a field; it is not printed."""
    return value if isinstance(value, str) and re.fullmatch("[a-z_]{1,40}", value) else ""


def _part(reading: Reading, row: dict[str, Any]) -> PartLine:
    return PartLine(*(reading.text(row.get(name), NAME) for name in ("direction", "name", "number", "serial", "quantity")))


def _photos(reading: Reading, value: Any) -> list[Photo]:
    """Each once, and only what can be the hash of a photo."""
    found: dict[str, Photo] = {}
    wrong = 0
    for row in reading.rows(value, len(value) if isinstance(value, list) else 0):
        sha256 = str(row.get("sha256")).lower()
        if re.fullmatch("[0-9a-f]{64}", sha256) is None:
            wrong += 1
        elif sha256 not in found and len(found) < MOST_STORED:
            found[sha256] = Photo(sha256, reading.text(row.get("caption"), NAME))
    if wrong:
        reading.note("photo_hash", str(wrong))
    if len(found) > PHOTOS:
        names = ", ".join(sha256[:8] for sha256 in list(found)[PHOTOS:])
        reading.note("photos_left", names)
    return list(found.values())
