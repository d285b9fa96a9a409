"""The way of an engineer of a day. Whoever looks leaves a line that the engineer reads."""

from datetime import date, datetime
from uuid import UUID

from ...accounts.organisation import actions as organisation
from ...accounts.people import actions as people
from ...db import Tx
from ...model import Who
from ...problems import Problem
from . import rules, store

A_PAGE = 100


async def trail(tx: Tx, who: Who, engineer_id: UUID, day: date, now: datetime) -> rules.Trail:
    """day: at the organisation's place. Raises not_found for an engineer whom the asker may not follow."""
    if not await store.is_followed(tx, who.scope, engineer_id):
        raise Problem("not_found")
    await store.note(tx, engineer_id, day, who.user_id, now)
    return rules.way_of(await store.fixes(tx, engineer_id, *rules.bounds(day, await organisation.time_zone(tx))))


async def looks(tx: Tx, engineer_id: UUID | None, before: UUID | None) -> list[store.TrailLook]:
    """Newest first, a page of them; without an engineer, at anybody's way."""
    return await store.looks(tx, engineer_id, before, A_PAGE)


async def all_looks(tx: Tx, who: Who, engineer_id: UUID | None, before: UUID | None) -> list[store.TrailLook]:
    people.must_administer_all(who)
    return await looks(tx, engineer_id, before)
