"""Signing in and out, and what a request's token means."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from ... import events
from ...db import SET_ORG, Tx, transaction
from ...ids import new_id
from ...model import Event, Role, Scope, Who, actor_of, moment_of
from ...problems import Problem
from . import rules, store

Pool = "asyncpg.Pool[asyncpg.Record]"


async def sign_in(pool: "asyncpg.Pool[asyncpg.Record]", login: str, password: str, address: str, agent: str, now: datetime) -> str:
    """The token of a new session. Attempts are counted by login and by address, and survive a refusal."""
    keys = {f"login:{login.lower()}": rules.ATTEMPTS_PER_LOGIN, f"address:{address}": rules.ATTEMPTS_PER_ADDRESS}
    async with pool.acquire() as connection:
        for key, most in keys.items():
            if await store.count_attempts(connection, key, now - rules.ATTEMPT_WINDOW) >= most:
                raise Problem("too_many_attempts", minutes=int(rules.ATTEMPT_WINDOW.total_seconds() // 60))
        found = await store.find_credential(connection, login)
        if not rules.password_fits(password, found.password_hash if found else None) or found is None:
            for key in keys:
                await store.add_attempt(connection, key, now)
            raise Problem("wrong_password")
        await store.clear_attempts(connection, f"login:{login.lower()}", now - rules.ATTEMPT_WINDOW)
    async with transaction(pool, found.org_id) as tx:
        user = await store.find_user(tx, found.user_id)
        if user is None or not user.active:
            raise Problem("wrong_password")
        return await open_session(tx, found.user_id, agent, now)


async def open_session(tx: Tx, user_id: UUID, agent: str, now: datetime, length: timedelta = rules.SESSION_LENGTH) -> str:
    token = rules.new_token()
    row = (new_id(now), rules.token_hash(token), tx.org_id, user_id, None, agent[:200], now, now + length)
    await store.add_session(tx.connection, *row)
    return token


async def recognise(pool: "asyncpg.Pool[asyncpg.Record]", token: str, now: datetime) -> Who | None:
    """Who holds this token. None where it is unknown, expired or revoked. A disabled owner is not active: the guard decides."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        session = await store.find_session(connection, rules.token_hash(token), now)
        if session is None:
            return None
        await connection.execute(SET_ORG, str(session.org_id))
        tx = Tx(connection, session.org_id)
        return await _who(tx, session.user_id, session.id, session.phone_id)


async def had_phone(pool: "asyncpg.Pool[asyncpg.Record]", who: Who) -> bool:
    """Whether a phone of his may still hold what he did as an engineer."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(SET_ORG, str(who.org_id))
        return await store.had_phone(Tx(connection, who.org_id), who.user_id)


async def _who(tx: Tx, user_id: UUID, session_id: UUID, phone_id: UUID | None) -> Who | None:
    user = await store.find_user(tx, user_id)
    if user is None:
        return None
    grants = await store.grants_of(tx, user_id)
    roles, scope = frozenset(grant.role for grant in grants), await scope_of(tx, user_id, grants)
    return Who(tx.org_id, user_id, session_id, phone_id, user.name, user.language, user.time_zone, roles, scope, user.active)


async def as_user(tx: Tx, user_id: UUID) -> Who:
    """For work that goes on in the background after he asked for it, with the rights that he has now. Raises not_allowed."""
    who = await author(tx, user_id, None)
    if not who.active:
        raise Problem("not_allowed")
    return who


async def author(tx: Tx, user_id: UUID, phone_id: UUID | None) -> Who:
    """Him whose phone made something, whether or not he is still here. Raises not_allowed where there never was one."""
    who = await _who(tx, user_id, UUID(int=0), phone_id)
    if who is None:
        raise Problem("not_allowed")
    return who


async def scope_of(tx: Tx, user_id: UUID, grants: list[store.Grant]) -> Scope:
    units = [grant.scope_id for grant in grants if grant.scope in ("region", "station") and grant.scope_id]
    accounts = [grant.scope_id for grant in grants if grant.scope == "account" and grant.scope_id]
    return Scope(
        everything=any(grant.scope == "organisation" for grant in grants),
        stations=await store.stations_below(tx, units) if units else [],
        accounts=await store.accounts_below(tx, accounts) if accounts else [],
        engineer=user_id if any(grant.role == Role.ENGINEER for grant in grants) else None,
    )


async def sign_out(tx: Tx, who: Who, now: datetime) -> None:
    await store.revoke_sessions(tx, who.user_id, who.session_id, now)


async def list_sessions(tx: Tx, who: Who, now: datetime) -> list[store.SessionLine]:
    return await store.sessions_of(tx, who.user_id, now)


async def revoke(tx: Tx, who: Who, session_id: UUID, now: datetime) -> None:
    if not await store.revoke_sessions(tx, who.user_id, session_id, now):
        raise Problem("not_found")


async def register_phone(tx: Tx, who: Who, phone_id: UUID, public_key: dict[str, Any], name: str, now: datetime) -> None:
    """Binds the session to a phone and its key. A phone id is one person's, with one key, for ever."""
    if not await store.add_phone(tx, phone_id, who.user_id, public_key, name, now):
        raise Problem("phone_not_registered")
    await store.bind_phone(tx, who.session_id, phone_id)
    await events.append(tx, Event("phone_registered", actor_of(who), moment_of(now), payload={"phone_id": phone_id}))


async def new_link(tx: Tx, user_id: UUID, purpose: str, now: datetime) -> str:
    token = rules.new_token()
    await store.add_link(tx, rules.token_hash(token), user_id, purpose, now + rules.LINK_LENGTH)
    return token


async def link_owner(pool: "asyncpg.Pool[asyncpg.Record]", token: str, now: datetime) -> store.LinkRow:
    async with pool.acquire() as connection:
        link = await store.find_link(connection, rules.token_hash(token), now)
    if link is None:
        raise Problem("link_not_valid")
    return link


async def choose_password(pool: "asyncpg.Pool[asyncpg.Record]", token: str, password: str, agent: str, now: datetime) -> str:
    """Uses the link up, ends every other session of its owner, and signs him in."""
    if len(password) < rules.SHORTEST_PASSWORD:
        raise Problem("password_too_short", shortest=rules.SHORTEST_PASSWORD)
    async with pool.acquire() as connection, connection.transaction():
        link = await store.find_link(connection, rules.token_hash(token), now)
        if link is None:
            raise Problem("link_not_valid")
        await store.use_link(connection, rules.token_hash(token), now)
        await store.set_password(connection, link.org_id, link.user_id, rules.hash_password(password))
        await connection.execute(SET_ORG, str(link.org_id))
        tx = Tx(connection, link.org_id)
        await store.revoke_sessions(tx, link.user_id, None, now)
        return await open_session(tx, link.user_id, agent, now)
