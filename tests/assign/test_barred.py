"""Whoever has a visit and may not go there any more is asked about; the question goes by itself."""

from datetime import timedelta
from uuid import UUID

import pytest

from outrider.assign.barred import actions as barred
from outrider.db import Tx
from outrider.model import ALL
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, give, take_order, walk

from .bars import BARS, TODAY, holds

OPEN = "select attendance_id from reviews where order_id = $1 and kind = 'barred' and closed_at is null"


async def asked(tx: Tx, order: UUID) -> UUID | None:
    found: UUID | None = await tx.value(OPEN, order)
    return found


@pytest.mark.parametrize("rule", BARS)
async def test_who_was_given_a_visit_before_a_rule_stood_against_them_is_asked_about_once(tx: Tx, us: Cast, rule: str) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    assert (await barred.watch(tx, NOW), await asked(tx, order)) == (0, None)
    await BARS[rule](tx, us, order)
    assert (await barred.watch(tx, NOW), await asked(tx, order)) == (1, attendance)
    assert await barred.watch(tx, NOW) == 0


async def test_it_is_asked_no_more_when_the_record_is_put_right(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await BARS["blocked"](tx, us, order)
    await barred.watch(tx, NOW)
    await tx.run("update blocked_pairs set active = false")
    assert (await barred.watch(tx, NOW), await asked(tx, order)) == (1, None)


async def test_it_is_asked_no_more_when_somebody_else_goes(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await BARS["blocked"](tx, us, order)
    await barred.watch(tx, NOW)
    await give(tx, us, order, "charlie", "not allowed there")
    assert await asked(tx, order) is None
    assert await barred.watch(tx, NOW) == 0


async def test_a_certificate_is_judged_by_the_day_of_the_visit(tx: Tx, us: Cast) -> None:
    soon, later = await take_order(tx, us), await take_order(tx, us, window=(3 * 1440, 3 * 1440 + 60))
    for name in ("bob", "charlie"):
        await holds(tx, us.users[name], "server+", "certificate", TODAY + timedelta(days=9))
    await tx.run("update orders set skill = 'server+'")
    for order in (soon, later):
        await give(tx, us, order, choice="nobody_else")
    await tx.run("update qualifications set expires_on = $1", TODAY + timedelta(days=1))
    assert await barred.watch(tx, NOW) == 1
    assert (await asked(tx, soon), await asked(tx, later)) == (None, (await orders.lock_order(tx, later, ALL)).attendance_id)


async def test_the_day_is_that_of_the_organisation(tx: Tx, us: Cast) -> None:
    """Before and after its midnight there are two days, though one of UTC."""
    await tx.run("update orgs set time_zone = 'Asia/Shanghai'")
    before, after = await take_order(tx, us, window=(300, 330)), await take_order(tx, us, window=(420, 450))  # 23:00 and 01:00 there
    await holds(tx, us.users["bob"], "server+", "certificate", TODAY + timedelta(days=9))
    await tx.run("update orders set skill = 'server+'")
    await tx.run("update engineers set shift_start = '00:00', shift_end = '00:00'")
    for order in (before, after):
        await give(tx, us, order, choice="nobody_else")
    await tx.run("update qualifications set expires_on = $1", TODAY)
    assert await barred.watch(tx, NOW) == 1
    assert (await asked(tx, before), await asked(tx, after) is None) == (None, False)


async def test_who_is_on_the_way_is_let_go(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await BARS["blocked"](tx, us, order)
    assert (await barred.watch(tx, NOW), await asked(tx, order)) == (0, None)
