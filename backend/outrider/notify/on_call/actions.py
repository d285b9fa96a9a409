"""In place of everybody by role at three in the night: who is on call."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...status.calendars.rules import is_open
from ...status.levels import actions as levels
from ..rules import Person
from . import rules, store


async def rung(tx: Tx, people: list[Person], station: UUID, meant: list[UUID], ways: list[str], now: datetime) -> list[Person]:
    """Of who hears by role, who is rung; in office hours, and where nobody is on call, all of them."""
    versions = await levels.calendar_versions(tx, rules.OFFICE_HOURS)
    if not versions or is_open(versions[-1][1], now):
        return people
    return rules.instead(people, await store.on_call(tx, station, now), meant, ways)
