"""Words that may stand once in an organisation, however they are typed: which, and which of several rows keeps one. Pure."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

import msgspec

from ... import text


class Word(msgspec.Struct, frozen=True):
    """A column whose text.key() stands beside it, as <column>_key. within: SQL of what else must be the same of {t}. by: what names the row."""

    entity: str
    table: str
    column: str
    by: str = "id"
    within: str = "''"


LONGEST_KEY = 1000  # bytes; PostgreSQL indexes 2,700
WORDS: tuple[Word, ...] = (
    Word("devices", "devices", "serial"),
    Word("accounts", "accounts", "number"),
    Word("contracts", "contracts", "number"),
    Word("skills", "skills", "code"),
    Word("units", "units", "name", within="{t}.kind"),
    Word("people", "credentials", "login", by="user_id"),
)


class Row(msgspec.Struct):
    id: UUID
    word: str
    within: str


class Double(msgspec.Struct):
    """Two rows that mean one thing: the one found by every spelling, and the one found by its own alone."""

    entity: str
    kept: str
    kept_id: UUID
    word: str
    id: UUID


def key_of(word: str | None) -> str | None:
    """None: nothing is said. One sign may stand for eighteen: what no index holds is told by its digest."""
    key = text.key(word or "")
    long = len(key.encode()) > LONGEST_KEY
    return (hashlib.sha256(key.encode()).hexdigest() if long else key) or None


def first_of_each(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """With its key, the first row that has it."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        if key := key_of(row.word):
            found.setdefault((row.within, key), row)
    return [(row, key) for (_, key), row in found.items()]


def doubles(entity: str, holders: Iterable[Row], rows: list[Row]) -> list[Double]:
    """holders: rows that have the keys which these rows want. Where none has it, the first of several who want it will."""
    kept = {(row.within, key): row for row, key in [*first_of_each(rows), *first_of_each(holders)]}
    pairs = [(kept.get((row.within, key_of(row.word) or "")), row) for row in rows]
    return [Double(entity, first.word, first.id, row.word, row.id) for first, row in pairs if first is not None and first.id != row.id]
