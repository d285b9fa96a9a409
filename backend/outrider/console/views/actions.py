"""Views of the list that somebody saved: their own, and those that the house shares."""

from datetime import datetime
from uuid import UUID

from ...accounts.people.rules import PERMISSIONS
from ...db import Tx
from ...ids import new_id
from ...model import Who
from ...problems import Problem
from ...text import key
from . import store


def is_of_the_house(who: Who) -> bool:
    """Engineers and customers share nothing with the office, nor see what it shares."""
    return bool(who.roles & PERMISSIONS["master.read"])


async def seen(tx: Tx, who: Who) -> list[store.View]:
    return await store.seen(tx, who.user_id, is_of_the_house(who))


async def save(tx: Tx, who: Who, name: str, query: str, shared: bool, now: datetime) -> UUID:
    """Raises field_not_valid for a name of blanks, not_allowed where somebody shares who is not of the house."""
    if not key(name):
        raise Problem("field_not_valid", fields=["name"])
    if shared and not is_of_the_house(who):
        raise Problem("not_allowed")
    return await store.save(tx, new_id(now), who.user_id, name.strip(), query, shared, now)


async def forget(tx: Tx, who: Who, id: UUID) -> None:
    """Their own; a shared one also who keeps the house in order. Raises not_found, not_allowed."""
    view = next((view for view in await seen(tx, who) if view.id == id), None)
    if view is None:
        raise Problem("not_found")
    if not view.mine and not who.roles & PERMISSIONS["organisation.read"]:
        raise Problem("not_allowed")
    await store.forget(tx, id)
