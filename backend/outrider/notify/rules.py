"""What is said, to whom, by which way, and when it may wake somebody. Pure."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

CHANNELS = ("push", "mail", "sms", "chat")


class Kind(msgspec.Struct, frozen=True):
    """channels: what is proposed, beside the bell. urgent: may break quiet hours while the contract's calendar is open."""

    channels: list[str]
    urgent: bool = False


STAFF: dict[str, Kind] = {
    "clock_warned": Kind(["push"], True),
    "clock_breached": Kind(["push", "mail"], True),
    "alarm_withdrawn": Kind([]),
    "visit_assigned": Kind(["push"], True),
    "visit_taken_away": Kind(["push"], True),
    "help_asked": Kind(["push"], True),
    "engineer_sick": Kind(["push"], True),
}
# A customer has chosen one way (mail or SMS) or none, and hears these.
CUSTOMER = ("order_received", "engineer_named", "engineer_on_way", "engineer_changed")

# A change of an order: which kinds it gives, and to whom. The engineer is the new one, "former" the one before, "desk" the dispatchers.
TOLD: dict[str, tuple[tuple[str, str], ...]] = {
    "order_taken": (("order_received", "contact"),),
    "assign": (("visit_assigned", "engineer"), ("engineer_named", "contact")),
    "hand_over": (("visit_assigned", "engineer"), ("visit_taken_away", "former"), ("engineer_changed", "contact")),
    "unassign": (("visit_taken_away", "former"),),
    "set_off": (("engineer_on_way", "contact"),),
    "ask_for_help": (("help_asked", "desk"),),
    "sick": (("engineer_sick", "desk"),),
}

# How long a failed delivery waits before it is tried again; after the last it is dead until a person sends it anew.
BACKOFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))


def page_of(kind: str, order_id: UUID | None) -> str:
    """Where a tap on it leads: an engineer to his day, the office to the order."""
    return "/app/" if kind.startswith("visit_") else f"/console?order={order_id}"


def wait_before(attempts: int) -> timedelta | None:
    """attempts: how many have failed. None: give up."""
    return BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else None


def quiet_until(now: datetime, zone: ZoneInfo, start: time | None, end: time | None) -> datetime | None:
    """The end of the quiet hours that it is now in; they may go over midnight. None: it is not quiet."""
    if start is None or end is None or start == end:
        return None
    wall = now.astimezone(zone)
    at = wall.time()
    inside = start <= at < end if start < end else at >= start or at < end
    if not inside:
        return None
    day = wall.date() + timedelta(days=1 if start > end and at >= start else 0)
    return datetime.combine(day, end, zone).astimezone(now.tzinfo)


def not_before(now: datetime, zone: ZoneInfo, start: time | None, end: time | None, urgent: bool, in_service: bool) -> datetime:
    """When it may be delivered: at once, unless it is quiet and either can wait or lies outside the contract's calendar."""
    until = quiet_until(now, zone, start, end)
    return now if until is None or (urgent and in_service) else until
