"""What an engine has said is known to the next who asks: for a week in the same hours of the day, for an hour in any."""

from datetime import timedelta

import pytest

from outrider.db import Tx
from outrider.roads import actions as roads
from outrider.roads.rules import Pair, key
from tests.cast import NOW, Cast

WAY: Pair = ((52.50012, 13.40012), (52.53, 13.41))
BACK: Pair = (WAY[1], WAY[0])
HOURS_LATER = {0: 700.0, 0.9: 700.0, 1.9: 700.0, 2.1: None, 24: 700.0, 26.5: None, 167: 700.0, 169: None}


@pytest.mark.parametrize("hours", HOURS_LATER)
async def test_an_answer_counts_in_the_same_hours_of_the_day(tx: Tx, us: Cast, hours: float) -> None:
    """It is ten o'clock: what is said now is said of nine to twelve."""
    await roads.keep(tx, {WAY: 700.0}, "osrm", NOW)
    found = (await roads.travel(tx, NOW + timedelta(hours=hours), [WAY, BACK])).legs
    assert found == ({key(*WAY): (HOURS_LATER[hours], "osrm")} if HOURS_LATER[hours] else {})


async def test_just_after_the_hours_have_changed_it_counts_still(tx: Tx, us: Cast) -> None:
    await roads.keep(tx, {WAY: 700.0}, "osrm", NOW + timedelta(minutes=119))
    assert (await roads.travel(tx, NOW + timedelta(minutes=121), [WAY])).said(*WAY) is not None


async def test_the_hours_are_those_of_the_organisation(tx: Tx, us: Cast) -> None:
    await tx.connection.execute("update orgs set time_zone = 'Asia/Kathmandu' where id = current_org()")
    await roads.keep(tx, {WAY: 700.0}, "osrm", NOW)  # a quarter to four there
    assert (await roads.travel(tx, NOW + timedelta(hours=24 + 2), [WAY])).said(*WAY) is not None
    assert (await roads.travel(tx, NOW + timedelta(hours=24 + 2.5), [WAY])).said(*WAY) is None


async def test_the_newest_answer_counts_whoever_gave_it(tx: Tx, us: Cast) -> None:
    await roads.keep(tx, {WAY: 700.0}, "osrm", NOW)
    await roads.keep(tx, {WAY: 800.0}, "valhalla", NOW + timedelta(minutes=1))
    await roads.keep(tx, {BACK: None}, "osrm", NOW)
    found = await roads.travel(tx, NOW + timedelta(minutes=2), [WAY, BACK])
    assert found.legs == {key(*WAY): (800.0, "valhalla"), key(*BACK): (None, "osrm")}
    assert found.said(*BACK) is None


async def test_ways_that_are_one_to_the_hundred_metres_are_kept_once(tx: Tx, us: Cast) -> None:
    near: Pair = ((52.50009, 13.40009), WAY[1])
    await roads.keep(tx, {WAY: 700.0, near: 705.0}, "osrm", NOW)
    assert (await roads.travel(tx, NOW, [WAY])).to(*WAY, NOW) == (await roads.travel(tx, NOW, [near])).to(*near, NOW) == (705.0, "osrm")


async def test_old_answers_are_forgotten(tx: Tx, us: Cast) -> None:
    await roads.keep(tx, {WAY: 700.0}, "osrm", NOW - timedelta(days=8))
    await roads.keep(tx, {BACK: 700.0}, "osrm", NOW - timedelta(days=6))
    assert await roads.forget(tx, NOW) == 1
