"""Signing in and out, and what a request's token means."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from ... import events
from ...db import SET_ORG, Connection, Tx, transaction
from ...event_kinds import Event, PhoneRegistered, PhoneSession
from ...ids import new_id
from ...model import Role, Who, actor_of, moment_of
from ...problems import Problem
from . import rules, state, store

Pool = "asyncpg.Pool[asyncpg.Record]"


class SignedIn(msgspec.Struct):
    """Tokens of the session, and of the browser or phone that it is on."""

    session: str
    device: str


class Caller(msgspec.Struct):
    """Who tries to sign in: the address, what the program says of itself, and the device's token from an earlier time."""

    address: str
    agent: str
    device: str | None = None


async def sign_in(pool: "asyncpg.Pool[asyncpg.Record]", login: str, password: str, caller: Caller, now: datetime) -> SignedIn:
    """Raises wrong_password or too_many_attempts. Attempts are counted before they are judged, and survive a refusal."""
    if len(login) > rules.LONGEST_LOGIN:
        raise Problem("wrong_password")  # nobody has such a one, and no index takes it
    async with pool.acquire() as connection:
        found = await store.find_credential(connection, login)
        known = await _is_known(connection, caller.device, found)
        counted = await _count(connection, login, caller, known, now)
    if counted.refused:
        raise Problem("too_many_attempts", minutes=int(rules.ATTEMPT_WINDOW.total_seconds() // 60))
    if counted.slowed:
        await state.slow_down(counted.keys[0] if known else f"address:{caller.address}")
    stored = found.password_hash if found else None
    if not await state.verified(lambda: rules.password_fits(password, stored)) or found is None:
        raise Problem("wrong_password")
    async with transaction(pool, found.org_id) as tx:
        user = await store.find_person(tx, found.user_id)
        if user is None or not user.active:
            raise Problem("wrong_password")
        await store.clear_attempts(tx.connection, counted.keys, now - rules.ATTEMPT_WINDOW)
        device = caller.device if known and caller.device else rules.new_token()
        return SignedIn(await open_session(tx, found.user_id, caller.agent, now, device=device), device)


async def _is_known(connection: Connection, device: str | None, found: store.Credential | None) -> bool:
    if device is None or found is None:
        return False
    return await store.is_known(connection, rules.token_hash(device), found.org_id, found.user_id)


async def _count(connection: Connection, login: str, caller: Caller, known: bool, now: datetime) -> rules.Counted:
    """This attempt is among them: of a hundred at once no more are judged than one after the other."""
    keys = rules.attempt_keys(login, caller.address, rules.token_hash(caller.device).hex() if known and caller.device else None)
    await store.add_attempts(connection, keys, now)
    counts = await store.count_attempts(connection, keys, now - rules.ATTEMPT_WINDOW)
    return rules.judge(keys, counts, known)


async def open_session(
    tx: Tx, user_id: UUID, agent: str, now: datetime, length: timedelta = rules.SESSION_LENGTH, device: str | None = None
) -> str:
    token = rules.new_token()
    row = (new_id(now), rules.token_hash(token), tx.org_id, user_id, None, agent[:200], now, now + length)
    await store.add_session(tx.connection, *row, rules.token_hash(device) if device else None)
    return token


async def recognise(pool: "asyncpg.Pool[asyncpg.Record]", token: str, now: datetime) -> Who | None:
    """Who holds this token. None where it is unknown, expired or revoked. A disabled owner is not active: the guard decides."""
    found = await store.session_holder(pool, rules.token_hash(token), now)
    if found is None:
        return None
    return _who(found, found.org_id, found.user_id, found.session_id, found.phone_id)


async def had_phone(pool: "asyncpg.Pool[asyncpg.Record]", who: Who) -> bool:
    """Whether a phone of theirs may still hold what they did as an engineer."""
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(SET_ORG, str(who.org_id))
        return await store.had_phone(Tx(connection, who.org_id), who.user_id)


def _who(person: store.Person, org_id: int, user_id: UUID, session_id: UUID, phone_id: UUID | None) -> Who:
    scopes = {
        role: rules.scope_of(user_id, [grant for grant in person.grants if grant.role == role])
        for role in {row.role for row in person.grants}
    }
    return Who(org_id, user_id, session_id, phone_id, person.name, person.language, person.time_zone, scopes, person.active)


async def _person(tx: Tx, user_id: UUID, phone_id: UUID | None = None) -> Who:
    """Without a session. Raises not_allowed where there never was one."""
    person = await store.find_person(tx, user_id)
    if person is None:
        raise Problem("not_allowed")
    return _who(person, tx.org_id, user_id, UUID(int=0), phone_id)


async def as_user(tx: Tx, user_id: UUID) -> Who:
    """For work that goes on in the background after they asked for it, with the rights that they have now: none once disabled."""
    who = await _person(tx, user_id)
    return who if who.active else who.narrowed(())


async def author(tx: Tx, user_id: UUID, phone_id: UUID | None) -> Who:
    """The person whose phone made something, whether or not they are still here. Raises not_allowed where there never was one."""
    who = await _person(tx, user_id, phone_id)
    return who.narrowed({Role.ENGINEER})  # as on the phone's own way in: what else they may do is not done by a phone


async def sign_out(tx: Tx, who: Who, now: datetime) -> None:
    await store.revoke_sessions(tx, who.user_id, who.session_id, now)


async def list_sessions(tx: Tx, who: Who, now: datetime) -> list[store.SessionLine]:
    return await store.sessions_of(tx, who.user_id, now)


async def revoke(tx: Tx, who: Who, session_id: UUID, now: datetime) -> None:
    if not await store.revoke_sessions(tx, who.user_id, session_id, now):
        raise Problem("not_found")


async def note_rights_changed(tx: Tx, user_id: UUID | None, now: datetime) -> None:
    """What runs with the rights of before, streams, ends within seconds and is opened anew. None: everybody's."""
    await store.note_rights_changed(tx, user_id, now)


async def end_access(tx: Tx, user_id: UUID, active: bool, now: datetime) -> None:
    """Of somebody who leaves: all but what a phone needs to hand in what it holds. Who comes back signs in anew, there too."""
    await store.lock_credential(tx.connection, tx.org_id, user_id)
    await store.end_links(tx.connection, tx.org_id, user_id, now)
    await store.revoke_access(tx, user_id, active, now)


async def resume_access(tx: Tx, user_id: UUID, ended_at: datetime) -> None:
    """What `end_access` ended at that moment, and nothing else."""
    await store.lock_credential(tx.connection, tx.org_id, user_id)
    await store.resume_access(tx, user_id, ended_at)


async def end_phone(tx: Tx, who: Who, phone_id: UUID, now: datetime) -> None:
    """Its sessions, also those of somebody who has left: what it has not sent stays on it. Its key stays known, so that a file of it is taken."""
    user_id = await store.owner_of_phone(tx, phone_id, who.scope)
    if user_id is None:
        raise Problem("not_found")
    if await store.end_phone(tx, user_id, phone_id, now):
        payload = PhoneSession(user_id, phone_id)
        await events.append(tx, Event("phone_session_ended", actor_of(who), moment_of(now), payload=payload))


async def register_phone(tx: Tx, who: Who, phone_id: UUID, public_key: dict[str, Any], name: str, now: datetime) -> None:
    """Binds the session to a phone and its key. A phone id is one person's, with one key, for ever; who has left brings no new one."""
    if len(msgspec.json.encode(public_key)) > rules.LARGEST_KEY or len(name) > rules.LONGEST_NAME:
        raise Problem("field_not_valid", fields=["public_key", "name"])
    if not (who.active and Role.ENGINEER in who.roles) and not await store.has_phone(tx, phone_id, who.user_id):
        if who.phone_id is None:
            raise Problem("phone_not_registered")
        return  # the browser wiped the key: what it holds comes by the session's own phone
    if not await store.add_phone(tx, phone_id, who.user_id, public_key, name, now):
        raise Problem("phone_not_registered")
    await store.bind_phone(tx, who.session_id, phone_id)
    await events.append(tx, Event("phone_registered", actor_of(who), moment_of(now), payload=PhoneRegistered(phone_id)))


async def new_link(tx: Tx, user_id: UUID, purpose: str, now: datetime) -> str:
    """It ends every earlier one: of several in somebody's letterbox only the newest counts."""
    token = rules.new_token()
    await store.lock_credential(tx.connection, tx.org_id, user_id)
    await store.end_links(tx.connection, tx.org_id, user_id, now)
    await store.add_link(tx, rules.token_hash(token), user_id, purpose, now + rules.LINK_LENGTH)
    return token


async def link_owner(pool: "asyncpg.Pool[asyncpg.Record]", token: str, now: datetime) -> store.LinkRow:
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        return await _valid_link(connection, token, now)


async def _valid_link(connection: Connection, token: str, now: datetime) -> store.LinkRow:
    """Nothing for somebody who was disabled meanwhile."""
    link = await store.find_link(connection, rules.token_hash(token), now)
    if link is None:
        raise Problem("link_not_valid")
    await connection.execute(SET_ORG, str(link.org_id))
    user = await store.find_person(Tx(connection, link.org_id), link.user_id)
    if user is None or not user.active:
        raise Problem("link_not_valid")
    return link


async def choose_password(pool: "asyncpg.Pool[asyncpg.Record]", token: str, password: str, agent: str, now: datetime) -> SignedIn:
    """Uses up every link of its owner, ends all their sessions, and signs them in."""
    if len(password) < rules.SHORTEST_PASSWORD:
        raise Problem("password_too_short", shortest=rules.SHORTEST_PASSWORD)
    hashed = await state.verified(lambda: rules.hash_password(password))
    async with pool.acquire() as connection, connection.transaction():
        link = await _valid_link(connection, token, now)
        await store.lock_credential(connection, link.org_id, link.user_id)
        await _valid_link(connection, token, now)  # another one may have been used or made meanwhile
        await store.end_links(connection, link.org_id, link.user_id, now)
        await store.set_password(connection, link.org_id, link.user_id, hashed)
        tx = Tx(connection, link.org_id)
        await store.revoke_sessions(tx, link.user_id, None, now)
        device = rules.new_token()
        return SignedIn(await open_session(tx, link.user_id, agent, now, device=device), device)
