"""How long our own people really took to an area, in the same hours of the day, is what they are expected to take."""

from datetime import timedelta
from uuid import UUID

import pytest

from outrider import geo
from outrider.db import Tx
from outrider.ids import new_id
from outrider.roads import actions as roads
from outrider.roads.rules import LEAST, MOST, Place, area
from outrider.roads.store import TRIPS
from tests.cast import NOW, Cast, take_order

START: Place = (52.47, 13.30)
SITE: Place = (52.53, 13.41)  # as take_order has it
ESTIMATE = geo.seconds_between(START, SITE)
ATTENDED = """
insert into attendances (org_id, id, order_id, engineer_id, assigned_at, set_off_at, arrived_at, ended_at)
values (current_org(), $1, $2, $3, $4, $4, $5, $5)
"""
SEEN = """
insert into positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, source, received_at)
values (current_org(), $1, $2, $3, $4, 5, 'phone', $2)
"""
TAPPED = """
insert into events (org_id, id, kind, order_id, attendance_id, actor, source, device_time, happened_at, server_time, lat, lon, payload)
values (current_org(), $1, 'set_off', $2, $3, 'user', 'phone', $4, $4, $4, $5, $6, '{}')
"""


async def trips(tx: Tx, us: Cast, *factors: float, seen: bool = True) -> list[UUID]:
    """Each on another day, begun at the same time of the day, and so many times the estimate long."""
    order, made = await take_order(tx, us), []
    for n, factor in enumerate(factors, 1):
        at = NOW - timedelta(days=n)
        made.append(new_id(at))
        await tx.run(ATTENDED, made[-1], order, us.users["bob"], at, at + timedelta(seconds=ESTIMATE * factor))
        if seen:
            await tx.run(SEEN, us.users["bob"], at - timedelta(minutes=1), *START)
    return made


async def expected(tx: Tx, later: timedelta = timedelta(0), there: Place = SITE) -> float:
    """Times the estimate, for whoever leaves then."""
    await roads.learn(tx, NOW)
    seconds, source = (await roads.travel(tx, NOW)).to(START, there, NOW + later)
    assert source == ("learnt" if area(there, NOW + later, "UTC") in (await roads.travel(tx, NOW)).speeds else "estimate")
    return seconds / geo.seconds_between(START, there)


async def test_the_middle_of_many_trips_counts(tx: Tx, us: Cast) -> None:
    await trips(tx, us, *[1.5] * (TRIPS - 4), 2.0, 2.2, 1.1, 1.2)
    assert await expected(tx) == pytest.approx(1.5)
    assert await expected(tx, timedelta(hours=1.9)) == pytest.approx(1.5)
    assert await expected(tx, timedelta(hours=2.1)) == 1
    assert await expected(tx, there=(52.61, 13.41)) == 1


async def test_too_few_trips_say_nothing(tx: Tx, us: Cast) -> None:
    await trips(tx, us, *[1.5] * (TRIPS - 1))
    assert await expected(tx) == 1


@pytest.mark.parametrize(("took", "counts"), [(0.25, LEAST), (5.0, MOST)])
async def test_no_factor_goes_beyond_its_bounds(tx: Tx, us: Cast, took: float, counts: float) -> None:
    await trips(tx, us, *[took] * TRIPS)
    assert await expected(tx) == pytest.approx(counts)


async def test_forgotten_taps_say_nothing(tx: Tx, us: Cast) -> None:
    """Set off when they were there, or arrived when they went home."""
    await trips(tx, us, *[1.5] * (TRIPS - 1), *[0.01] * 5, *[40.0] * 5)
    assert await expected(tx) == 1


async def test_a_trip_that_nobody_knows_the_beginning_of_says_nothing(tx: Tx, us: Cast) -> None:
    made = await trips(tx, us, *[1.5] * TRIPS, seen=False)
    assert await expected(tx) == 1
    order = await tx.value("select order_id from attendances where id = $1", made[0])
    for n, id in enumerate(made, 1):
        await tx.run(TAPPED, new_id(NOW), order, id, NOW - timedelta(days=n), *START)
    assert await expected(tx) == pytest.approx(1.5)


async def test_what_is_no_longer_so_is_unlearnt(tx: Tx, us: Cast) -> None:
    await trips(tx, us, *[1.5] * TRIPS)
    assert await expected(tx) == pytest.approx(1.5)
    assert await roads.learn(tx, NOW + timedelta(days=55)) == 0
    assert (await roads.travel(tx, NOW)).speeds == {}
