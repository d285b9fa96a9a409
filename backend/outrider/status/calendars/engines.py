"""Public holidays from the `holidays` library: which days a country is closed, and which weekends it works."""

from datetime import date

import holidays
import msgspec

from .rules import SpecialDay

# Governments that move working days by decree every year. Where they do it now and then, a year without a decree is an ordinary one.
YEARLY = {"AZ", "BY", "CN", "HU", "KZ", "RU", "TW", "UZ"}


def countries() -> list[str]:
    """Codes of ISO 3166, each country once: not by the second code that the library knows for some (UK for GB)."""
    return sorted(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


class Region(msgspec.Struct):
    code: str
    name: str


def regions(country: str) -> list[Region]:
    """The parts of a country that have holidays of their own, as they call themselves."""
    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    named = {code: name for name, code in reversed(holidays.country_holidays(country).subdivisions_aliases.items())}
    return sorted((Region(code, named.get(code, code)) for code in codes), key=lambda row: row.name)


def public_days(country: str, years: list[int], language: str, region: str | None = None) -> tuple[list[SpecialDay], list[int]]:
    """The special days of these years, and the years that the library really knows.

    Where a government moves working days by decree each year (China), a year without its decree is not known.
    """
    found = holidays.country_holidays(country, subdiv=region, years=years, language=_language(country, language))
    days = {day: SpecialDay(day, False, name) for day, name in found.items() if day.year in years}
    working: set[date] = getattr(found, "weekend_workdays", set())
    days |= {day: SpecialDay(day, True, "") for day in working if day.year in years}
    known = [year for year in years if found.start_year <= year <= found.end_year and _decreed(country, found, year)]
    return sorted(days.values(), key=lambda row: row.day), known


def _decreed(country: str, found: holidays.HolidayBase, year: int) -> bool:
    return country not in YEARLY or year in getattr(found, "special_public_holidays", {})


def _language(country: str, language: str) -> str | None:
    spoken = dict(holidays.list_localized_countries()).get(country, [])
    return next((code for code in spoken if code.lower()[:2] == language.lower()[:2]), None)
