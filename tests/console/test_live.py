"""The stream says that there is more, to those whom it concerns, and goes on where a reader broke off."""

import asyncio
import gc
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
from litestar.response import ServerSentEventMessage

from outrider import feed
from outrider.db import transaction
from outrider.feed import Hub, in_scope
from outrider.model import ALL, Scope
from outrider.problems import Problem
from outrider.streams import STREAMS
from tests.cast import Cast, give, take_order
from tests.conftest import Database

from .conftest import CLOCK


def orders(scope: Scope) -> dict[str, feed.Wanted]:
    return {feed.MORE: in_scope(scope)}


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


async def test_a_reader_who_comes_back_hears_at_once_of_what_they_missed(hub: Hub, pool: Any, us: Cast) -> None:
    seen = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await next_of(hub.listen(us.org_id, orders(ALL), seen)) == ("more", str(await head(pool, us)))


async def test_an_engineer_hears_of_their_own_visits_only(hub: Hub, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        mine, other = await take_order(tx, us), await take_order(tx, us)
    scope = Scope(False, [], [], us.users["bob"])
    stream = hub.listen(us.org_id, orders(scope), None)
    await next_of(stream)  # now it is known where they were: what is heard from here on came later
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, other, "charlie")
    between = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, mine, "bob")
    event, number = await next_of(stream)
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
    async with asyncio.timeout(5):
        async for _ in stream:  # what was said before it ended is no matter
            pass
    watch.cancel()
