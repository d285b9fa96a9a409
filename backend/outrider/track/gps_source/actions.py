"""A GPS app beside the phone app: a web page gets no position while it is closed, such an app does."""

import asyncio
import logging
from datetime import datetime
from uuid import UUID

import asyncpg

from ... import events
from ...accounts.sessions import rules as tokens
from ...db import Tx
from ...event_kinds import Event
from ...model import Who, actor_of, moment_of
from ...problems import Problem
from .. import actions as track
from . import rules, store

log = logging.getLogger("outrider.track")


async def connect(tx: Tx, who: Who, now: datetime) -> str:
    """A fresh token; the app that had the one before is no longer heard."""
    token = tokens.new_token()
    await store.connect(tx, tokens.token_hash(token), who.user_id, now)
    await events.append(tx, Event("companion_connected", actor_of(who), moment_of(now)))
    return token


async def disconnect(tx: Tx, who: Who, now: datetime) -> None:
    await store.remove(tx, who.user_id)
    await events.append(tx, Event("companion_disconnected", actor_of(who), moment_of(now)))


async def own(tx: Tx, who: Who) -> store.Connected | None:
    return await store.own(tx, who.user_id)


async def open_address(pool: "asyncpg.Pool[asyncpg.Record]", token: str) -> store.Companion:
    async with pool.acquire() as connection:
        found = await store.find(connection, tokens.token_hash(token))
    if found is None:
        raise Problem("link_not_valid")
    return found


async def read(query: str, body: bytes, now: datetime) -> rules.Reading:
    """Off the event loop: an app that was away for days sends them at once."""
    return await asyncio.to_thread(rules.read, query, body, now)


async def receive(tx: Tx, token: str, engineer_id: UUID, reading: rules.Reading, now: datetime) -> bytes:
    """What makes the app forget what it sent, also where it could not be read. Raises link_not_valid after the engineer has left."""
    if not await store.is_active(tx, engineer_id):
        raise Problem("link_not_valid")
    received = await track.ingest(tx, engineer_id, reading.fixes, "companion", now)
    await store.heard(tx, tokens.token_hash(token), now, reading.unread, received.dropped.get("too_old", 0))
    log.info("companion", extra={"fields": {"kept": received.kept, "dropped": received.dropped, "unread": reading.unread}})
    return reading.answer
