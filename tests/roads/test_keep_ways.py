"""The worker has the ways of all days under way asked of the engine; between two questions they are what is left of the last answer."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import geo
from outrider.backoff import Backoff
from outrider.db import Tx, transaction
from outrider.periodic import once, ways
from outrider.rescue import actions as rescue
from outrider.roads.engines import Roads
from outrider.schedule import actions as schedule
from tests.cast import NOW, Cast, give, take_order, walk

from .engine import answering, http

SITE = (52.53, 13.41)  # as take_order has it
START, NEARER, NEXT_DOOR = (52.45, 13.30), (52.49, 13.35), (52.4505, 13.30)
SEEN = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
values (current_org(), $1, $2, $3, $4, 5, $2) on conflict (org_id, engineer_id) do update set lat = excluded.lat, lon = excluded.lon
"""
PREDICTED = "select predicted_arrival from forecasts f join attendances a on a.id = f.attendance_id where a.order_id = $1"


def twice_the_estimate(address: str, body: bytes) -> bytes:
    """An engine in whose city the roads are slow."""
    path, _, words = address.partition("?")
    places = [(float(lat), float(lon)) for lon, lat in (place.split(",") for place in path.rpartition("/")[2].split(";"))]
    count = len(words.partition("destinations=")[0].split("%3B"))
    here, there = places[:count], places[count:]
    said = [[2 * geo.seconds_between(a, b) for b in there] for a in here]
    near = {"distance": 1.0}
    return http(json.dumps({"code": "Ok", "durations": said, "sources": [near] * len(here), "destinations": [near] * len(there)}))


@asynccontextmanager
async def same(tx: Tx) -> AsyncIterator[Tx]:
    yield tx


async def ask(tx: Tx, roads: Roads, now: datetime = NOW) -> int:
    return await schedule.keep_ways(lambda org_id: same(tx), lambda org_id: same(tx), roads, tx.org_id, now)


async def seen(tx: Tx, us: Cast, place: tuple[float, float]) -> None:
    await tx.run(SEEN, us.users["bob"], NOW, *place)


async def travel(tx: Tx, order: UUID, place: tuple[float, float]) -> float:
    """For how many times the estimate bob is expected to drive on."""
    await rescue.watch(tx, NOW, Backoff())
    seconds: timedelta = await tx.value(PREDICTED, order) - NOW
    return seconds.total_seconds() / geo.seconds_between(place, SITE)


@pytest.fixture
async def order(tx: Tx, us: Cast) -> UUID:
    """Bob is on his way there."""
    made = await take_order(tx, us)
    await seen(tx, us, START)
    await give(tx, us, made)
    await walk(tx, us, made, "accept", "confirm_appointment", "set_off")
    return made


async def test_whoever_is_on_the_way_is_expected_when_the_engine_says(tx: Tx, us: Cast, order: UUID) -> None:
    async with answering(twice_the_estimate) as (roads, asked):
        assert await travel(tx, order, START) == pytest.approx(1)
        assert await ask(tx, roads) == 1
        assert await travel(tx, order, START) == pytest.approx(2)
        assert await ask(tx, roads) == 0
        assert len(asked) == 1


async def test_until_it_is_asked_again_the_rest_of_the_way_is_as_slow_as_the_whole(tx: Tx, us: Cast, order: UUID) -> None:
    async with answering(twice_the_estimate) as (roads, asked):
        await ask(tx, roads)
        await seen(tx, us, NEARER)
        assert await travel(tx, order, NEARER) == pytest.approx(2)
        assert await ask(tx, roads) == 1
        assert await travel(tx, order, NEARER) == pytest.approx(2)
        assert len(asked) == 2


async def test_a_large_house_is_asked_of_bit_by_bit(tx: Tx, us: Cast, order: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """All at once would take longer than anybody waits for an engine, and it would be called away."""
    monkeypatch.setattr(schedule, "AT_ONCE", 1)
    other = await take_order(tx, us)
    await tx.run("update sites set lat = lat + 0.03 where id = (select site_id from orders where id = $1)", other)
    await give(tx, us, other, "charlie")
    async with answering(twice_the_estimate) as (roads, asked):
        assert [await ask(tx, roads) for _ in range(3)] == [1, 1, 0]
        assert len(asked) == 2


async def test_nobody_asks_anew_for_a_few_steps(tx: Tx, us: Cast, order: UUID) -> None:
    async with answering(twice_the_estimate) as (roads, asked):
        await ask(tx, roads)
        await seen(tx, us, NEXT_DOOR)
        assert await ask(tx, roads) == 0
        assert len(asked) == 1


async def test_where_the_engine_knows_no_way_it_is_estimated_and_not_asked_all_the_time(tx: Tx, us: Cast, order: UUID) -> None:
    none = '{"code": "Ok", "durations": [[null]], "sources": [{"distance": 1}], "destinations": [{"distance": 1}]}'
    async with answering(lambda _, __: http(none)) as (roads, asked):
        assert [await ask(tx, roads), await ask(tx, roads), await ask(tx, roads, NOW + timedelta(hours=5))] == [0, 0, 0]
        assert len(asked) == 2
        assert await travel(tx, order, START) == pytest.approx(1)


async def test_an_engine_that_is_away_stops_no_forecast(tx: Tx, us: Cast, order: UUID) -> None:
    roads = Roads("osrm:http://127.0.0.1:1")
    assert await ask(tx, roads) == 0
    assert await travel(tx, order, START) == pytest.approx(1)
    assert roads.failed == 1
    await roads.close()


async def test_a_site_that_is_moved_is_not_reached_by_the_old_way(tx: Tx, us: Cast, order: UUID) -> None:
    async with answering(twice_the_estimate) as (roads, _):
        await ask(tx, roads)
    await tx.run("update sites set lat = lat + 0.03 where id = (select site_id from orders where id = $1)", order)
    await rescue.watch(tx, NOW, Backoff())
    expected = geo.seconds_between(START, (SITE[0] + 0.03, SITE[1]))
    assert (await tx.value(PREDICTED, order) - NOW).total_seconds() == pytest.approx(expected)


async def test_it_is_done_for_every_organisation_with_days_under_way_and_no_other(pool: Any, us: Cast) -> None:
    async with answering(twice_the_estimate) as (roads, asked):
        assert await once(ways(roads), pool, Backoff(), NOW) == 0
        assert asked == []
        async with transaction(pool, us.org_id) as tx:
            await give(tx, us, await take_order(tx, us))
        assert [await once(ways(roads), pool, Backoff(), NOW) for _ in range(2)] == [1, 0]
        assert len(asked) == 1
