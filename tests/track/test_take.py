import csv
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outrider.db import Tx
from outrider.track import actions as track
from outrider.track.rules import Duty, Fix, sort_out
from tests.cast import NOW, Cast, give, take_order, walk
from tests.conftest import code_of, one_row, shared_data

ALWAYS = Duty(NOW - timedelta(days=1), NOW + timedelta(days=1), False)


def fix(seconds: float, lat: float = 52.5, lon: float = 13.4, accuracy: float = 10.0) -> Fix:
    return Fix(NOW + timedelta(seconds=seconds), lat, lon, accuracy)


async def test_a_batch_is_kept_once(tx: Tx, us: Cast) -> None:
    batch = [fix(-20), fix(-10), fix(-10)]
    first = await track.take(tx, us.users["bob"], batch, "phone", NOW)
    again = await track.take(tx, us.users["bob"], batch, "phone", NOW)
    assert (first.kept, first.dropped, again.kept) == (2, {"repeated": 1}, 0)


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
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    assert (await track.take(tx, us.users["bob"], [fix(0)], "phone", NOW)).kept == 1


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
