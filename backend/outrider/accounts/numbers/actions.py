"""Telephone numbers of contacts: kept as they were typed, found by their keys."""

from uuid import UUID

from ... import phones
from ...db import Transactions, Tx
from . import store

BATCH, ANEW = 5000, 500  # rows; whoever types a contact, or waits for an alarm, waits for few
FIRST = UUID(int=0)


async def country(tx: Tx) -> str | None:
    here = await store.place(tx)
    return here.country or phones.country_of(here.time_zone, here.language)


async def keep(tx: Tx, contacts: list[tuple[UUID, str]]) -> None:
    """The keys of these contacts' numbers, as they are typed."""
    where = await country(tx)
    await store.set_keys(tx, [id for id, _ in contacts], [" ".join(phones.keys(phone, where)) for _, phone in contacts])


async def keys_of(tx: Tx, phone: str) -> list[str]:
    """Of a number that is entered only now."""
    return phones.keys(phone, await country(tx))


async def fill(tx: Tx, after: UUID = FIRST) -> UUID | None:
    """The next contacts without keys get theirs. The last of them; None: there are no more."""
    rows = await store.without_keys(tx, after, BATCH)
    if rows:
        await keep(tx, [(row.id, row.phone) for row in rows])
    return rows[-1].id if rows else None


async def read_anew(transactions: Transactions, org_id: int) -> int:
    """After the organisation's country changed: every contact, some at a time. Each is found by its former keys until then. May run twice."""
    after, count = FIRST, 0
    while True:
        async with transactions(org_id) as tx:
            rows = await store.lock_contacts(tx, after, ANEW)
            await keep(tx, [(row.id, row.phone) for row in rows])
        if not rows:
            return count
        after, count = rows[-1].id, count + len(rows)


async def fill_all(tx: Tx) -> None:
    after: UUID | None = FIRST
    while after is not None:
        after = await fill(tx, after)
