"""A list of orders: the open ones, or all there ever were, some at a time; and the same as a sheet."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx
from ...model import Who
from .. import actions as console
from ..search import actions as searches
from ..store import BoardRow
from . import store
from .rules import Wanted

MOST = 2000  # of the open ones, as many as a board has
PAGE = 500  # of all there ever were


class Listing(msgspec.Struct):
    """The newest first; lines and beside are of the same orders. more: there are further ones, before the last of these."""

    lines: list[BoardRow]
    beside: list[store.OrderFacts]
    last: UUID | None
    more: bool


async def look(tx: Tx, who: Who, wanted: Wanted, now: datetime) -> Listing:
    most = PAGE if wanted.ended else MOST
    ids = wanted.ids or (await _found(tx, who, wanted.words, now) if wanted.words.strip() else None)
    found = await store.page(tx, who.scope, wanted, ids, most + 1)
    shown = found[:most]
    lines = await console.lines(tx, who, shown)
    return Listing(lines, await store.beside(tx, [line.id for line in lines]), shown[-1] if shown else None, len(found) > most)


async def _found(tx: Tx, who: Who, words: str, now: datetime) -> list[UUID]:
    return await searches.matching(tx, words, await console.on_board(tx, who, now))
