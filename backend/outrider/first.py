"""What only the machine's owner does, from the command line: the first administrator, and a way back in."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import asyncpg

from . import db
from .accounts.doubles.rules import key_of
from .accounts.people import actions as people
from .assign.classes import actions as classes
from .model import SYSTEM, Role
from .sign.results import actions as results
from .status.levels import actions as levels

ADD_ORG = "insert into orgs (name, time_zone, language, number_prefix) values ($1, $2, $3, $4) returning id"
ADD_HEAD = "insert into feed_heads (org_id) values ($1)"
ORG_OF = "select org_id from credentials where login_key = $2 or login = lower($1) order by login = lower($1) desc limit 1"
SET_ORG = db.SET_ORG


async def first_administrator(owner_dsn: str, org: str, time_zone: str, login: str, name: str, language: str, now: datetime) -> str:
    """The token of the administrator's invitation. Runs as the owner: the serving role may not make organisations."""
    connection = await asyncpg.connect(owner_dsn)
    try:
        await db.codecs(connection)
        async with connection.transaction():
            prefix = "".join(sign for sign in org.upper() if sign.isascii() and sign.isalpha())[:3] or "OUT"
            org_id = await connection.fetchval(ADD_ORG, org, time_zone, language, prefix)
            await connection.execute(ADD_HEAD, org_id)
            await connection.execute(SET_ORG, str(org_id))
            tx = db.Tx(connection, org_id)
            await levels.install_defaults(tx, now)
            await results.install_defaults(tx, now)
            await classes.install_defaults(tx)
            _, token = await people.invite(tx, SYSTEM, people.Invitation(login, name, Role.ADMINISTRATOR, language), now)
        return token
    finally:
        await connection.close()


T = TypeVar("T")


async def reset_password(dsn: str, login: str, now: datetime) -> str | None:
    return await _for_login(dsn, login, lambda tx: people.reset_password_by_login(tx, login, now))


async def give_administrator(dsn: str, login: str, now: datetime) -> bool | None:
    return await _for_login(dsn, login, lambda tx: people.give_administrator_by_login(tx, login, now))


async def _for_login(dsn: str, login: str, work: Callable[[db.Tx], Awaitable[T]]) -> T | None:
    """None: nobody signs in by it."""
    pool = await db.connect(dsn, size=1)
    try:
        org_id = await pool.fetchval(ORG_OF, login, key_of(login))
        if org_id is None:
            return None
        async with db.transaction(pool, org_id) as tx:
            return await work(tx)
    finally:
        await pool.close()
