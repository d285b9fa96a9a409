"""Where a road engine is set the best are ranked by its times; where it is away nobody waits, and the answer says by what."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from outrider.roads.engines import Roads
from tests.cast import NOW, Cast, take_order

SEEN = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
values (current_org(), $1, $2, $3, $4, 5, $2)
"""
# In the demo city: bob is at half of charlie's distance, and has to drive half as long again.
SITE, BOB, CHARLIE = (-29.90763, -71.21760), (-29.92046, -71.20851), (-29.90719, -71.25643)


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        made = await take_order(tx, us)
        await tx.run("update sites set lat = $1, lon = $2", *SITE)
        await tx.run(SEEN, us.users["bob"], NOW, *BOB)
        await tx.run(SEEN, us.users["charlie"], NOW, *CHARLIE)
    return made


async def ranked(client: Any, order: UUID) -> list[dict[str, Any]]:
    answer = await client("alice").get(f"/api/orders/{order}/candidates")
    assert answer.status_code == 200
    rows: list[dict[str, Any]] = answer.json()["candidates"]
    return rows


async def test_the_times_are_the_engines(app: Any, client: Any, pool: Any, us: Cast, osrm: str, order: UUID) -> None:
    estimated = await ranked(client, order)
    assert {row["source"] for row in estimated} == {"estimate"}
    app.state.roads = Roads(f"osrm:{osrm}")
    said = await ranked(client, order)
    assert {row["source"] for row in said} == {"osrm"}
    assert [row["name"] for row in estimated] == ["Bob", "Charlie"]
    assert [row["name"] for row in said] == ["Charlie", "Bob"]
    assert (await client(None).get("/readyz")).json() == {"ready": True, "why": "", "roads": "osrm"}
    await app.state.roads.close()


async def test_what_it_said_stays_known_when_it_goes_away(app: Any, client: Any, osrm: str, order: UUID) -> None:
    app.state.roads = Roads(f"osrm:{osrm}")
    said = await ranked(client, order)
    await app.state.roads.close()
    app.state.roads = Roads("osrm:http://127.0.0.1:1")
    assert await ranked(client, order) == said
    assert app.state.roads.failed == 0
    await app.state.roads.close()


async def test_an_engine_that_is_away_leaves_the_estimate_and_is_seen(app: Any, client: Any, order: UUID) -> None:
    estimated = await ranked(client, order)
    app.state.roads = Roads("osrm:http://127.0.0.1:1")
    assert await ranked(client, order) == estimated
    ready = await client(None).get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert ready.json()["roads"] == "osrm away, times are estimated (ConnectError: All connection attempts failed; failed 1 times)"
    await app.state.roads.close()
