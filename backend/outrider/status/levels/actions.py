"""Reading and publishing what levels promise and when calendars are open. A running clock follows the newest version; a stopped
one keeps the version under which it stopped."""

from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias

import msgspec

from ... import events, jobs, lang, undo
from ...db import Tx
from ...event_kinds import Event, ServiceRuleChanged
from ...model import Actor, moment_of
from ...problems import Problem
from ..calendars import engines
from ..calendars import rules as calendars
from ..calendars.rules import Calendar
from . import defaults, rules, store
from .rules import Level

LONGEST_NOTE = 1000
RuleKind = Literal["level", "calendar"]
SHAPES: dict[str, type[Level] | type[Calendar]] = {"level": Level, "calendar": Calendar}


def kind_of(name: str) -> RuleKind:
    if name not in SHAPES:
        raise Problem("not_found")
    return name  # type: ignore[return-value]


class Current(msgspec.Struct):
    """version: what a change must name, so that two people cannot overwrite each other. undo_until: so long it can be withdrawn."""

    code: str
    version: int
    since: datetime
    document: Any
    undo_until: datetime | None = None


class RuleChange(msgspec.Struct):
    """differences: (field, was, is). withdrawn: whoever published it took it back, and it counts for nothing."""

    version: int
    since: datetime
    name: str | None
    note: str
    differences: list[tuple[str, Any, Any]]
    withdrawn: bool = False


async def install_defaults(tx: Tx, now: datetime) -> None:
    """What a new organisation begins with. Does nothing where it has its own."""
    if await store.latest(tx, "level"):
        return
    here = await store.settings(tx)
    for code in defaults.CALENDARS:
        made = defaults.calendar(code, dict.fromkeys(lang.languages(), code), here.time_zone)
        await store.add(tx, "calendar", code, 1, now, msgspec.to_builtins(made), None, "")
    for code in defaults.LEVELS:
        names = {language: lang.say(language, f"level.{code}") for language in lang.languages()}
        await store.add(tx, "level", code, 1, now, msgspec.to_builtins(defaults.level(code, names)), None, "")


async def current(tx: Tx, kind: RuleKind) -> list[Current]:
    """With every field, also one that an older release did not know."""
    whole = [(row, msgspec.to_builtins(msgspec.convert(row.document, SHAPES[kind]))) for row in await store.latest(tx, kind)]
    return [Current(row.code, row.version, row.since, document) for row, document in whole]


async def levels(tx: Tx) -> dict[str, Level]:
    """The newest version of each, in the order that people know."""
    found = {row.code: msgspec.convert(row.document, Level) for row in await store.latest(tx, "level")}
    return dict(sorted(found.items(), key=lambda row: (row[1].position, row[0])))


async def offered(tx: Tx) -> dict[str, rules.Offer]:
    """Of the newest version of each, in the order that people know, what decides who may have it."""
    found = {row.code: msgspec.convert(row.document, rules.Offer) for row in await store.offered(tx)}
    return dict(sorted(found.items(), key=lambda row: (row[1].position, row[0])))


Versions: TypeAlias = "tuple[list[tuple[datetime, Level]], dict[str, list[tuple[datetime, Calendar]]]]"


async def with_calendars(tx: Tx, level: str, calendars: list[str]) -> Versions:
    """Every version of the level, oldest first, and those of the calendars that they name, and of these."""
    rows = await store.with_calendars(tx, level, calendars)
    named = {code: list[tuple[datetime, Calendar]]() for code in calendars}
    for row in rows:
        if row.kind == "calendar":
            named.setdefault(row.code, []).append((row.since, msgspec.convert(row.document, Calendar)))
    return [(row.since, msgspec.convert(row.document, Level)) for row in rows if row.kind == "level"], named


async def calendar_versions(tx: Tx, code: str) -> list[tuple[datetime, Calendar]]:
    return [(row.since, msgspec.convert(row.document, Calendar)) for row in await store.versions(tx, "calendar", code)]


async def publish(tx: Tx, kind: RuleKind, code: str, document: Any, expected: int, note: str, actor: Actor, now: datetime) -> Current:
    """expected: the version that the person changed; 0 makes a new one. Raises version_moved or field_not_valid.

    Open orders are counted anew, and people alarmed, when it cannot be withdrawn any more.
    """
    made = _read(kind, document)
    await store.lock(tx)
    latest = {row.code: row for row in await store.latest(tx, kind)}
    if (latest[code].version if code in latest else 0) != expected:
        raise Problem("version_moved", expected=expected, found=latest[code].version if code in latest else 0)
    if not code.strip() or len(code) > 20:
        raise Problem("field_not_valid", fields=["code"])
    if len(note) > LONGEST_NOTE:
        raise Problem("field_not_valid", fields=["note"])
    await _check(tx, made)
    version, seconds = await store.highest(tx, kind, code) + 1, await undo.seconds(tx)
    await store.add(tx, kind, code, version, now, msgspec.to_builtins(made), actor.user_id, note)
    payload = ServiceRuleChanged(kind, code, version)
    await events.append(tx, Event("service_rule_changed", actor, moment_of(now), payload=payload))
    await _recompute(tx, kind, code, f"{version}", timedelta(seconds=seconds))
    return Current(code, version, now, msgspec.to_builtins(made), undo.until(now, seconds))


async def withdraw(tx: Tx, kind: RuleKind, code: str, version: int, actor: Actor, now: datetime) -> None:
    """As if it had never been published. Raises rule_changed_meanwhile, rule_named_meanwhile or too_late_to_withdraw.

    Its clocks were not counted yet but for orders that somebody touched in these seconds: those are counted anew at once.
    """
    await store.lock(tx)
    standing = [row for row in await store.changes(tx, kind, code) if row.withdrawn_at is None]
    newest = standing[0] if standing else None
    if newest is None or (newest.version, newest.user_id) != (version, actor.user_id):
        raise Problem("rule_changed_meanwhile", name=(newest and newest.name) or "–")
    undo.must_be_in_time(newest.since, await undo.seconds(tx), now)
    if len(standing) == 1 and await store.is_named(tx, kind, code):
        raise Problem("rule_named_meanwhile", rule=code)
    await store.withdraw(tx, kind, code, version, now, actor.user_id)
    payload = ServiceRuleChanged(kind, code, version)
    await events.append(tx, Event("publication_withdrawn", actor, moment_of(now), payload=payload))
    await _recompute(tx, kind, code, f"{version}:withdrawn", timedelta())


async def _recompute(tx: Tx, kind: RuleKind, code: str, once: str, wait: timedelta) -> None:
    await jobs.enqueue(tx, jobs.RECOMPUTE_CLOCKS, msgspec.json.encode((tx.org_id, kind, code)), f"{tx.org_id}:{kind}:{code}:{once}", wait)


async def sound(tx: Tx, kind: RuleKind, document: Any) -> Level | Calendar:
    """What would be published. Raises field_not_valid as publishing does."""
    made = _read(kind, document)
    await _check(tx, made)
    return made


async def _check(tx: Tx, made: Level | Calendar) -> None:
    if isinstance(made, Level):
        rules.check(made, lang.languages(), [row.code for row in await store.latest(tx, "calendar")])
    else:
        calendars.check(made)


def _read(kind: RuleKind, document: Any) -> Level | Calendar:
    try:
        return msgspec.convert(document, SHAPES[kind])
    except msgspec.ValidationError as wrong:
        raise Problem("field_not_valid", fields=[rules.field_of(str(wrong), document)]) from wrong


def with_holidays(document: Any, country: str, region: str | None, years: list[int], language: str) -> Calendar:
    """A draft with the country's public holidays of these years; what a person has edited stays as they wrote it. Nothing is written."""
    if country not in engines.countries() or not years or not all(1990 <= year <= 2090 for year in years):
        raise Problem("field_not_valid", fields=["country", "years"])
    if region is not None and region not in {row.code for row in engines.regions(country)}:
        raise Problem("field_not_valid", fields=["region"])
    made = _read("calendar", document)
    assert isinstance(made, Calendar)
    days, known = engines.public_days(country, years, language, region)
    same = (country, region) == (made.country, made.region)
    edited = {row.day: row for row in made.days if row.edited or (row.day.year not in years and same)}
    made.days = sorted({**{row.day: row for row in days}, **edited}.values(), key=lambda row: row.day)
    made.years = sorted({*known, *(year for year in made.years if year not in years and same)})
    made.country, made.region = country, region
    return made


async def history(tx: Tx, kind: RuleKind, code: str) -> list[RuleChange]:
    """Newest first; each with what it changed against the one before."""
    rows = await store.changes(tx, kind, code)
    if not rows:
        raise Problem("not_found")
    made, before = list[RuleChange](), None
    for row in reversed(rows):
        withdrawn = row.withdrawn_at is not None
        made.append(RuleChange(row.version, row.since, row.name, row.note, _differences(kind, before, row), withdrawn))
        before = before if withdrawn else row
    return made[::-1]


def _differences(kind: RuleKind, old: store.ChangeRow | None, new: store.ChangeRow) -> list[tuple[str, Any, Any]]:
    if old is None:
        return []
    if kind == "level":
        return rules.differences(msgspec.convert(old.document, Level), msgspec.convert(new.document, Level))
    return [(name, old.document.get(name), new.document.get(name)) for name in new.document if old.document.get(name) != new.document[name]]
