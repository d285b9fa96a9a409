"""What levels promise and when calendars are open, for everybody of the office to read and the administrator to change."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import get, post, put

from ...accounts.people.actions import must_administer_all
from ...db import Tx
from ...idempotency import once
from ...model import Who, actor_of
from ..calendars import engines
from ..calendars.rules import Calendar
from . import actions


class Publication(msgspec.Struct):
    """expected: the version that was changed, 0 for a new code."""

    document: dict[str, Any]
    expected: int
    note: str = ""


class PublicationWithdrawal(msgspec.Struct):
    """version: that the asker published."""

    version: int


class Holidays(msgspec.Struct):
    """document: the draft that they are filled into. country, region: as the holiday library calls them (ISO 3166)."""

    document: dict[str, Any]
    country: str
    years: list[int]
    region: str | None = None


@get("/api/rules/{kind:str}", opt={"permission": "rules.read"})
async def current(tx: Tx, kind: str) -> list[actions.Current]:
    """The newest version of every service level or calendar."""
    return await actions.current(tx, actions.kind_of(kind))


@get("/api/rules/{kind:str}/{code:str}/versions", opt={"permission": "rules.read"})
async def history(tx: Tx, kind: str, code: str) -> list[actions.RuleChange]:
    """All versions of one service level or calendar."""
    return await actions.history(tx, actions.kind_of(kind), code)


@put("/api/rules/{kind:str}/{code:str}", opt={"permission": "rules.write"})
async def publish(tx: Tx, who: Who, kind: str, code: str, data: Publication, now: datetime) -> actions.Current:
    """Puts a new version in force, where the newest still is the one that the person changed."""
    must_administer_all(who)
    row = (actions.kind_of(kind), code, data.document, data.expected, data.note)
    return await actions.publish(tx, *row, actor_of(who), now)


@post("/api/rules/{kind:str}/{code:str}/withdrawal", opt={"permission": "rules.write"}, status_code=204)
@once
async def withdraw(tx: Tx, who: Who, kind: str, code: str, data: PublicationWithdrawal, now: datetime) -> None:
    """Takes back what the asker published a moment ago, where nobody has built on it."""
    must_administer_all(who)
    await actions.withdraw(tx, actions.kind_of(kind), code, data.version, actor_of(who), now)


@post("/api/calendars/holidays", opt={"permission": "rules.write"}, status_code=200)
async def with_holidays(who: Who, data: Holidays) -> Calendar:
    """The draft of a calendar with the holidays of a country or region for some years; publishing it is another call."""
    must_administer_all(who)
    return actions.with_holidays(data.document, data.country, data.region, data.years, who.language)


@get("/api/holiday-countries", opt={"permission": "rules.read"})
async def countries() -> list[str]:
    """Countries whose holidays are known."""
    return engines.countries()


@get("/api/holiday-regions", opt={"permission": "rules.read"})
async def regions(country: str) -> list[engines.Region]:
    """Regions of a country whose holidays differ."""
    return engines.regions(country) if country in engines.countries() else []


ROUTES = [current, history, publish, withdraw, with_holidays, countries, regions]
