"""One sentence that answers "when?". Pure: the order as it stands, in; the key of a sentence and its numbers, out."""

from datetime import datetime, timedelta

import msgspec

from ..model import Status
from ..schedule.rules import is_late

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
    """key: customer.when.<key>. late_minutes: past the promise, said openly."""

    key: str
    arrival: datetime | None
    in_minutes: int
    late_minutes: int


def when(
    status: Status,
    engineer: str | None,
    window_to: datetime | None,
    predicted: datetime | None,
    told_late: int | None,
    now: datetime,
    in_review: bool = False,
    opened_by: str | None = None,
) -> Sentence:
    step = STEP_OF[status]
    if in_review:
        return Sentence("in_review", None, 0, 0)
    if status == Status.CANCELLED:
        return Sentence("cancelled", None, 0, 0)
    if status in (Status.AWAITING_PARTS, Status.PARTS_IN_TRANSIT):
        return Sentence("parts", None, 0, 0)
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
    if engineer is None or window_to is None:
        return Sentence("received", window_to, 0, 0)
    arrival = predicted or window_to
    if told_late is not None:
        arrival = max(arrival, window_to + timedelta(minutes=told_late))
    late = max(0, round((arrival - window_to).total_seconds() / 60))
    key = ("en_route" if step == "en_route" else "planned") + ("_late" if is_late(late) else "")
    return Sentence(key, arrival, max(0, round((arrival - now).total_seconds() / 60)), late)
