import csv
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, moment_of
from outrider.track import actions as track
from outrider.track.duty import actions as duty_actions
from outrider.track.duty import rules as duty
from outrider.track.rules import Duty, Fix, Span, read_batch, sort_out
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of, one_row, shared_data

ALWAYS = Duty([Span(NOW - timedelta(days=1), NOW + timedelta(days=1))])


def fix(seconds: float, lat: float = 52.5, lon: float = 13.4, accuracy: float = 10.0) -> Fix:
    return Fix(NOW + timedelta(seconds=seconds), lat, lon, accuracy)


async def test_a_batch_is_kept_once(tx: Tx, us: Cast) -> None:
    batch = [fix(-20), fix(-10), fix(-10)]
    first = await track.take(tx, us.users["bob"], batch, "phone", NOW)
    again = await track.take(tx, us.users["bob"], batch, "phone", NOW)
    assert (first.kept, first.dropped, again.kept) == (2, {"repeated": 1}, 0)


async def test_a_pin_names_where_they_go_and_not_what_waits_for_a_part(tx: Tx, us: Cast) -> None:
    """In the order of their day, as the forecast has it."""
    waiting, other = await take_order(tx, us), await take_order(tx, us)
    await give(tx, us, waiting)
    await walk(tx, us, waiting, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
    await act(tx, us, "bob", waiting, "request_parts", text="Fan")
    await give(tx, us, other)
    await walk(tx, us, other, "accept", "confirm_appointment", "set_off", at=NOW + timedelta(hours=1))
    await track.take(tx, us.users["bob"], [fix(0)], "phone", NOW)
    (seen,) = await track.everyone(tx, ALL, NOW)
    assert (seen.order_id, seen.status) == (other, "en_route")


async def test_the_latest_never_goes_back_when_an_old_batch_arrives_late(tx: Tx, us: Cast) -> None:
    await track.take(tx, us.users["bob"], [fix(0, 52.6)], "phone", NOW)
    await track.take(tx, us.users["bob"], [fix(-600, 52.1)], "phone", NOW)
    assert await tx.value("select lat from latest_positions") == 52.6
    assert await tx.value("select count(*) from positions") == 2


async def test_nothing_is_kept_off_duty_but_an_accepted_call_out_is_duty(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '01:00', shift_end = '02:00'")
    off = await track.take(tx, us.users["bob"], [fix(0)], "phone", NOW)
    assert (off.kept, off.dropped) == (0, {"off_duty": 1})
    order = await take_order(tx, us)
    await give(tx, us, order, choice="agreed_with_them")
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    assert (await track.take(tx, us.users["bob"], [fix(0)], "phone", NOW)).kept == 1


async def hand_in(tx: Tx, us: Cast, *hours: float) -> tuple[int, dict[str, int]]:
    """How many of the fixes of so many hours ago are kept, and why the others are not."""
    found = await track.take(tx, us.users["bob"], [fix(-hour * 3600) for hour in hours], "phone", NOW)
    return found.kept, found.dropped


async def test_each_position_is_judged_by_the_shift_of_its_own_day(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '08:00', shift_end = '16:00'")
    await tx.run(
        "insert into shifts (org_id, id, engineer_id, day, starts, ends) select org_id, gen_random_uuid(), user_id, $2, '01:00', '02:00' "
        "from engineers where user_id = $1",
        us.users["bob"],
        (NOW - timedelta(days=2)).date(),
    )
    assert await hand_in(tx, us, 1, 22, 7, 12) == (2, {"off_duty": 2})  # 09:00, noon of yesterday; 03:00, 22:00 of yesterday
    assert await hand_in(tx, us, 46, 56.5) == (1, {"off_duty": 1})  # noon of the day whose shift was entered; in that shift


async def test_a_visit_of_now_is_no_duty_of_the_night_before(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '08:00', shift_end = '08:01'")
    order = await take_order(tx, us)
    await give(tx, us, order, choice="agreed_with_them")
    await walk(tx, us, order, "accept", "confirm_appointment", at=NOW - timedelta(hours=3))
    await walk(tx, us, order, "set_off", at=NOW - timedelta(hours=1))
    assert await hand_in(tx, us, 0, 0.5, 7, 12, 100) == (2, {"off_duty": 3})


async def test_a_visit_that_is_over_is_duty_from_setting_off_to_its_end(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '08:00', shift_end = '08:01'")
    order = await take_order(tx, us)
    await give(tx, us, order, choice="agreed_with_them")
    for hours, action in ((13, "accept"), (13, "confirm_appointment"), (12, "set_off"), (11, "arrive")):
        await act(tx, us, "bob", order, action, NOW - timedelta(hours=hours))
    await act(tx, us, "bob", order, "no_access", NOW - timedelta(hours=9), reason="closed")
    assert await hand_in(tx, us, 12.5, 11.5, 10, 8, 0) == (2, {"off_duty": 3})


async def test_a_visit_that_was_taken_from_them_is_duty_until_then_or_their_last_tap(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '08:00', shift_end = '08:01'")
    order = await take_order(tx, us)
    await give(tx, us, order, choice="agreed_with_them")
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", at=NOW - timedelta(hours=6))
    ended = "update attendances set ended_at = $1, end_reason = 'hand_over'"
    await tx.run(ended, NOW - timedelta(hours=4))
    assert await hand_in(tx, us, 5, 3) == (1, {"off_duty": 1})


async def test_the_word_that_stood_then_counts(tx: Tx, us: Cast) -> None:
    await tx.run("update engineers set shift_start = '08:00', shift_end = '16:00'")
    said: list[tuple[float, duty.State]] = [(25, "off"), (24, "on"), (2, "on"), (1.5, "break"), (1, "on"), (0.5, "off")]
    for hours, state in said:
        moment = moment_of(NOW - timedelta(hours=hours))
        await duty_actions.declare(tx, state, Cause(us.actor("bob"), ALL, moment, new_id(NOW)))
    assert await hand_in(tx, us, 1.8, 1.2, 0.8, 0.2) == (2, {"off_duty": 2})  # at work, in the break, at work, at home
    assert await hand_in(tx, us, 24.5, 16, 7) == (1, {"off_duty": 2})  # after going home; back until midnight; a word ends with its day


async def test_a_word_that_comes_late_counts_from_when_it_was_said(tx: Tx, us: Cast) -> None:
    said: list[tuple[float, duty.State]] = [(1, "on"), (2, "off")]
    for hours, state in said:
        await duty_actions.declare(tx, state, Cause(us.actor("bob"), ALL, moment_of(NOW - timedelta(hours=hours)), new_id(NOW)))
    assert await hand_in(tx, us, 1.5, 0.5) == (1, {"off_duty": 1})


async def latest(tx: Tx) -> tuple[float, float]:
    row = await one_row(tx.connection, "select lat, lon from latest_positions")
    return row["lat"], row["lon"]


@pytest.mark.parametrize("wild", [(52.5, 14.1), (52.9, 13.4), (-33.4, -70.6)])
async def test_a_leap_is_logged_and_not_where_they_are(tx: Tx, us: Cast, wild: tuple[float, float]) -> None:
    for seconds, place in ((-60, (52.5, 13.4)), (-59, wild)):
        assert (await track.take(tx, us.users["bob"], [fix(seconds, *place)], "phone", NOW)).kept == 1
    assert await latest(tx) == (52.5, 13.4)
    assert await tx.value("select count(*) from positions") == 2
    await track.take(tx, us.users["bob"], [fix(-50, 52.501, 13.401)], "companion", NOW)
    assert await latest(tx) == (52.501, 13.401)


@pytest.mark.parametrize("batches", [((-60, -59, -50),), ((-60,), (-59,), (-50,)), ((-60, -59), (-50,)), ((-50,), (-60, -59))])
async def test_a_leap_that_the_next_fix_agrees_with_is_where_they_are(tx: Tx, us: Cast, batches: tuple[tuple[int, ...], ...]) -> None:
    places = {-60: (52.5, 13.4), -59: (48.1, 11.5), -50: (48.1005, 11.5)}
    for batch in batches:
        await track.take(tx, us.users["bob"], [fix(seconds, *places[seconds]) for seconds in batch], "phone", NOW)
    assert await latest(tx) == (48.1005, 11.5)


@pytest.mark.parametrize("place", [(0.0, 13.4), (52.5, 0.0), (0.0, 0.0), (-0.0, 13.4)])
async def test_a_coordinate_of_exactly_nought_is_no_place(tx: Tx, us: Cast, place: tuple[float, float]) -> None:
    found = await track.take(tx, us.users["bob"], [fix(-1, *place), fix(0)], "phone", NOW)
    assert (found.kept, found.dropped) == (1, {"impossible": 1})


BAD = [
    b'{"device_time":"2026-03-02T10:00:00","lat":52.5,"lon":13.4}',
    b'{"device_time":"nonsense","lat":52.5,"lon":13.4}',
    b'{"lat":52.5,"lon":13.4}',
    b'{"device_time":"2026-03-02T10:00:00Z","lat":null,"lon":13.4}',
    b'{"device_time":"2026-03-02T10:00:00Z","lat":"here","lon":13.4}',
    b"null",
    b"[]",
    b"17",
]


async def test_a_row_that_is_no_fix_does_not_cost_the_others(client: Any) -> None:
    for minute, bad in enumerate(BAD, 10):
        good = b'{"device_time":"2026-03-02T09:%d:00Z","lat":52.5,"lon":13.4}' % minute
        answer = await client("bob").post("/api/positions", content=b'{"fixes":[%b,%b]}' % (bad, good))
        assert (answer.status_code, answer.json()) == (200, {"kept": 1, "dropped": {"unread": 1}}), bad


ODD: tuple[tuple[str, float | None], ...] = (
    ("speed_mps", 1e300), ("speed_mps", -1), ("speed_mps", 401), ("speed_mps", None),
    ("heading_deg", 1e39), ("heading_deg", -1), ("heading_deg", 361), ("accuracy_m", None),
)  # fmt: skip


async def test_a_value_that_cannot_be_is_unknown_and_the_place_stays(client: Any, pool: Any, us: Cast) -> None:
    rows = [
        {"device_time": f"2026-03-02T09:{minute}:00Z", "lat": 52.5, "lon": 13.4, name: odd} for minute, (name, odd) in enumerate(ODD, 10)
    ]
    assert (await client("bob").post("/api/positions", json={"fixes": rows})).json() == {"kept": len(ODD), "dropped": {}}
    async with transaction(pool, us.org_id) as tx:
        found = await tx.connection.fetch("select distinct accuracy_m, speed_mps, heading_deg from positions")
    assert [tuple(row) for row in found] == [(50.0, None, None)]


@pytest.mark.parametrize("odd", ["NaN", "Infinity", "-Infinity", "1e999", "null"])
@pytest.mark.parametrize("name", ["speed_mps", "heading_deg", "accuracy_m"])
def test_a_value_that_is_no_number_is_unknown(name: str, odd: str) -> None:
    row = '{"device_time":"2026-03-02T10:00:00Z","lat":52.5,"lon":13.4,"%s":%s}'
    assert read_batch(('{"fixes":[%s]}' % (row % (name, odd))).encode()) == ([Fix(NOW, 52.5, 13.4)], 0)


async def test_what_is_no_batch_is_refused(client: Any) -> None:
    many = b'{"fixes":[%b0]}' % (b"0," * 1000)
    for body, refusal in ((b"{", (400, "body_not_readable")), (b'{"fixes":5}', (422, "field_not_valid")), (many, (422, "field_not_valid"))):
        assert code_of(await client("bob").post("/api/positions", content=body)) == refusal


async def test_a_batch_with_no_place_on_earth_is_a_problem(client: Any) -> None:
    body = {"fixes": [{"device_time": NOW.isoformat(), "lat": 91, "lon": 13, "accuracy_m": 5}]}
    assert code_of(await client("bob").post("/api/positions", json=body)) == (422, "place_not_valid")


async def test_one_wrong_fix_does_not_cost_the_others(client: Any) -> None:
    fixes = [{"device_time": NOW.isoformat(), "lat": 0, "lon": 0}, {"device_time": NOW.isoformat(), "lat": 52.5, "lon": 13.4}]
    assert (await client("bob").post("/api/positions", json={"fixes": fixes})).json() == {"kept": 1, "dropped": {"impossible": 1}}


async def test_the_office_sees_where_and_how_old(client: Any) -> None:
    await client("bob").post(
        "/api/positions", json={"fixes": [{"device_time": NOW.isoformat(), "lat": 52.5, "lon": 13.4, "accuracy_m": 8}]}
    )
    (seen,) = (await client("alice").get("/api/positions")).json()
    assert (seen["name"], seen["accuracy_m"], seen["device_time"]) == ("Bob", 8.0, "2026-03-02T10:00:00Z")
    assert (await client("mallory").get("/api/positions")).json() == []


def read(name: str, trip: str) -> list[Fix]:
    with shared_data(name).open() as file:
        rows = [row for row in csv.DictReader(file) if row["trip_id"] == trip]
    return [Fix(datetime.fromisoformat(row["timestamp_iso"]), float(row["lat"]), float(row["lon"])) for row in rows]


async def test_a_recorded_car_trip_goes_through_whole(tx: Tx, us: Cast) -> None:
    trip = read("traces/munich_barefoot.csv", "muc-x0001-001")
    now = trip[-1].device_time + timedelta(seconds=5)
    kept = 0
    for start in range(0, len(trip), 20):
        kept += (await track.take(tx, us.users["bob"], trip[start : start + 20], "phone", now)).kept
    assert kept == len({fix.device_time for fix in trip}) > 500
    row = await one_row(tx.connection, "select lat, lon, device_time from latest_positions")
    assert (row["lat"], row["lon"], row["device_time"]) == (trip[-1].lat, trip[-1].lon, trip[-1].device_time)


async def test_two_hundred_recorded_deliveries_arrive_out_of_order_and_twice(tx: Tx, us: Cast) -> None:
    with shared_data("traces/delivery_agents_goal.csv").open() as file:
        rows = list(csv.DictReader(file))
    trips: dict[str, list[Fix]] = {}
    for row in rows:
        trips.setdefault(row["trip_id"], []).append(Fix(datetime.fromisoformat(row["timestamp_iso"]), float(row["lat"]), float(row["lon"])))
    wanted = list(trips.values())[:40]
    for trip in wanted:
        now = trip[-1].device_time + timedelta(seconds=1)
        for half in (trip[36:], trip[:36], trip[36:]):
            await track.take(tx, us.users["bob"], half, "phone", now)
    assert await tx.value("select count(*) from positions") == len({fix.device_time for trip in wanted for fix in trip})


@given(st.lists(st.tuples(st.integers(-700_000, 1200), st.floats(-100, 100), st.floats(-200, 200), st.floats(-5, 5000)), max_size=60))
def test_every_fix_is_kept_or_counted_under_one_reason(rows: list[tuple[int, float, float, float]]) -> None:
    fixes = [Fix(NOW + timedelta(seconds=at), lat, lon, accuracy) for at, lat, lon, accuracy in rows]
    found = sort_out(fixes, ALWAYS, NOW)
    assert len(found.keep) + sum(found.dropped.values()) == len(fixes)
    assert [one.device_time for one in found.keep] == sorted({one.device_time for one in found.keep})
