"""What a list of orders is narrowed to. Pure."""

from datetime import date
from uuid import UUID

import msgspec

from ...model import Status


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """An empty list narrows nothing. ids: these alone, whatever else is said. ended: also what is over, of any age. first, last: days on which
    something is promised (where nothing is, came in), at the place's own clock. before: the last
    order of the page before.
    """

    ids: list[UUID] = []
    words: str = ""
    ended: bool = False
    statuses: list[Status] = []
    engineers: list[UUID] = []
    stations: list[UUID] = []
    accounts: list[UUID] = []
    levels: list[str] = []
    kinds: list[str] = []
    skills: list[str] = []
    first: date | None = None
    last: date | None = None
    before: UUID | None = None
