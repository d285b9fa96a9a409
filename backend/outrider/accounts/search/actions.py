"""Finding customers, devices, people and everything else by what people remember of them."""

from collections.abc import Iterable
from uuid import UUID

from ...db import Tx
from . import rules, store


async def index(tx: Tx, entity: str, rows: Iterable[tuple[UUID, str]], fresh: bool = False) -> None:
    """rows: (id, everything that it may be found by). fresh: none of them was there before."""
    known = list(rows)
    if not fresh:
        await store.forget(tx, entity, [id for id, _ in known])
    await index_fresh(tx, [(entity, id, text) for id, text in known])


async def index_fresh(tx: Tx, rows: Iterable[tuple[str, UUID, str]]) -> None:
    """rows: (entity, id, everything that it may be found by); none of them was there before."""
    if pieces := [(entity, term, id) for entity, id, text in rows for term in rules.pieces(text)]:
        await store.add(tx, *(list(column) for column in zip(*pieces, strict=True)))


async def find(tx: Tx, words: str, entities: list[str], limit: int = 200) -> dict[str, list[UUID]]:
    """Ids by entity; every word must be there. Nothing for no words."""
    terms = sorted(rules.wanted(words))
    found: dict[str, list[UUID]] = {entity: [] for entity in entities}
    for row in await store.find(tx, terms, entities, limit) if terms else []:
        found[row.entity].append(row.entity_id)
    return found
