"""Ranking the engineers for one visit, and giving it to one of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ..db import Tx
from ..ids import new_id
from ..model import SYSTEM, Actor, Moment, Scope, Status, Who
from ..problems import Problem
from ..status import actions as status
from ..status.actions import ALL
from . import rules, store


async def candidates(tx: Tx, order_id: UUID, who: Who, now: datetime) -> rules.Ranking:
    """Everybody of the stations that the asker sees, the present engineer left out."""
    head = await status.head_of(tx, order_id, who.scope)
    wanted = await store.wanted(tx, order_id)
    if wanted is None:
        raise Problem("action_not_possible", status=head.status, action="assign")
    stations = None if who.scope.everything else set(who.scope.stations)
    return rules.rank(await days(tx, now), wanted, now, stations, head.engineer_id)


async def days(tx: Tx, now: datetime, engineer_id: UUID | None = None) -> list[rules.Day]:
    return [msgspec.convert(row, rules.Day, from_attributes=True) for row in await store.days(tx, now, engineer_id)]


async def assign(
    tx: Tx,
    order_id: UUID,
    engineer_id: UUID,
    expected: Status,
    actor: Actor,
    scope: Scope,
    moment: Moment,
    reason: str = "",
    back: rules.Back | None = None,
    seen: UUID | None = None,
) -> status.Changed:
    """Gives the visit to an engineer; from somebody else it is a hand-over and needs a reason. back: they go on where they were.
    seen: with whom the person saw it.

    Old and new engineer, the office and the customer's page hear of it from the same commit.
    """
    head = await status.head_as_seen(tx, order_id, scope, seen or await status.holder(tx, order_id))
    if head.status != expected:
        raise Problem("status_moved", expected=expected, found=head.status)
    day = await _suitable(tx, engineer_id, order_id, scope, moment.server_time)
    if head.engineer_id == engineer_id:
        raise Problem("already_assigned")
    for engineer in sorted({engineer_id, head.engineer_id} - {None}, key=str):
        assert engineer is not None
        await store.lock_day(tx, engineer, moment.server_time.date())
    action = "assign" if head.engineer_id is None else "hand_over"
    data: dict[str, Any] = {"engineer_id": engineer_id, "engineer_name": day.name, "previous_engineer_id": head.engineer_id}
    if action == "hand_over":
        data["reason"] = reason
    changed = await status.apply(tx, head, action, actor, moment, data, landing=back.status if back else None)
    if back:
        await store.reopen_attendance(tx, back.attendance_id, moment.happened_at, actor.user_id)
    else:
        wanted = await store.wanted(tx, order_id)
        arrival = rules.best_place(day, wanted, moment.server_time).arrival if wanted else None
        await store.add_attendance(tx, new_id(moment.server_time), order_id, engineer_id, moment.happened_at, actor.user_id, arrival)
    status.touch(tx, head, engineer_id, head.engineer_id)
    return changed


async def keep(tx: Tx, order_id: UUID, attendance_id: UUID, actor: Actor, moment: Moment) -> None:
    """Whom the customer called himself has the visit: he is there, and nobody asks whether he suits."""
    assert actor.user_id is not None
    head = await status.head_of(tx, order_id, ALL)
    await store.lock_day(tx, actor.user_id, moment.server_time.date())
    name = await store.name_of(tx, actor.user_id)  # his day has none where he was disabled meanwhile
    data = {"engineer_id": actor.user_id, "engineer_name": name, "previous_engineer_id": None}
    await status.apply(tx, head, "assign", SYSTEM, moment, data)
    await store.add_attendance(tx, attendance_id, order_id, actor.user_id, moment.happened_at, actor.user_id, moment.happened_at)
    status.touch(tx, head, actor.user_id)


async def give_back(tx: Tx, order_id: UUID, expected: Status, actor: Actor, scope: Scope, moment: Moment) -> status.Changed:
    """The visit goes to whoever worked there without network after it had been taken from him, and stands where he left it.

    Raises not_found where nobody did.
    """
    worked = await store.worked(tx, order_id)
    if worked is None:
        raise Problem("not_found")
    await status.settle(tx, order_id, actor, scope, moment, "give_back")
    head = await status.head_of(tx, order_id, scope)
    kept = await store.kept(tx, worked.attendance_id) if worked.attendance_id and worked.visit_id == head.visit_id else []
    reached = rules.reached(kept)
    back = rules.Back(worked.attendance_id, reached) if worked.attendance_id and reached else None
    changed = await assign(tx, order_id, worked.engineer_id, expected, actor, scope, moment, "give_back", back)
    signed = next((row.report_id for row in reversed(kept) if row.report_id), None)
    if reached is not Status.AWAITING_SIGNATURE or signed is None:
        return changed
    return await status.apply(tx, await status.head_of(tx, order_id, ALL), "sign", SYSTEM, moment, {"report_id": signed, "automatic": True})


async def _suitable(tx: Tx, engineer_id: UUID, order_id: UUID, scope: Scope, now: datetime) -> rules.Day:
    found = await days(tx, now, engineer_id)
    if not found:
        raise Problem("not_found")
    wanted = await store.wanted(tx, order_id)
    stations = None if scope.everything else set(scope.stations)
    rule = rules.exclusion(found[0], wanted, now, stations) if wanted else None
    if rule in ("skill", "station", "absent"):
        raise Problem("engineer_not_suitable", rule=rule)
    return found[0]
