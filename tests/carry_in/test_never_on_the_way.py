"""Whatever anybody does with a device at the counter, in whatever order: nobody is ever on the way, and nothing that is offered is refused."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.carry_in import actions as counter
from outrider.carry_in.rules import STATUSES
from outrider.db import Tx
from outrider.model import ALL, Actor, Cause, Moment, Role, Status
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.rules import ACTIONS, CLOSES, TABLE, Transition, way
from tests.cast import NOW, Cast, take_order

SAID = {"reason": "why", "text": "words", "minutes": 20, "cause": "traffic", "witness": "porter", "report_id": UUID(int=1)}
STEPS = 40
NOT_FOR_A_BENCH = ("set_off", "arrive", "no_access", "confirm_appointment", "running_late", "return_to_remote", "take_remote")


async def does(tx: Tx, us: Cast, order: UUID, line: Transition, at: Any, dice: Random) -> None:
    """As somebody of its roles; raises where what is offered is refused."""
    head = await orders.lock_order(tx, order, ALL)
    role = dice.choice(sorted(line.roles - ({Role.ENGINEER} if head.engineer_id is None else set())))
    name = "alice" if role != Role.ENGINEER else next(n for n in ("bob", "charlie") if us.users[n] == head.engineer_id)
    cause = Cause(Actor("user", "console", us.users[name], frozenset({role})), ALL, Moment(at, at, at))
    if line.action in ("assign", "hand_over"):
        row = dice.choice([row for row in ("bob", "charlie") if us.users[row] != head.engineer_id])
        await assign.assign(tx, order, us.users[row], head.status, cause, "why")
    elif line.action == "sign":
        await status.apply(tx, head, "sign", cause, {"report_id": SAID["report_id"]})
    else:
        await status.change(tx, order, line.action, cause, data={name: SAID[name] for name in line.needs})


async def phones_of_before(tx: Tx, us: Cast, order: UUID, at: Any) -> None:
    """They know nothing of counters; what they tap is kept, and moves nothing."""
    head = await orders.lock_order(tx, order, ALL)
    if head.attendance_id is None or head.engineer_id is None:
        return
    for action in NOT_FOR_A_BENCH:
        actor = Actor("user", "phone", head.engineer_id, frozenset({Role.ENGINEER}))
        cause = Cause(actor, ALL, Moment(at, at, at))
        tapped = await status.take_from_phone(
            tx, head.attendance_id, action, head.status, cause, {"minutes": 5, "cause": "other", "reason": "x"}
        )
        assert (tapped.status, tapped.conflict) == (head.status, "action_not_possible")


@pytest.mark.parametrize("seed", range(6))
async def test_no_walk_leads_on_the_way_and_what_is_offered_is_done(tx: Tx, us: Cast, seed: int) -> None:
    dice, order, at = Random(seed), await take_order(tx, us, kind="carry_in"), NOW
    receipt = counter.Receipt("Charger", "Fine", "1234")
    await counter.hand_in(tx, order, receipt, Cause(us.actor("alice"), ALL, Moment(at, at, at)))
    for step in range(STEPS):
        at += timedelta(minutes=20)
        now = (await orders.lock_order(tx, order, ALL)).status
        assert now in STATUSES
        offered = [
            line for line in TABLE if now in line.sources and "carry_in" in line.kinds and line.action not in {"undo", "cancel", *CLOSES}
        ]
        assert not {line.action for line in offered} & set(NOT_FOR_A_BENCH)
        if not offered:
            break
        await does(tx, us, order, dice.choice(offered), at, dice)
        if step == STEPS // 2:
            await phones_of_before(tx, us, order, at)
    reached = await tx.connection.fetch("select distinct to_status from events where order_id = $1", order)
    assert not {row["to_status"] for row in reached} & {"en_route", "arrived", "appointment_confirmed", "remote_support"}


def test_no_way_of_a_bench_leads_to_a_status_that_has_no_word() -> None:
    ways = [way("carry_in", status, action) for status in STATUSES for action in ACTIONS]
    assert {line.to for line in ways if line and isinstance(line.to, Status)} <= set(STATUSES)
