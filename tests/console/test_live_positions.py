"""Where engineers are is told to those who may know it, as rows or as a hint, and to nobody whose rights have changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from litestar.response import ServerSentEventMessage

from outrider import feed
from outrider.db import transaction
from outrider.feed import Hub, News, OfOrder, in_scope
from outrider.model import ALL, Scope
from outrider.streams import STREAMS, on_maps, positions
from outrider.track import actions as track
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database, FixedClock

from .test_live import head, next_of, orders


async def moved_of(stream: AsyncIterator[ServerSentEventMessage]) -> str | None:
    return (await asyncio.wait_for(anext(stream), 5)).event


async def send(client: Any, name: str, lat: float, at: datetime = NOW) -> None:
    fix = {"device_time": at.isoformat(), "lat": lat, "lon": 13.4, "accuracy_m": 8}
    assert (await client(name).post("/api/positions", json={"fixes": [fix]})).json()["kept"] == 1


async def test_a_customer_hears_of_the_engineer_who_comes_to_them_and_of_no_other(hub: Hub, pool: Any, client: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        mine, other = await take_order(tx, us), await take_order(tx, us)
        await give(tx, us, mine, "bob")
        await give(tx, us, other, "charlie")
    at = await head(pool, us)

    def listening(order: UUID) -> AsyncIterator[ServerSentEventMessage]:
        return hub.listen(us.org_id, {"positions": OfOrder(order)}, at)

    streams = {order: listening(order) for order in (mine, other)}
    first = [asyncio.ensure_future(moved_of(stream)) for stream in streams.values()]
    await send(client, "bob", 52.51)
    assert await asyncio.gather(*first) == ["positions", "positions"]  # the first look is everybody's
    heard = {order: asyncio.ensure_future(moved_of(stream)) for order, stream in streams.items()}
    await send(client, "charlie", 52.52)
    done, _ = await asyncio.wait(heard.values(), return_when=asyncio.FIRST_COMPLETED, timeout=5)
    assert [order for order, waiting in heard.items() if waiting in done] == [other]
    heard[mine].cancel()


@pytest.mark.parametrize(
    "scope, hears",
    [(ALL, True), (Scope(False, [UUID(int=1)], [], None), True), (Scope(False, [UUID(int=2)], [], None), False),
     (Scope(False, [], [UUID(int=3)], None), True), (Scope(False, [], [UUID(int=2)], None), False),
     (Scope(False, [], [], UUID(int=4)), True), (Scope(False, [], [], UUID(int=2)), False)],
)  # fmt: skip
def test_an_office_hears_of_those_whom_it_may_follow(scope: Scope, hears: bool) -> None:
    moved = News(UUID(int=5), UUID(int=4), UUID(int=1), UUID(int=3))
    assert in_scope(scope)(moved) is hears


async def rows_of(stream: AsyncIterator[ServerSentEventMessage]) -> list[tuple[str, float, str | None]]:
    rows = msgspec.json.decode(str((await asyncio.wait_for(anext(stream), 5)).data))
    return [(row["name"], row["lat"], row["status"]) for row in rows]


@pytest.fixture
async def office(hub: Hub, pool: Any, client: Any, us: Cast) -> AsyncIterator[AsyncIterator[ServerSentEventMessage]]:
    """Of a station, after its first look."""
    stream = hub.listen(us.org_id, {"positions": in_scope(Scope(False, [us.station], [], None))}, await head(pool, us))
    first = asyncio.ensure_future(moved_of(stream))
    await asyncio.gather(send(client, "bob", 52.51), send(client, "charlie", 52.55))
    assert await first == "positions"
    yield stream


async def test_an_office_is_told_the_rows_of_those_who_moved_and_no_others(office: Any, client: Any, clock: FixedClock) -> None:
    clock.at += timedelta(minutes=1)
    await send(client, "bob", 52.52, clock.at)
    assert await rows_of(office) == [("Bob", 52.52, None)]


async def test_an_office_hears_of_another_visit_though_nobody_moved(office: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, await take_order(tx, us), "charlie")
    assert await rows_of(office) == [("Charlie", 52.55, "assigned")]


async def test_who_is_slow_is_told_to_read_anew_in_place_of_all_that_waits() -> None:
    listener = feed.Listener({}, "", NOW)
    for _ in range(feed.MOST_WAITING + 1):
        listener.hear(feed.Encoded("positions", "[1]", rows=True))
    assert [message.data for message in listener.heard()] == [""]
    listener.hear(feed.Encoded("positions", "[2]", rows=True))
    assert [message.data for message in listener.heard()] == ["[2]"]


async def test_the_first_position_of_an_organisation_is_told(pool: Any, client: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        cursor, _ = await track.since(tx, None, NOW)
        assert cursor.moved == {}
        cursor, news = await track.since(tx, cursor, NOW)
        assert news == []
    await send(client, "bob", 52.51)
    async with transaction(pool, us.org_id) as tx:
        cursor, news = await track.since(tx, cursor, NOW)
    assert [(row.row.name, row.row.lat) for row in news or [] if isinstance(row, feed.NewRow)] == [("Bob", 52.51)]


async def test_after_a_restore_everybody_is_read_anew_and_what_comes_next_is_told(pool: Any, client: Any, us: Cast) -> None:
    await send(client, "bob", 52.51)
    async with transaction(pool, us.org_id) as tx:
        lost = track.Cursor(1_000_000, {us.users["bob"]: NOW + timedelta(days=1)})  # of a future that is gone
        cursor, news = await track.since(tx, lost, NOW)
        assert (news, list(cursor.moved)) == (None, [us.users["bob"]])


async def change_roles(erin: Any, us: Cast) -> None:
    grants = [{"role": "dispatcher", "scope": "station", "scope_id": str(us.station)}]
    assert (await erin.put(f"/api/people/{us.users['alice']}/grants", json=grants)).status_code == 204


async def move_station(erin: Any, us: Cast) -> None:
    """What stands below a region is others now."""
    region = await erin.post("/api/master/units", json={"name": "North", "kind": "region", "lat": 52.5, "lon": 13.4})
    moved = {"parent_id": {"was": None, "now": region.json()["id"]}}
    assert (await erin.patch(f"/api/master/units/{us.station}", json=moved)).status_code == 204


@pytest.mark.parametrize("change", [change_roles, move_station])
async def test_a_stream_of_other_rights_ends_and_one_that_is_opened_anew_stays(
    pool: Any, client: Any, us: Cast, monkeypatch: pytest.MonkeyPatch, change: Callable[[Any, Cast], Awaitable[None]]
) -> None:
    monkeypatch.setattr(feed, "SESSIONS_EVERY", 2)
    clock: Any = FixedClock()
    hub = Hub(pool, clock, STREAMS)
    watch = asyncio.create_task(hub.run())
    async with client("alice") as alice, client("erin") as erin:
        (session,) = (await alice.get("/api/sessions")).json()
        stream = hub.listen(us.org_id, {"positions": in_scope(ALL)}, 1_000_000, session["id"])
        waiting = asyncio.ensure_future(next_of(stream))
        await change(erin, us)
        with pytest.raises(StopAsyncIteration):
            while await waiting:  # the first look's hint may come before
                waiting = asyncio.ensure_future(next_of(stream))
        clock.at += timedelta(seconds=1)
        again = hub.listen(us.org_id, orders(ALL), None, session["id"])
        await next_of(again)
        await hub._end_the_revoked()
        assert [listener.over for listener in hub.listeners[us.org_id]] == [False]
    watch.cancel()


async def test_an_organisation_whose_positions_cannot_be_told_stops_no_other(
    pool: Any, template: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bad, good = track.since, template.us.org_id, template.them.org_id

    async def since(tx: Any, before: Any, now: Any) -> Any:
        if tx.org_id == bad:
            raise KeyError("x")
        return await whole(tx, before, now)

    monkeypatch.setattr(track, "since", since)
    assert [org async for org, _, _ in positions(pool, {bad: None, good: None}, NOW)] == [good]


async def test_a_map_is_to_read_as_soon_as_its_stream_hears_and_then_hears_of_what_it_shows(
    hub: Hub, pool: Any, client: Any, us: Cast, clock: FixedClock
) -> None:
    here = on_maps(ALL, ["52.3,13.0,52.7,13.8"], [])
    assert here is not None
    everywhere = hub.listen(us.org_id, {"positions": in_scope(ALL)}, await head(pool, us))
    first = asyncio.ensure_future(moved_of(everywhere))
    await asyncio.gather(send(client, "bob", 52.51), send(client, "charlie", 48.1))
    assert await first == "positions"
    stream = hub.listen(us.org_id, {"positions": here}, await head(pool, us))
    assert (await asyncio.wait_for(anext(stream), 5)).data == ""
    for minute, name, lat in ((1, "charlie", 48.101), (2, "bob", 52.52)):
        clock.at += timedelta(minutes=minute)
        await send(client, name, lat, clock.at)
        assert [row[0] for row in await rows_of(everywhere)] == [name.title()]
    assert await rows_of(stream) == [("Bob", 52.52, None)]


async def test_where_nobody_has_a_map_open_nobody_looks_where_anybody_is(hub: Hub, pool: Any, client: Any, us: Cast) -> None:
    stream = hub.listen(us.org_id, orders(ALL), None)
    await next_of(stream)
    waiting = asyncio.ensure_future(next_of(stream))
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    await waiting
    await asyncio.wait_for(hub._look(STREAMS[1]), 5)
    assert (list(hub.cursors["more"]), list(hub.cursors["positions"])) == ([us.org_id], [])
    seat = hub.listen(us.org_id, {"positions": in_scope(ALL)}, await head(pool, us))
    first = asyncio.ensure_future(moved_of(seat))
    await send(client, "bob", 52.51)
    assert await first == "positions"
    assert list(hub.cursors["positions"]) == [us.org_id]
