"""The organisation's own data. Where it telephones from decides how numbers are read, so that another country reads them all anew."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from ... import events, jobs, phones, text
from ...db import Tx
from ...event_kinds import Event, OrganisationChanged
from ...model import Actor, moment_of
from ...problems import Problem
from ..numbers import actions as numbers
from . import rules, store

SETTLED = timedelta(seconds=5)  # a contact that is written at this moment, by the country before, is committed by then


class Organisation(rules.Identity, kw_only=True):
    """telephones_in: the country that counts, said or not. countries: those whose numbers can be read."""

    telephones_in: str | None
    countries: list[str]


async def organisation(tx: Tx) -> Organisation:
    said = await store.said(tx)
    return Organisation(*msgspec.structs.astuple(said), telephones_in=await numbers.country(tx), countries=phones.countries())


async def time_zone(tx: Tx) -> ZoneInfo:
    """Where the organisation's days begin and end."""
    return ZoneInfo((await store.said(tx)).time_zone)


async def watch_hours(tx: Tx) -> int:
    """So long before its promise a visit is watched."""
    return (await store.said(tx)).watch_hours or 0


async def currency(tx: Tx, on: date) -> str | None:
    """In which the organisation is paid, as far as its country tells; None: whoever names an amount says it."""
    return rules.currency_of(await numbers.country(tx), on)


async def change(tx: Tx, actor: Actor, was: rules.Identity, wanted: rules.Identity, now: datetime) -> None:
    """was: what the person saw. Raises value_moved or field_not_valid."""
    wanted.name, wanted.phone = text.tidy(wanted.name), text.tidy(wanted.phone)
    rules.check(wanted)
    found = await store.lock(tx)
    for each in (was, wanted):
        each.undo_seconds = found.undo_seconds if each.undo_seconds is None else each.undo_seconds
        each.watch_hours = found.watch_hours if each.watch_hours is None else each.watch_hours
    moved = rules.differences(was, found)
    if moved:
        raise Problem("value_moved", fields=list(moved))
    changed = rules.differences(was, wanted)
    if not changed:
        return
    before = await numbers.country(tx)
    await store.change(tx, wanted)
    await events.append(tx, Event("organisation_changed", actor, moment_of(now), payload=msgspec.convert(changed, OrganisationChanged)))
    if await numbers.country(tx) != before:
        await jobs.enqueue(tx, jobs.READ_NUMBERS, msgspec.json.encode(tx.org_id), f"{tx.org_id}:{now.isoformat()}", SETTLED)
