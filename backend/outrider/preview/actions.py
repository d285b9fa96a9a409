"""Before a level or a calendar is published: whom that would alarm at once, by the functions that will do it."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..notify import actions as notify
from ..status.clocks import actions as clocks
from ..status.clocks.actions import NOBODY, Draft, Fired
from ..status.levels import actions as levels
from ..status.levels.rules import Level
from . import store

LOOKED_AT = 2000  # orders; who publishes waits for it


class Told(msgspec.Struct):
    name: str
    notices: int


class Alarmed(msgspec.Struct):
    """Orders looked at (more: there are others), those near a limit and those past one of which is said so, and who hears how often."""

    orders: int
    more: bool
    due: int
    overdue: int
    notices: int
    people: list[Told]


async def preview(tx: Tx, kind: levels.RuleKind, code: str, document: Any, now: datetime) -> Alarmed:
    draft = Draft(code, await levels.sound(tx, kind, document), now)
    orders, fired, more = await _said(tx, draft, now)
    overdue = {alarm.owner.order_id for alarm in fired if alarm.step == "breach"}
    due = {alarm.owner.order_id for alarm in fired} - overdue
    told = await _told(tx, draft, fired)
    return Alarmed(orders, more, len(due), len(overdue), sum(row.notices for row in told), told)


async def _said(tx: Tx, draft: Draft, now: datetime) -> tuple[int, list[Fired], bool]:
    after, count, fired, known = NOBODY, 0, list[Fired](), clocks.Rules()
    while True:
        orders, said = await clocks.would_fire(tx, draft, after, now, known)
        if not orders or count >= LOOKED_AT:
            return count, fired, bool(orders)
        fired += [alarm for alarm in said if not alarm.stopped]
        after, count = orders[-1], count + len(orders)


async def _told(tx: Tx, draft: Draft, fired: list[Fired]) -> list[Told]:
    """Who hears most, first."""
    known = await levels.levels(tx)
    if isinstance(draft.document, Level):
        known[draft.code] = draft.document
    heard, asked = Counter[UUID](), dict[Any, list[UUID]]()
    for alarm in fired:
        owner = alarm.owner
        same = (alarm.what, alarm.step, owner.level, owner.kind, owner.came_in, owner.station_id, owner.engineer_id)
        if same not in asked:
            asked[same] = [person.id for person in await notify.hearers(tx, known.get(owner.level), alarm)]
        heard.update(asked[same])
    names = await store.names(tx, list(heard))
    return [Told(names[user], notices) for user, notices in heard.most_common()]
