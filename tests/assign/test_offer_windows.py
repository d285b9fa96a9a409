"""What is offered to a customer can be kept: there is somebody suitable with room, and nobody else gets late by it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from outrider.assign.windows import actions as windows
from outrider.assign.windows.rules import slots
from outrider.db import Tx
from outrider.model import ALL
from outrider.problems import Problem
from outrider.roads.rules import area
from tests.cast import NOW, Cast, give, take_order

HOUR = timedelta(hours=1)
EXPIRE = "update qualifications set expires_on = $2 where engineer_id = $1"


def test_slots_are_of_the_time_of_the_place_and_none_is_nearly_over() -> None:
    first, last = next(slots(NOW, ZoneInfo("Asia/Shanghai")))  # 18:00 there
    assert (first.astimezone(ZoneInfo("Asia/Shanghai")).isoformat(), last - first) == ("2026-03-03T08:00:00+08:00", 4 * HOUR)
    assert next(slots(NOW, ZoneInfo("UTC"))) == (NOW - 2 * HOUR, NOW + 2 * HOUR)
    assert next(slots(NOW + timedelta(minutes=95), ZoneInfo("UTC")))[0] == NOW + 3 * HOUR


async def test_the_soonest_windows_that_somebody_can_keep_are_offered(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    found = await windows.offer_windows(tx, ALL, order, NOW)
    assert (found[0].window_from, found[0].keepers, found[0].names) == (NOW - 2 * HOUR, 2, ["Bob", "Charlie"])


async def test_who_is_busy_then_keeps_nothing(tx: Tx, us: Cast) -> None:
    busy = await take_order(tx, us, window=(0, 60), minutes=600)
    await give(tx, us, busy, "bob")
    order = await take_order(tx, us)
    found = await windows.look_at(tx, ALL, order, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW)
    assert (found.keepers, found.names) == (1, ["Charlie"])


async def test_the_visit_itself_does_not_keep_its_engineer_busy(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 60), minutes=600)
    await give(tx, us, order, "bob")
    assert (await windows.look_at(tx, ALL, order, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW)).keepers == 2


async def test_a_certificate_counts_until_the_day_on_which_it_runs_out(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, skill="server")
    await tx.run(EXPIRE, us.users["bob"], (NOW + 30 * HOUR).date())
    keepers = {
        hours: (await windows.look_at(tx, ALL, order, NOW + hours * HOUR, NOW + (hours + 2) * HOUR, NOW)).names for hours in (3, 24, 48)
    }
    assert ["Bob" in names for names in keepers.values()] == [True, True, False]
    offers = await windows.offer_windows(tx, ALL, order, NOW)
    assert {row.window_from.date() for row in offers if "Bob" in row.names} == {NOW.date(), (NOW + 24 * HOUR).date()}


async def test_a_window_that_nobody_can_keep_is_said_to_be_so(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, skill="storage")
    assert await windows.offer_windows(tx, ALL, order, NOW) == []
    assert (await windows.look_at(tx, ALL, order, NOW, NOW + HOUR, NOW)).keepers == 0


async def test_a_window_that_nobody_can_mean_is_refused(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await windows.look_at(tx, ALL, order, NOW, NOW, NOW)
    assert refusal.value.code == "window_not_valid"


LEARN = """
insert into travel_speeds (org_id, lat_cell, lon_cell, band, factor, trips, learnt_at)
select current_org(), $1, $2, band, 3, 20, $3 from generate_series(0, 7) band
"""


async def test_a_window_after_which_somebody_comes_late_by_slow_roads_is_not_theirs(tx: Tx, us: Cast) -> None:
    """Twenty minutes to the next visit by the estimate, an hour as past trips took."""
    after = await take_order(tx, us, window=(300, 310))
    await tx.run("update sites set lat = lat + 0.12 where id = (select site_id from orders where id = $1)", after)
    await give(tx, us, after, "bob")
    order = await take_order(tx, us, minutes=95)
    assert (await windows.look_at(tx, ALL, order, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW)).names == ["Bob", "Charlie"]
    await tx.run(LEARN, *area((52.65, 13.41), NOW, "UTC")[:2], NOW)
    assert (await windows.look_at(tx, ALL, order, NOW + 3 * HOUR, NOW + 5 * HOUR, NOW)).names == ["Charlie"]


async def test_a_window_says_who_drives_least_for_it_and_the_cheapest_of_all_is_marked(tx: Tx, us: Cast) -> None:
    """Charlie goes there today for somebody else, and nobody does tomorrow."""
    other = await take_order(tx, us, window=(180, 300), minutes=30)
    await give(tx, us, other, "charlie")
    order = await take_order(tx, us)
    found = await windows.offer_windows(tx, ALL, order, NOW)
    assert [row.window_from for row in found if row.cheapest] == [found[0].window_from]
    assert (found[0].names[0], found[0].travel_minutes) == ("Charlie", 0)
    tomorrow = next(row for row in found if row.window_from > NOW + 12 * HOUR)
    assert tomorrow.travel_minutes > 0


async def test_a_window_says_by_how_much_others_come_later_in_time_yet(tx: Tx, us: Cast) -> None:
    await tx.run("update users set active = false where id = $1", us.users["charlie"])
    other = await take_order(tx, us, window=(0, 300), minutes=30)
    await give(tx, us, other, "bob")
    order = await take_order(tx, us, minutes=60)
    found = await windows.look_at(tx, ALL, order, NOW, NOW + timedelta(minutes=20), NOW)
    assert (found.names, found.slack_minutes) == (["Bob"], 60)
