"""What failed is put off, and stops nothing else: one minute, five, thirty, then hourly. Kept in memory: a new process tries at once."""

import logging
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import msgspec

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 60))
NOT_DUE_ANY_MORE = timedelta(minutes=5)  # whose turn came so long ago, and nobody tried it
LONGEST_ERROR = 500
Item: TypeAlias = "tuple[str, int, UUID | str | None]"  # what was done, for which organisation, to what

log = logging.getLogger("outrider.backoff")


class Failure(msgspec.Struct):
    """times: how often in a row. error: of the last time."""

    times: int
    failed_at: datetime
    next_at: datetime
    error: str


class Backoff:
    def __init__(self) -> None:
        self._failed: dict[Item, Failure] = {}

    def waits(self, item: Item, now: datetime) -> bool:
        return item in self._failed and now < self._failed[item].next_at

    def waiting(self, what: str, org_id: int, now: datetime) -> list[UUID]:
        """Which of an organisation's items are to be left out now."""
        kept = (item for item in self._failed if item[:2] == (what, org_id) and self.waits(item, now))
        return [id for _, _, id in kept if isinstance(id, UUID)]

    def failed(self, item: Item, now: datetime, why: BaseException) -> None:
        """Says it in the log, with its identity, each time that it was tried."""
        times = self._failed[item].times + 1 if item in self._failed else 1
        wait = WAITS[min(times, len(WAITS)) - 1]
        self._failed[item] = Failure(times, now, now + wait, f"{type(why).__name__}: {why}"[:LONGEST_ERROR])
        what, org_id, id = item
        fields = {"what": what, "org": org_id, "id": str(id), "times": times, "again_in_s": int(wait.total_seconds())}
        log.error("put off", exc_info=why, extra={"fields": fields})

    def done(self, item: Item) -> None:
        self._failed.pop(item, None)

    def done_all(self, what: str, org_id: int, now: datetime) -> None:
        """All of these that had their turn went well."""
        for item in [item for item in self._failed if item[:2] == (what, org_id) and not self.waits(item, now)]:
            self.done(item)

    def hurry(self, item: Item, now: datetime) -> None:
        """Its turn is now."""
        if item in self._failed:
            self._failed[item].next_at = now

    def of_organisations(self, now: datetime) -> dict[int, dict[Item, Failure]]:
        """What is put off, by organisation. What is not due any more, since somebody closed the order or the like, is forgotten."""
        self._failed = {item: row for item, row in self._failed.items() if now < row.next_at + NOT_DUE_ANY_MORE}
        found: dict[int, dict[Item, Failure]] = {}
        for item, row in self._failed.items():
            found.setdefault(item[1], {})[item] = row
        return found
