"""The organisation's own row, which is read before anybody has signed in; only these columns are ever changed."""

from ...db import Tx
from .rules import Identity

SAID = "select name, time_zone, country, phone, undo_seconds, watch_hours from orgs where id = current_org()"


async def said(tx: Tx) -> Identity:
    found = await tx.one(SAID, Identity)
    assert found is not None
    return found


LOCK = "select name, time_zone, country, phone, undo_seconds, watch_hours from orgs where id = current_org() for update"


async def lock(tx: Tx) -> Identity:
    found = await tx.one(LOCK, Identity)
    assert found is not None
    return found


CHANGE = "update orgs set name = $1, time_zone = $2, country = $3, phone = $4, undo_seconds = $5, watch_hours = $6 where id = current_org()"


async def change(tx: Tx, said: Identity) -> None:
    await tx.run(CHANGE, said.name, said.time_zone, said.country, said.phone, said.undo_seconds, said.watch_hours)
