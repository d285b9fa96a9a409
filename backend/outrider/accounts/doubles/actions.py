"""The keys of words that older releases wrote, and the rows that mean the same thing twice."""

from uuid import UUID

from ...db import Tx
from . import rules, store

BATCH = 5000
WORDS = rules.WORDS
FIRST = UUID(int=0)


async def fill(tx: Tx, entity: str, after: UUID = FIRST) -> UUID | None:
    """Gives the next rows their key, unless an older row has it. The last of them; None: there are no more."""
    rows = await store.without_key(tx, entity, after, BATCH)
    found = rules.first_of_each(rows)
    if found:
        await store.keep(tx, entity, [row.id for row, _ in found], [key for _, key in found])
    return rows[-1].id if rows else None


async def fill_all(tx: Tx) -> None:
    for word in WORDS:
        after: UUID | None = FIRST
        while after is not None:
            after = await fill(tx, word.entity, after)


async def doubles(tx: Tx) -> list[rules.Double]:
    """What an administrator merges, or numbers anew. Who was alone meanwhile gets the key, and is no double any more."""
    await fill_all(tx)
    return [row for word in WORDS for row in await of(tx, word.entity)]


async def of(tx: Tx, entity: str) -> list[rules.Double]:
    """Of one kind, as it stands: only reads."""
    rows = await store.without_key(tx, entity, FIRST, BATCH)
    asked = [(rules.key_of(row.word) or "", row.within) for row in rows]
    holders = await store.holders(tx, entity, [key for key, _ in asked], [within for _, within in asked]) if rows else []
    return rules.doubles(entity, holders, rows)
