"""The time zones that there are."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """Their names in the IANA database. To list them opens hundreds of files: once a process."""
    return frozenset(available_timezones())
