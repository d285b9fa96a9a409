"""What every clock of an order has to be, found by walking its minutes one by one: it knows nothing of how clocks are computed."""

from datetime import datetime, timedelta
from typing import Any

from outrider.model import Status
from outrider.status.calendars.rules import Calendar, is_open
from outrider.status.levels.rules import COMMITMENTS, Level, limit_of
from outrider.status.rules import TABLE
from tests.cast import AGREED, NOW

MINUTE = timedelta(minutes=1)
WORKING = {Status.CLOSED, Status.CANCELLED}
DONE = {Status.AWAITING_SIGNATURE, Status.SIGNED, Status.FOLLOW_UP, Status.CLOSED}
ON_SITE = {Status.ARRIVED, Status.DIAGNOSING, Status.REPAIRING, Status.TESTING, Status.AWAITING_SIGNATURE, Status.SIGNED}
REPAIRED = {Status.REPAIRING, Status.TESTING} | DONE


class Walked:
    """path: where the order came, and when. windows: what was promised, and when that was said. held: while a workaround holds."""

    now: datetime
    path: list[tuple[Status, datetime]]
    windows: list[tuple[datetime, datetime]]
    held: list[tuple[datetime, datetime]]

    def follow(self, action: str, happened: datetime, window_from: datetime = AGREED) -> None:
        """The model's own idea of what the action did."""
        if action == "hand_over" or action == "assign":
            action = (
                "hand_over" if self.path[-1][0] not in (Status.RECEIVED, Status.REMOTE_SUPPORT, Status.AWAITING_ASSIGNMENT) else "assign"
            )
        line = next(row for row in TABLE if row.action == action and self.path[-1][0] in row.sources)
        if line.to == "back":
            self.path.pop()
        elif line.to is not None and line.to != self.path[-1][0]:
            self.path.append((Status(line.to), happened))
        if action in ("reopen", "continue_work", "still_broken"):
            self.held = [(since, min(until, happened)) for since, until in self.held]
        if action == "reopen":
            self.windows.append((happened, happened))
        if action == "agree_time":
            self.windows.append((happened, window_from))

    def oracle(self, level: Level, calendar: Calendar) -> dict[tuple[str, int], tuple[datetime | None, datetime | None, datetime | None]]:
        """(what, n) -> when it stopped, when its warning and its limit came (None: not before it stopped or until now)."""
        rows: dict[tuple[str, int], tuple[datetime | None, datetime | None, datetime | None]] = {}
        count: dict[Status, int] = {}
        for index, (where, at) in enumerate(self.path):
            count[where] = count.get(where, 0) + 1
            left = self.path[index + 1][1] if index + 1 < len(self.path) else None
            if where not in WORKING:
                rows[(where, count[where])] = (left, *self.walk(level, calendar, where, at, left))
        for what in COMMITMENTS:
            if limit_of(level, what, "repair"):
                stop = self.stop(what)
                rows[(what, 1)] = (stop, *self.walk(level, calendar, what, NOW, stop))
        return {key: row for key, row in rows.items() if limit_of(level, key[0], "repair")}

    def stop(self, what: str) -> datetime | None:
        if what == "resolved":
            stop = None
            for where, at in self.path:
                stop = (stop or at) if where in DONE or where == Status.CANCELLED else None
            return stop
        ends = {
            "phone_response": set(Status) - {Status.RECEIVED},
            "sent_off": {Status.EN_ROUTE, Status.FOLLOW_UP, *ON_SITE, *WORKING},
            "arrival": {Status.FOLLOW_UP, *ON_SITE, *WORKING},
            "cause_found": REPAIRED | WORKING,
        }[what]
        stop, by = None, None
        for where, at in self.path:
            if by == Status.CANCELLED and what != "phone_response":
                stop, by = None, None  # it was taken up again
            if stop is None and where in ends:
                stop, by = at, where
        return stop

    def walk(self, level: Level, calendar: Calendar, what: str, start: datetime, stop: datetime | None) -> tuple[Any, Any]:
        limit = limit_of(level, what, "repair")
        if limit is None or limit.minutes is None:
            return None, None
        told = [window for at, window in self.windows if stop is None or at <= stop]
        at, used, found = max(start, told[-1]) if limit.from_window else start, 0, {}
        marks = {"warn": limit.minutes * limit.warn, "due": limit.minutes}
        while at < (stop or self.now) and "due" not in found:
            where = [status for status, since in self.path if since <= at][-1]
            holds = what == "resolved" and any(since <= at < until for since, until in self.held)
            if where not in limit.pauses and where not in WORKING and not holds and is_open(calendar, at):
                used += 1
                for mark, minutes in marks.items():
                    if mark not in found and used >= minutes:
                        late = at + MINUTE - (used - minutes) * MINUTE
                        if late < stop if stop else late <= self.now:
                            found[mark] = late
                        else:
                            return found.get("warn"), None
            at += MINUTE
        return found.get("warn"), found.get("due")
