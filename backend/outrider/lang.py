"""What is said, in which language. A language is a folder under locale/ with a messages.po; nothing else names it."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locale"
DEFAULT = "en"


@cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in LOCALES.iterdir() if (folder / "messages.po").exists()))


@cache
def messages(language: str) -> dict[str, str]:
    with (LOCALES / language / "messages.po").open("rb") as file:
        return {str(row.id): str(row.string) for row in read_po(file, abort_invalid=True) if row.id}


NAMED = 5  # of a list


def say(language: str, key: str, **params: Any) -> str:
    """KeyError where the key is unknown: a missing message is a fault in the product, found by tests/laws."""
    words = {name: listed(language, value) if isinstance(value, list) else value for name, value in params.items()}
    return messages(language)[key].format(**words)


def listed(language: str, several: list[Any]) -> str:
    """The first few of them by name, and how many more there are."""
    named = messages(language)["word.comma"].join(str(each) for each in several[:NAMED])
    more = len(several) - NAMED
    return messages(language)["word.more"].format(list=named, n=more) if more > 0 else named


def choose(accepted: str | None) -> str:
    """The best language for an Accept-Language header. The first part of a code is enough (zh-TW finds any zh)."""
    for part in (accepted or "").split(","):
        wanted = part.split(";")[0].strip().lower()
        for language in languages():
            if wanted and (wanted == language.lower() or wanted.split("-")[0] == language.lower().split("-")[0]):
                return language
    return DEFAULT


def locale_of(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def clock_time(language: str, at: datetime, zone: str) -> str:
    return dates.format_time(at, "HH:mm", tzinfo=ZoneInfo(zone), locale=locale_of(language))


def moment(language: str, at: datetime, zone: str, now: datetime) -> str:
    """A time, with its day where that is not today's. pwa/src/shared/time.ts says the same in the browser."""
    local, here = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if local.date() == here.date():
        return clock_time(language, at, zone)
    skeleton = "MMMEd" if local.year == here.year else "yMMMEd"
    return f"{dates.format_skeleton(skeleton, local, tzinfo=ZoneInfo(zone), locale=locale_of(language))} {local:%H:%M}"


HOUR, DAY, WEEK = 60, 24 * 60, 7 * 24 * 60


def duration(language: str, minutes: float) -> str:
    """How long, as people say it; never "0 min". pwa/src/shared/time.ts says the same in the browser."""
    n = max(1, round(abs(minutes)))
    if n < 1.5 * HOUR:
        return say(language, "time.minutes", n=n)
    if n < DAY:
        hours, rest = divmod(n, HOUR)
        return say(language, "time.hours", h=hours, m=rest) if rest else say(language, "time.full_hours", h=hours)
    days, rest = divmod(round(n / HOUR) if n < WEEK else round(n / DAY) * 24, 24)
    if rest:
        return say(language, "time.day_hours", n=days, h=rest)
    return say(language, "time.day") if days == 1 else say(language, "time.days", n=days)


def day(language: str, on: date) -> str:
    """With the day of the week, which is what people plan by."""
    return str(dates.format_skeleton("yMMMEd", on, locale=locale_of(language)))


def long_time(language: str, at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{dates.format_date(local, 'medium', locale=locale_of(language))} {local:%H:%M}"


def money(language: str, amount: Decimal, currency: str) -> str:
    return str(numbers.format_currency(amount, currency, locale=locale_of(language)))


def day_time(language: str, at: datetime, zone: str) -> str:
    """As the phone writes it: a paper has one form of date."""
    local, locale = at.astimezone(ZoneInfo(zone)), locale_of(language)
    return str(locale.datetime_formats["medium"]).format(f"{local:%H:%M}", dates.format_date(local, "medium", locale=locale))


def zone_name(zone: str, at: datetime) -> str:
    """A place's zone by its place; one without a place as people read it, not with the sign that the database of zones gives it."""
    if not zone.startswith("Etc/"):
        return zone
    return f"UTC{_east(at, zone)}"


def _east(at: datetime, zone: str) -> str:
    east = at.astimezone(ZoneInfo(zone)).strftime("%z")
    return f"{east[:3]}:{east[3:5]}"


def exact_time(language: str, at: datetime, zone: str) -> str:
    """With its zone: on paper nobody knows whose clock it was."""
    return f"{day_time(language, at, zone)} (UTC{_east(at, zone)})"


def period(language: str, start: datetime | None, end: datetime, zone: str) -> str:
    """From when until when, with the second day only where it is another."""
    if start is None:
        return long_time(language, end, zone)
    same = start.astimezone(ZoneInfo(zone)).date() == end.astimezone(ZoneInfo(zone)).date()
    return f"{long_time(language, start, zone)}–{clock_time(language, end, zone) if same else long_time(language, end, zone)}"
