"""What a candidate is offered with is what the forecast says once the visit is theirs, to the minute: for it and for all that it moves."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.assign.rules import Candidate
from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Who, moment_of
from outrider.rescue import actions as rescue
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act, give, take_order, walk

ENGINEERS = ("bob", "charlie")
PREDICTED = """
select a.order_id, f.predicted_arrival, f.late_minutes from forecasts f join attendances a on a.id = f.attendance_id
"""
SEEN = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
values (current_org(), $1, $2, $3, $4, 5, $2)
"""


async def place(tx: Tx, order: UUID, lat: float, lon: float) -> None:
    await tx.run("update sites set lat = $2, lon = $3 where id = (select site_id from orders where id = $1)", order, lat, lon)


async def days(tx: Tx, us: Cast, random: Random) -> UUID:
    """Some visits with each engineer, one of them begun or on the way or told late now and then, and one that needs somebody."""
    for name in ENGINEERS:
        begun = random.choice(("", "", "set_off", "arrive"))
        for number in range(random.randint(0, 4)):
            start = random.randint(-60, 400)
            order = await take_order(tx, us, window=(start, start + random.randint(30, 180)), minutes=random.randint(10, 120))
            await place(tx, order, random.uniform(52.4, 52.6), random.uniform(13.2, 13.6))
            await give(tx, us, order, name)
            if number == 0 and begun:
                steps = ("accept", "confirm_appointment", "set_off", "arrive")
                at = NOW - timedelta(minutes=random.randint(1, 90))
                await walk(tx, us, order, *steps[: steps.index(begun) + 1], name=name, at=at)
            elif random.random() < 0.2:
                await act(tx, us, name, order, "running_late", minutes=random.randint(5, 90), cause="parts")
        if random.random() < 0.5:
            await tx.run(SEEN, us.users[name], NOW, random.uniform(52.4, 52.6), random.uniform(13.2, 13.6))
    start = random.randint(-30, 300)
    wanted = await take_order(tx, us, window=(start, start + random.randint(30, 180)), minutes=random.randint(10, 120))
    await place(tx, wanted, random.uniform(52.4, 52.6), random.uniform(13.2, 13.6))
    return wanted


async def predicted(tx: Tx) -> dict[UUID, tuple[datetime, int]]:
    await rescue.watch(tx, NOW, Backoff())
    return {row["order_id"]: (row["predicted_arrival"], row["late_minutes"]) for row in await tx.connection.fetch(PREDICTED)}


async def offered_is_forecast(tx: Tx, us: Cast, order: UUID, offer: Candidate) -> None:
    head = await orders.lock_order(tx, order, ALL)
    await assign.assign(tx, order, offer.engineer_id, head.status, Cause(us.actor("alice"), ALL, moment_of(NOW)), "Nearer")
    after = await predicted(tx)
    assert after[order] == (offer.arrival, offer.late_minutes)
    assert {row.order_id: after[row.order_id][0] for row in offer.moved} == {row.order_id: row.arrival for row in offer.moved}


@pytest.mark.parametrize("seed", range(12))
async def test_whoever_is_taken_comes_when_the_list_said(tx: Tx, us: Cast, seed: int) -> None:
    order = await days(tx, us, Random(seed))
    before = await predicted(tx)
    ranking = await assign.candidates(tx, order, who_of(us), NOW)
    for offer in ranking.candidates:
        savepoint: Any = tx.connection.transaction()
        await savepoint.start()
        await offered_is_forecast(tx, us, order, offer)
        await savepoint.rollback()
    assert await predicted(tx) == before


def who_of(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
