"""The stream says that there is more, to those whom it concerns, and goes on where a reader broke off."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar.response import ServerSentEventMessage

from outrider.db import transaction
from outrider.feed import Hub, for_scope
from outrider.model import Scope
from tests.cast import ALL, Cast, give, take_order


@pytest.fixture
async def hub(pool: Any) -> AsyncIterator[Hub]:
    made = Hub(pool)
    watch = asyncio.create_task(made.run())
    yield made
    watch.cancel()


async def next_of(stream: AsyncIterator[ServerSentEventMessage]) -> tuple[str | None, str | None]:
    message = await asyncio.wait_for(anext(stream), 5)
    return message.event, str(message.id)


async def head(pool: Any, us: Cast) -> int:
    return int(await pool.fetchval("select seq from feed_heads where org_id = $1", us.org_id))


async def test_a_change_reaches_who_listens(hub: Hub, pool: Any, us: Cast) -> None:
    stream = hub.listen(us.org_id, for_scope(ALL), False, await head(pool, us))
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.streams:
        await asyncio.sleep(0)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await waiting == ("more", str(await head(pool, us)))


async def test_a_reader_who_comes_back_hears_at_once_of_what_he_missed(hub: Hub, pool: Any, us: Cast) -> None:
    seen = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
    assert await next_of(hub.listen(us.org_id, for_scope(ALL), False, seen)) == ("more", str(await head(pool, us)))


async def test_an_engineer_hears_of_his_own_visits_only(hub: Hub, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        mine, other = await take_order(tx, us), await take_order(tx, us)
    scope = Scope(False, [], [], us.users["bob"])
    waiting = asyncio.ensure_future(next_of(hub.listen(us.org_id, for_scope(scope), False, await head(pool, us))))
    while not hub.streams:
        await asyncio.sleep(0)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, other, "charlie")
    between = await head(pool, us)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, mine, "bob")
    event, number = await waiting
    assert (event, int(str(number)) > between) == ("more", True)


async def test_closing_ends_every_stream(hub: Hub, pool: Any, us: Cast) -> None:
    stream = hub.listen(us.org_id, for_scope(ALL), False, await head(pool, us))
    waiting = asyncio.ensure_future(next_of(stream))
    while not hub.streams:
        await asyncio.sleep(0)
    hub.close()
    with pytest.raises(StopAsyncIteration):
        await waiting
