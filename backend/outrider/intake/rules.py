"""What a sound order is. Pure."""

from datetime import datetime, timedelta

from ..problems import Problem

LONGEST_WINDOW = timedelta(days=31)


def check_window(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None or not timedelta(0) < end - start <= LONGEST_WINDOW:
        raise Problem("window_not_valid")


def check_place(lat: float, lon: float) -> None:
    """(0, 0) is what a broken client sends for "I do not know"."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (abs(lat) < 1e-9 and abs(lon) < 1e-9):
        raise Problem("place_not_valid", lat=lat, lon=lon)


def digits(phone: str) -> str:
    """Phone numbers are compared by their last ten digits: prefixes are written in many ways."""
    return "".join(sign for sign in phone if sign.isdigit())[-10:]
