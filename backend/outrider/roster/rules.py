"""Shifts on the wall's clock. Pure."""

from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Span: TypeAlias = tuple[date, str, str]  # a day, and two times of it: see columns.rules.time_of_day


def cross(one: Span, other: Span) -> bool:
    (since, until), (begins, ends) = _span(*one), _span(*other)
    return begins < until and since < ends


def _span(on: date, starts: str, ends: str) -> tuple[datetime, datetime]:
    """One that ends before it begins goes over midnight."""
    day = datetime.combine(on, time())
    since, until = (timedelta(hours=int(at[:2]), minutes=int(at[3:5]), seconds=float(at[6:])) for at in (starts, ends))
    return day + since, day + until + (timedelta(days=1) if until <= since else timedelta())


def days_around(day: date) -> list[date]:
    """Shifts reach into the next day at most."""
    return [day + n * timedelta(days=1) for n in (-1, 0, 1)]


def shift_in_words(day: date, starts: str, ends: str) -> str:
    return f"{day} {starts[:5]}–{ends[:5]}"
