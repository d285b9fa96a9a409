"""Deleting what is no longer kept: in steps of one transaction each, with proof, and never what is held."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ..accounts.people import actions as people
from ..db import Transactions, Tx
from ..ids import first_id, new_id
from ..model import Who
from ..problems import Problem
from ..track.pack import actions as pack
from . import rules, store

EVERY = timedelta(days=1)
AGAIN = timedelta(hours=1)  # where a run ended before its end
AT_ONCE = 5_000  # rows in one transaction
NOBODY = UUID(int=0)
MOST_DELETIONS = 400


class Retention(msgspec.Struct):
    """kept: how long, in days. terms: what may be said."""

    kept: list[rules.KeptFor]
    terms: list[rules.Term]
    holds: list[store.Hold]
    deletions: list[store.Deletion]


async def look(tx: Tx, who: Who) -> Retention:
    people.must_administer_all(who)
    return Retention(
        rules.kept(await store.policies(tx)), list(rules.TERMS), await store.holds(tx), await store.deletions(tx, MOST_DELETIONS)
    )


async def keep(tx: Tx, who: Who, wanted: rules.KeptFor, now: datetime) -> None:
    people.must_administer_all(who)
    if not rules.may_be(wanted):
        raise Problem("field_not_valid", fields=["days"])
    await store.save_policy(tx, wanted, now, who.user_id)


class NewHold(msgspec.Struct):
    kind: rules.HoldKind
    reason: str
    object_id: UUID | None = None


async def hold(tx: Tx, who: Who, data: NewHold, now: datetime) -> UUID:
    people.must_administer_all(who)
    if not data.reason.strip():
        raise Problem("field_not_valid", fields=["reason"])
    if not await store.is_there(tx, data.kind, data.object_id):
        raise Problem("field_not_valid", fields=["object_id"])
    made = new_id(now)
    await store.place(tx, made, data.kind, data.object_id, data.reason.strip(), now, who.user_id)
    return made


async def lift(tx: Tx, who: Who, hold_id: UUID, now: datetime) -> None:
    people.must_administer_all(who)
    if not await store.lift(tx, hold_id, now, who.user_id):
        raise Problem("not_found")


class Done(msgspec.Struct):
    """packed: fixes. deleted: how many of each. dropped: partitions, of all organisations."""

    packed: int
    deleted: dict[rules.What, int]
    dropped: list[str]


async def retain(transactions: Transactions, org_id: int, now: datetime) -> Done:
    """What is older than the organisation keeps it."""
    async with transactions(org_id) as tx:
        state = await store.begin(tx, now + AGAIN)
        kept = {row.what: row.days for row in rules.kept(await store.policies(tx))}
        await store.note_feed(tx, now.date())
    async with transactions(org_id) as tx:
        await pack.open_days(tx, now)
    run, deleted = new_id(now), dict[rules.What, int]()
    for what, sql in DELETES:
        # whole days: a run of the afternoon deletes what the one of the morning did
        before = datetime.combine(now.date() - timedelta(days=kept[what]), time(), now.tzinfo)
        deleted[what] = deleted.get(what, 0) + await _delete(transactions, org_id, run, what, sql, before, state, now)
    until, packed = await pack.pack(transactions, org_id, state.packed_until, now)
    async with transactions(org_id) as tx:
        await store.packed(tx, until)
    async with transactions(org_id) as tx:
        dropped = await pack.drop_days(tx, now)
        await store.forget_feed_days(tx, now.date() - timedelta(days=kept["feed"]))
        await store.begin(tx, now + EVERY)
    return Done(packed, deleted, dropped)


# Rows before packs: a fix whose pack is gone must not lie there as a row.
DELETES: Sequence[tuple[rules.What, str]] = (
    ("positions", store.POSITIONS),
    ("positions", store.PACKS),
    ("feed", store.FEED),
    ("commands", store.COMMANDS),
)


async def _delete(
    transactions: Transactions, org_id: int, run: UUID, what: rules.What, sql: str, before: datetime, state: store.State, now: datetime
) -> int:
    """Each step asks again what is held: a hold that is placed meanwhile stops the next one."""
    deleted = 0
    while True:
        async with transactions(org_id) as tx:
            held = await store.held(tx)
            if held.everything:
                return deleted
            gone = await store.step(tx, sql, *_arguments(what, before, held, state))
            if gone.deleted:
                await store.prove(tx, run, what, before, gone, now)
            if gone.after:
                await store.commands_after(tx, gone.after)
        deleted += gone.deleted
        state.commands_after = gone.after or state.commands_after
        if not gone.deleted and not gone.after:
            return deleted


def _arguments(what: rules.What, before: datetime, held: store.Held, state: store.State) -> list[Any]:
    if what == "feed":
        return [before.date(), AT_ONCE]
    if what == "commands":
        return [before, AT_ONCE, held.engineers, state.commands_after or NOBODY, first_id(before)]
    return [before, AT_ONCE, held.engineers]
