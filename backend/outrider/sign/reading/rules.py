"""One careful walk through JSON that two people signed: nothing in it stops the walk, and what did not fit is noted. Pure."""

import json
import re
from typing import Any
from uuid import UUID

import msgspec

from ...model import UNREADABLE
from ...problems import Problem

NAME, VALUE, ALL = 200, 10_000, 100_000  # signs: of a name or label, of a text, of all texts together
HALF = re.compile("[\ud800-\udfff]")  # of a sign beyond the first plane: no text, and no paper takes it
BROKEN = (*UNREADABLE, ValueError)


class Note(msgspec.Struct, frozen=True):
    """What is not on the paper as it was signed; said by report.note_CODE."""

    code: str
    what: str = ""


class Reading:
    """One walk through what was sealed; notes: what had to be left out or changed on the way."""

    def __init__(self) -> None:
        self.notes: dict[str, Note] = {}
        self.left = ALL

    def note(self, code: str, what: str = "") -> None:
        self.notes.setdefault(code, Note(code, what))

    def text(self, value: Any, most: int) -> str:
        if isinstance(value, dict | list):
            self.note("shape")
            value = json.dumps(value, ensure_ascii=False)
        text = "" if value is None else str(value)
        most = min(most, self.left)
        if len(text) > most:
            self.note("shortened")
            text = text[:most] + "…"
        self.left -= len(text)
        if not text.isascii() and HALF.search(text):
            self.note("shape")
            text = HALF.sub("\ufffd", text)
        return text.replace("\x00", "")

    def rows(self, value: Any, most: int) -> list[dict[str, Any]]:
        if value is None:
            return []
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(rows) < len(value):
            self.note("shape")
        if len(rows) > most:
            self.note("shortened")
        return rows[:most]

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.note("keys_twice")
        return found


def json_of(data: bytes, reading: Reading) -> dict[str, Any]:
    """Python's own reader: it tells of a key that stands twice, and takes half of a sign that a phone's keyboard left."""
    try:
        found = json.loads(data, object_pairs_hook=reading.pairs)
    except BROKEN as wrong:
        raise Problem("seal_broken", why="unreadable") from wrong
    if not isinstance(found, dict):
        raise Problem("seal_broken", why="unreadable")
    return found


def id_of(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Problem("seal_broken", why="unreadable") from wrong
