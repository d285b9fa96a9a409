"""What a candidate is offered with is what the forecast says once the visit is theirs, to the minute: for it and for all that it moves.

So it is whoever says how long the ways are: the estimate, a road engine, or our own trips; and where jobs take longer or shorter than planned.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import UUID

import pytest

from outrider import roadnet
from outrider.assign import actions as assign
from outrider.assign.rules import Candidate, Ranking
from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Who, moment_of
from outrider.rescue import actions as rescue
from outrider.roads.engines import Roads
from outrider.roads.rules import BAND_HOURS, CELL, LEAST, MOST, area
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


CITIES = {"estimate": (52.5, 13.4), "learnt": (52.5, 13.4), "osrm": (-29.93, -71.27)}
LEARN = """
insert into travel_speeds (org_id, lat_cell, lon_cell, band, factor, trips, learnt_at) values (current_org(), $1, $2, $3, $4, 20, $5)
"""
USUAL = "insert into work_times (org_id, path, factor, spread, visits, learnt_at) values (current_org(), $1, $2, $3, 20, $4)"
PACE = "insert into work_paces (org_id, engineer_id, pace, visits, learnt_at) values (current_org(), $1, $2, 20, $3)"


@cache
def streets() -> list[tuple[float, float]]:
    net = roadnet.read(roadnet.DEMO)
    return [(net.lat[road.nodes[0]], net.lon[road.nodes[0]]) for road in net.roads if road.kind in ("primary", "secondary", "tertiary")]


async def place(tx: Tx, order: UUID, lat: float, lon: float) -> None:
    await tx.run("update sites set lat = $2, lon = $3 where id = (select site_id from orders where id = $1)", order, lat, lon)


async def days(tx: Tx, us: Cast, random: Random, city: tuple[float, float]) -> UUID:
    """Some visits with each engineer, one of them begun or on the way or told late now and then, and one that needs somebody."""

    corners = streets() if city == CITIES["osrm"] else []

    def somewhere() -> tuple[float, float]:
        """Where the engine has streets, on one of them."""
        return random.choice(corners) if corners else (city[0] + random.uniform(-0.1, 0.1), city[1] + random.uniform(-0.2, 0.2))

    await tx.run("update units set lat = $1, lon = $2 where kind = 'station'", *city)
    for name in ENGINEERS:
        begun = random.choice(("", "", "set_off", "arrive"))
        for number in range(random.randint(0, 4)):
            start = random.randint(-60, 400)
            order = await take_order(tx, us, window=(start, start + random.randint(30, 180)), minutes=random.randint(10, 120))
            await place(tx, order, *somewhere())
            await give(tx, us, order, name)
            if number == 0 and begun:
                steps = ("accept", "confirm_appointment", "set_off", "arrive")
                at = NOW - timedelta(minutes=random.randint(1, 90))
                await walk(tx, us, order, *steps[: steps.index(begun) + 1], name=name, at=at)
            elif random.random() < 0.2:
                await act(tx, us, name, order, "running_late", minutes=random.randint(5, 90), cause="parts")
        if random.random() < 0.5:
            await tx.run(SEEN, us.users[name], NOW, *somewhere())
    start = random.randint(-30, 300)
    wanted = await take_order(tx, us, window=(start, start + random.randint(30, 180)), minutes=random.randint(10, 120))
    await place(tx, wanted, *somewhere())
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
@pytest.mark.parametrize("source", CITIES)
async def test_whoever_is_taken_comes_when_the_list_said(tx: Tx, us: Cast, source: str, seed: int, request: pytest.FixtureRequest) -> None:
    random, city = Random(seed), CITIES[source]
    if seed % 2:
        await learn_work(tx, us, random)
    if source == "learnt":
        await learn(tx, random, city)
    order = await days(tx, us, random, city)
    before = await predicted(tx)
    ranking = await offers(tx, us, order, request.getfixturevalue("osrm") if source == "osrm" else None)
    assert {offer.source for offer in ranking.candidates} == {source}
    for offer in ranking.candidates:
        savepoint: Any = tx.connection.transaction()
        await savepoint.start()
        await offered_is_forecast(tx, us, order, offer)
        await savepoint.rollback()
    assert await predicted(tx) == before


async def offers(tx: Tx, us: Cast, order: UUID, url: str | None) -> Ranking:
    """As a dispatcher is told; url: of the engine that is asked."""
    if url is None:
        return await assign.candidates(tx, order, who_of(us), NOW)

    @asynccontextmanager
    async def same(org_id: int) -> AsyncIterator[Tx]:
        yield tx

    roads = Roads(f"osrm:{url}")
    found = await assign.candidates_by_road(same, same, roads, order, who_of(us), NOW)
    await roads.close()
    return found


async def learn_work(tx: Tx, us: Cast, random: Random) -> None:
    """Each level takes another time, and each engineer."""
    for path in ((), ("repair",), ("repair", "", "", "1")):
        await tx.run(USUAL, path, random.uniform(0.4, 2.5), random.uniform(0.2, 0.8), NOW)
    for name in ENGINEERS:
        await tx.run(PACE, us.users[name], random.uniform(0.7, 1.4), NOW)


async def learn(tx: Tx, random: Random, city: tuple[float, float]) -> None:
    """Every area of the city has a pace of its own, and another in other hours."""
    for north in (-1, 0, 1):
        for east in (-2, -1, 0, 1, 2):
            for hours in range(24 // BAND_HOURS):
                cell, also, _ = area((city[0] + north / CELL, city[1] + east / CELL), NOW, "UTC")
                await tx.run(LEARN, cell, also, hours, random.uniform(LEAST, MOST), NOW)


def who_of(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
