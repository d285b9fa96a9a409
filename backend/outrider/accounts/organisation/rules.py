"""What an organisation may say of itself. Pure."""

from datetime import date

import msgspec
from babel.numbers import get_territory_currencies

from ... import phones, text
from ...problems import Problem
from ...undo import LONGEST_UNDO
from ...zones import time_zones

LONGEST_NAME, LONGEST_PHONE = 200, 40
LONGEST_WATCH = 24  # hours: orgs_watch_hours_check


class Identity(msgspec.Struct):
    """country: ISO 3166; None: that of the time zone, else of the language. phone: whom customers ring where their station has no number.

    undo_seconds: how long the office can take back what it decided; watch_hours: so long before its promise a visit is watched; None, of an
    older program: as they are.
    """

    name: str
    time_zone: str
    country: str | None = None
    phone: str = ""
    undo_seconds: int | None = None
    watch_hours: int | None = None


def check(said: Identity) -> None:
    """Raises field_not_valid, naming what is wrong."""
    sound = {
        "name": bool(text.key(said.name)) and len(said.name) <= LONGEST_NAME,
        "phone": len(said.phone) <= LONGEST_PHONE,
        "time_zone": said.time_zone in time_zones(),
        "undo_seconds": said.undo_seconds is None or 0 <= said.undo_seconds <= LONGEST_UNDO.total_seconds(),
        "watch_hours": said.watch_hours is None or 1 <= said.watch_hours <= LONGEST_WATCH,
        "country": said.country is None or said.country in phones.countries(),
    }
    if not all(sound.values()):
        raise Problem("field_not_valid", fields=[field for field, fits in sound.items() if not fits])


def currency_of(country: str | None, on: date) -> str | None:
    """In which people pay there on that day (ISO 4217). None: the country is not known, or has none or several."""
    found = get_territory_currencies(country, on, on) if country else []
    return str(found[0]) if len(found) == 1 else None


def differences(was: Identity, now: Identity) -> dict[str, tuple[str | int | None, str | int | None]]:
    pairs = {field: (getattr(was, field), getattr(now, field)) for field in Identity.__struct_fields__}
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}
