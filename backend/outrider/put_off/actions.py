"""What the worker puts off, where people see it: what it was, why, when it is tried again; and that it is tried at once."""

from collections.abc import Collection

from ..backoff import Failure, Item
from ..db import Tx
from ..model import Who
from ..problems import Problem
from . import store


async def say(tx: Tx, failed: dict[Item, Failure], before: Collection[Item]) -> list[Item]:
    """before: what was said the last time. What somebody wants tried at once."""
    named = {(what, _text(id)): (what, org_id, id) for what, org_id, id in failed}
    over = {(what, _text(id)) for what, _, id in before} - named.keys()
    await store.drop(tx, sorted(over))
    if failed:
        await store.say(tx, [(what, _text(id), row.times, row.failed_at, row.next_at, row.error) for (what, _, id), row in failed.items()])
    return [named[row] for row in await store.take_wanted(tx, list(named))]


def _text(id: object) -> str:
    return "" if id is None else str(id)


async def listed(tx: Tx, who: Who) -> list[store.PutOff]:
    """Of the organisation as a whole, for whoever sees all of it."""
    return await store.listed(tx) if who.scope.everything else []


async def try_now(tx: Tx, who: Who, source: str, what: str, item: str) -> None:
    if source not in store.TRY:
        raise Problem("field_not_valid", fields=["source"])
    if not who.scope.everything or not await store.try_now(tx, source, what, item):
        raise Problem("not_found")
