"""Telephone numbers of contacts: kept as they were typed, found by their keys."""

from uuid import UUID

from ... import phones
from ...db import Tx
from . import store

BATCH = 5000
FIRST = UUID(int=0)


async def country(tx: Tx) -> str | None:
    here = await store.place(tx)
    return here.country or phones.country_of(here.time_zone, here.language)


async def keep(tx: Tx, contacts: list[tuple[UUID, str]]) -> None:
    """The keys of these contacts' numbers, as they are typed."""
    where = await country(tx)
    await store.set_keys(tx, [id for id, _ in contacts], [" ".join(phones.keys(phone, where)) for _, phone in contacts])


async def fill(tx: Tx, after: UUID = FIRST) -> UUID | None:
    """The next contacts without keys get theirs. The last of them; None: there are no more."""
    rows = await store.without_keys(tx, after, BATCH)
    if rows:
        await keep(tx, [(row.id, row.phone) for row in rows])
    return rows[-1].id if rows else None


async def fill_all(tx: Tx) -> None:
    after: UUID | None = FIRST
    while after is not None:
        after = await fill(tx, after)
