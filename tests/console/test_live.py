"""The stream says that there is more, to those whom it concerns, and goes on where a reader broke off."""

import asyncio
import gc
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from litestar.response import ServerSentEventMessage

from outrider import feed
from outrider.db import transaction
from outrider.feed import Hub, News, OfOrder, in_scope
from outrider.model import ALL, Scope
from outrider.problems import Problem
from outrider.streams import STREAMS, positions
from outrider.track import actions as track
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database, FixedClock

CLOCK: Any = FixedClock()


def orders(scope: Scope) -> dict[str, feed.Wanted]:
    return {feed.MORE: in_scope(scope)}


@pytest.fixture
async def hub(pool: Any) -> AsyncIterator[Hub]:
    made = Hub(pool, CLOCK, STREAMS)
    watch = asyncio.create_task(made.run())
    yield made
    watch.cancel()


async def next_of(stream: AsyncIterator[ServerSentEventMessage]) -> tuple[str | None, str | None]:
    message = await asyncio.wait_for(anext(stream), 5)
    return message.event, str(message.id)


async def head(pool: Any, us: Cast) -> int:
    return int(await pool.fetchval("select seq from feed_heads where org_id = $1", us.org_id))


async def test_a_change_reaches_who_listens(hub: Hub, pool: Any, us: Cast) -> None:
    stream = hub.listen(us.org_id, orders(ALL), await head(pool, us))
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.listeners:
        await asyncio.sleep(0)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await waiting == ("more", str(await head(pool, us)))


async def test_a_reader_who_comes_back_hears_at_once_of_what_he_missed(hub: Hub, pool: Any, us: Cast) -> None:
    seen = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await next_of(hub.listen(us.org_id, orders(ALL), seen)) == ("more", str(await head(pool, us)))


async def test_an_engineer_hears_of_his_own_visits_only(hub: Hub, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        mine, other = await take_order(tx, us), await take_order(tx, us)
    scope = Scope(False, [], [], us.users["bob"])
    waiting = asyncio.ensure_future(next_of(hub.listen(us.org_id, orders(scope), await head(pool, us))))
    while not hub.listeners:
        await asyncio.sleep(0)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, other, "charlie")
    between = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, mine, "bob")
    event, number = await waiting
    assert (event, int(str(number)) > between) == ("more", True)


async def test_closing_ends_every_stream(hub: Hub, pool: Any, us: Cast) -> None:
    stream = hub.listen(us.org_id, orders(ALL), await head(pool, us))
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.listeners:
        await asyncio.sleep(0)
    hub.close()
    with pytest.raises(StopAsyncIteration):
        await waiting


class Faulty:
    """The pool, whose next questions end as the driver's do when a server was killed under it."""

    def __init__(self, pool: Any) -> None:
        self.pool, self.faults = pool, 3

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pool, name)

    async def fetch(self, *args: Any) -> Any:
        if self.faults:
            self.faults -= 1
            raise asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")
        return await self.pool.fetch(*args)


async def test_streams_hear_again_whatever_a_look_ended_with(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "PAUSE", 0.0)
    faulty: Any = Faulty(pool)
    hub = Hub(faulty, CLOCK, STREAMS)
    watch = asyncio.create_task(hub.run())
    stream = hub.listen(us.org_id, orders(ALL), await head(pool, us))
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.listeners:
        await asyncio.sleep(0)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await waiting == ("more", str(await head(pool, us)))
    watch.cancel()


async def test_a_feed_that_went_back_concerns_everybody(hub: Hub, pool: Any, own_database: Database, us: Cast) -> None:
    nothing = Scope(False, [], [], None)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    before = await head(pool, us)
    stream = hub.listen(us.org_id, orders(nothing), before)
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.cursors[feed.MORE]:
        await asyncio.sleep(0)
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("update feed_heads set seq = seq - 1 where org_id = $1", us.org_id)
    await owner.close()
    assert await waiting == ("more", str(before - 1))


async def test_a_hub_that_looks_no_more_is_not_ready(pool: Any, monkeypatch: pytest.MonkeyPatch, client: Any, app: Any) -> None:
    async with client("alice") as alice:
        assert (await alice.get("/readyz")).status_code == 200
        monkeypatch.setattr(feed, "SILENT_AFTER", -1.0)
        answer = await alice.get("/readyz")
        assert (answer.status_code, answer.json()["why"]) == (503, "streams hear nothing")


async def test_a_stream_beyond_what_a_process_takes_is_refused_in_words(pool: Any, us: Cast) -> None:
    hub = Hub(pool, CLOCK, STREAMS, most=1)
    asked = (us.org_id, orders(ALL), None)
    first = hub.stream(*asked, session="s", address="a")  # counts before anybody has read of it
    with pytest.raises(Problem, match="too_many_streams"):
        hub.stream(*asked, session="s", address="a")
    assert b"more" in await asyncio.wait_for(anext(aiter(first.iterator)), 5)  # type: ignore[arg-type]
    with pytest.raises(Problem, match="too_many_streams"):
        hub.stream(*asked, session="s", address="a")
    del first  # its connection ended; or it never began
    gc.collect()
    hub.stream(*asked, session="s", address="a")


async def test_a_silent_line_carries_a_bare_comment_and_no_event(hub: Hub, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "BEAT", 0.01)
    seen = str(await head(pool, us))
    answer = hub.stream(us.org_id, orders(ALL), seen, session="alice", address="127.0.0.1")
    assert await asyncio.wait_for(anext(aiter(answer.iterator)), 5) == b": still here\r\n\r\n"  # type: ignore[arg-type]


async def test_a_stream_ends_with_its_session(pool: Any, client: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SESSIONS_EVERY", 2)
    hub = Hub(pool, CLOCK, STREAMS)
    watch = asyncio.create_task(hub.run())
    async with client("alice") as alice:
        (session,) = (await alice.get("/api/sessions")).json()
        stream = hub.listen(us.org_id, orders(ALL), None, session["id"])
        await next_of(stream)
        assert (await alice.post("/api/sign-out")).status_code == 204
    with pytest.raises(StopAsyncIteration):
        await next_of(stream)
    watch.cancel()


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


async def test_a_stream_of_other_rights_ends_when_the_roles_change(
    pool: Any, client: Any, us: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SESSIONS_EVERY", 2)
    clock: Any = FixedClock()
    hub = Hub(pool, clock, STREAMS)
    watch = asyncio.create_task(hub.run())
    async with client("alice") as alice, client("erin") as erin:
        (session,) = (await alice.get("/api/sessions")).json()
        stream = hub.listen(us.org_id, orders(ALL), None, session["id"])
        await next_of(stream)
        grants = [{"role": "dispatcher", "scope": "station", "scope_id": str(us.station)}]
        assert (await erin.put(f"/api/people/{us.users['alice']}/grants", json=grants)).status_code == 204
        with pytest.raises(StopAsyncIteration):
            await next_of(stream)
        clock.at += timedelta(seconds=1)
        again = hub.listen(us.org_id, orders(ALL), None, session["id"])
        await next_of(again)
        for _ in range(3):
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
