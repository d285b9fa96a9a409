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
    found = []
    for word in WORDS:
        for row in await store.without_key(tx, word.entity, FIRST, BATCH):
            held = await store.holder(tx, word.entity, rules.key_of(row.word) or "", row.within)
            if held is not None:
                found.append(rules.Double(word.entity, held.word, held.id, row.word, row.id))
    return found
