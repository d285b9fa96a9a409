"""One sentence that answers "when?". Pure: the order as it stands, in; the key of a sentence and its numbers, out."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from ..carry_in import rules as carry_in
from ..carry_in.rules import CarryIn
from ..model import BENCH, Status
from ..schedule.rules import is_late
from ..status.promise.rules import Promise

FRESH = timedelta(minutes=10)
ANSWERED_WITHIN = timedelta(hours=24)  # the window of an order that customers enter themselves
DAY = timedelta(days=1)
MOST_A_DAY = 5  # orders by one link and all that came from it
LINK_LENGTH = timedelta(days=30)
STEPS = ("received", "planned", "en_route", "on_site", "done")

STEP_OF: dict[Status, str] = {
    Status.RECEIVED: "received",
    Status.REMOTE_SUPPORT: "received",
    Status.AWAITING_ASSIGNMENT: "received",
    Status.ASSIGNED: "planned",
    Status.ACCEPTED: "planned",
    Status.APPOINTMENT_CONFIRMED: "planned",
    Status.AWAITING_PARTS: "planned",
    Status.PARTS_IN_TRANSIT: "planned",
    Status.PARTS_READY: "planned",
    Status.EN_ROUTE: "en_route",
    Status.ARRIVED: "on_site",
    Status.DIAGNOSING: "on_site",
    Status.REPAIRING: "on_site",
    Status.TESTING: "on_site",
    Status.AWAITING_CUSTOMER: "planned",
    Status.AWAITING_SIGNATURE: "on_site",
    Status.SIGNED: "done",
    Status.FOLLOW_UP: "done",
    Status.CLOSED: "done",
    Status.CANCELLED: "done",
}


EXPECTED = frozenset({Status.AWAITING_ASSIGNMENT, Status.ASSIGNED, Status.ACCEPTED, Status.APPOINTMENT_CONFIRMED, Status.PARTS_READY})


def map_note(status: Status, seen: bool) -> str | None:
    """What stands under the map: customer.map.<...>. None: nobody is about to come, and there is no map."""
    if status == Status.EN_ROUTE:
        return "seen" if seen else "unseen"
    return "expected" if status in EXPECTED else None


def came_back(status: Status, was_there: bool) -> bool:
    """Somebody was there already, and the work goes on another time: progress goes back only with a word."""
    return was_there and STEP_OF[status] in ("received", "planned")


def parts_on(waiting: Iterable[tuple[str, date | None]]) -> date | None:
    """The day on which the last of them is expected. None: one of them has no date. waiting: step and date of each part."""
    days = [day for step, day in waiting if step in ("requested", "in_transit")]
    return None if not days or None in days else max(day for day in days if day)


def moved(promised: Sequence[Promise], status: Status) -> tuple[Promise, Promise] | None:
    """The promise that another one took the place of, and that one. A promise that was kept was not moved: somebody was there."""
    if len(promised) < 2 or STEP_OF[status] == "done" or promised[-2].outcome == "kept":
        return None
    return promised[-2], promised[-1]


def in_review(status: Status, late_work: bool) -> bool:
    """Work came late for an order that was over: how it ended is said when a dispatcher has decided."""
    return STEP_OF[status] == "done" and late_work


DONE = frozenset({Status.SIGNED, Status.FOLLOW_UP, Status.CLOSED})
# An order that waits to be assigned once more, by what brought it there.
AGAIN = {"continue_work": "goes_on", "still_broken": "again", "reopen": "again"}


class Asked(msgspec.Struct, frozen=True):
    """What the page asks. solved: whether it is, after help from afar. broken: it may be said that it is not."""

    solved: bool
    broken: bool


def asks(status: Status, since: datetime, solved_remotely: bool, answered: bool, days: int, now: datetime) -> Asked:
    """days: how long after its last step an order may be opened again by its customer."""
    open_ = status in DONE and now < since + timedelta(days=days)
    return Asked(open_ and solved_remotely and not answered, open_)


class Sentence(msgspec.Struct):
    """key: customer.when.<key>. late_minutes: past the promise, said openly. part_on: when all parts that it waits for are expected."""

    key: str
    arrival: datetime | None
    in_minutes: int
    late_minutes: int
    part_on: date | None = None


def at_counter(status: Status, counter: CarryIn) -> Sentence:
    """A device that was handed in has words of its own: nobody is on the way."""
    return Sentence("carry_" + carry_in.word(status, counter.declined, counter.asked is not None), None, 0, 0)


def steps_of(status: Status, kind: str) -> tuple[str, tuple[str, ...], str]:
    """Where it stands, among which steps, and before which words: customer.<...>.<step>."""
    if kind in BENCH:
        return carry_in.STEP_OF[carry_in.word(status, False)], carry_in.STEPS, "carry_step"
    return STEP_OF[status], STEPS, "step"


def _unpromised(en_route: bool, predicted: datetime | None, now: datetime) -> Sentence:
    """No time is agreed: nobody can be late for it."""
    if not en_route:
        return Sentence("to_agree", None, 0, 0)
    minutes = max(0, round((predicted - now).total_seconds() / 60)) if predicted else 0
    return Sentence("en_route" if predicted else "en_route_undated", predicted, minutes, 0)


def when(
    status: Status,
    engineer: str | None,
    window_to: datetime | None,
    predicted: datetime | None,
    told_late: int | None,
    now: datetime,
    in_review: bool = False,
    part_on: date | None = None,
    opened_by: str | None = None,
) -> Sentence:
    step = STEP_OF[status]
    if in_review:
        return Sentence("in_review", None, 0, 0)
    if status == Status.CANCELLED:
        return Sentence("cancelled", None, 0, 0)
    if status in (Status.AWAITING_PARTS, Status.PARTS_IN_TRANSIT):
        return Sentence("parts_dated" if part_on else "parts", None, 0, 0, part_on)
    if status == Status.REMOTE_SUPPORT:
        return Sentence("remote", None, 0, 0)
    if status == Status.AWAITING_CUSTOMER:
        return Sentence("awaiting_customer", None, 0, 0)
    if status == Status.AWAITING_SIGNATURE:
        return Sentence("awaiting_signature", None, 0, 0)
    if opened_by in AGAIN:
        return Sentence(AGAIN[opened_by], None, 0, 0)
    if step in ("on_site", "done"):
        return Sentence(step, None, 0, 0)
    if engineer is None:
        return Sentence("received", window_to, 0, 0)
    if window_to is None:
        return _unpromised(step == "en_route", predicted, now)
    if predicted is None and told_late is None and step == "planned":
        return Sentence("agreed", None, 0, 0)  # the time that was promised stands below
    arrival = predicted or window_to
    if told_late is not None:
        arrival = max(arrival, window_to + timedelta(minutes=told_late))
    late = max(0, round((arrival - window_to).total_seconds() / 60))
    key = ("en_route" if step == "en_route" else "planned") + ("_late" if is_late(late) else "")
    return Sentence(key, arrival, max(0, round((arrival - now).total_seconds() / 60)), late)
