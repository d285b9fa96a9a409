"""What master data is found by: everything that has words of its own."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from .... import jobs
from ....db import Transactions, Tx
from ....records import ENTITIES
from ...search import actions as search
from .. import store
from ..rules import Entity, described

AT_ONCE = 500
FIRST = UUID(int=0)


async def add(tx: Tx, known: Entity, rows: Iterable[tuple[UUID, dict[str, Any]]], fresh: bool = False) -> None:
    if known.owner is None:
        await search.index(tx, known.name, [(id, described(values)) for id, values in rows], fresh)


async def some(tx: Tx, known: Entity, after: UUID) -> UUID | None:
    """The next rows, as they stand. The last of them; None: there are no more."""
    rows = await store.step(tx, known.name, after, AT_ONCE)
    await search.index(tx, known.name, [(row.id, f"{row.label} {described(row.values)}") for row in rows])
    return rows[-1].id if rows else None


async def everything(transactions: Transactions, org_id: int) -> None:
    """For rows that came in by another way than through here. Some at a time, each step by itself; may run twice."""
    for known in ENTITIES.values():
        after: UUID | None = FIRST if known.owner is None else None
        while after is not None:
            async with transactions(org_id) as tx:
                after = await some(tx, known, after)


async def want(tx: Tx) -> None:
    await jobs.enqueue(tx, jobs.INDEX_RECORDS, msgspec.json.encode(tx.org_id), f"{tx.org_id}")
