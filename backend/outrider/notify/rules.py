"""What is said, to whom, by which way, and when it may wake somebody. Pure."""

import re
from base64 import urlsafe_b64decode
from datetime import datetime, time, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from ..model import Role

NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", re.I)
NAME = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")
SEVERAL = re.compile(r"[,;/、，；\n]")
CHANNELS = ("push", "mail", "sms", "chat")


class Person(msgspec.Struct):
    """A user or a contact, with how they want to hear. ways: a contact's one channel, or none."""

    id: UUID
    contact: bool
    role: str | None
    language: str
    time_zone: str
    channels: dict[str, list[str]]
    quiet_from: time | None
    quiet_to: time | None


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
    "visit_moved": Kind(["push"], True),
    "visit_changed": Kind(["push"]),
    "help_asked": Kind(["push"], True),
    "engineer_sick": Kind(["push"], True),
    "visit_late": Kind(["push"], True),
    "running_late": Kind(["push"], True),
    "promise_broken": Kind(["push"], True),
    "station_reminded": Kind(["push"], True),
    "bench_assigned": Kind(["push"]),
    "bench_taken_away": Kind(["push"]),
    "quote_agreed": Kind(["push"]),
    "quote_declined": Kind(["push"]),
    "customer_wrote": Kind(["push"]),
    "time_asked": Kind(["push"]),
    "time_chosen": Kind(["push"]),
    "visit_message": Kind(["push"]),
    "mentioned": Kind(["push"]),
}
# A customer has chosen one way (mail or SMS) or none, and hears these.
CUSTOMER = ("order_received", "engineer_named", "engineer_on_way", "engineer_changed", "time_changed", "time_set", "order_cancelled",
            "arrival_told",
            "escalated", "part_date_changed", "device_handed_in", "date_promised", "quoted", "ready_to_fetch", "office_wrote")  # fmt: skip

# A change of an order: which kinds it gives, and to whom. The engineer is the new one, "former" the one before, "mentioned" whom a note names;
# the others are who has a role where the order belongs.
AUDIENCE: dict[str, tuple[tuple[str, str], ...]] = {
    "order_taken": (("order_received", "contact"),),
    "assign": (("visit_assigned", "engineer"), ("engineer_named", "contact")),
    "hand_over": (("visit_assigned", "engineer"), ("visit_taken_away", "former"), ("engineer_changed", "contact")),
    "join_crew": (("visit_assigned", "engineer"),),
    "leave_crew": (("visit_taken_away", "engineer"),),
    "agree_time": (("time_changed", "contact"), ("visit_moved", "engineer")),
    "set_time": (("time_set", "contact"), ("visit_moved", "engineer")),
    "choose_time": (("time_changed", "contact"), ("visit_moved", "engineer"), ("time_chosen", "desk")),
    "ask_time": (("time_asked", "desk"), ("visit_message", "engineer")),
    "customer_wrote": (("customer_wrote", "desk"), ("visit_message", "engineer")),
    "customer_written": (("office_wrote", "contact"),),
    "tell_arrival": (("arrival_told", "contact"),),
    "merge": (("visit_taken_away", "former"),),
    "order_edited": (("visit_changed", "engineer"),),
    "unassign": (("visit_taken_away", "former"),),
    "part_date_told": (("part_date_changed", "contact"),),
    "set_off": (("engineer_on_way", "contact"),),
    "cancel": (("order_cancelled", "contact"),),
    "ask_for_help": (("help_asked", "desk"),),
    "note": (("mentioned", "mentioned"),),
    "sick": (("engineer_sick", "desk"),),
    "running_late": (("running_late", "watch"),),
    "visit_late": (("visit_late", "watch"),),
    "promise_broken": (("promise_broken", "watch"),),
    "remind": (("station_reminded", "desk"),),
    "device_handed_in": (("device_handed_in", "contact"),),
    "date_promised": (("date_promised", "contact"),),
    "quoted": (("quoted", "contact"),),
    "quote_agreed": (("quote_agreed", "engineer"),),
    "quote_declined": (("quote_declined", "engineer"),),
}
# Of a device at the counter nobody hears that somebody comes: these in place of those above.
BENCH_AUDIENCE: dict[str, tuple[tuple[str, str], ...]] = {
    "assign": (("bench_assigned", "engineer"),),
    "hand_over": (("bench_assigned", "engineer"), ("bench_taken_away", "former")),
    "unassign": (("bench_taken_away", "former"),),
    "finish_work": (("ready_to_fetch", "contact"),),
}
# What names the promised time says it otherwise where none is agreed yet: notify.<kind>.undated.
NAMES_TIME = frozenset(
    {
        "station_reminded",
        "order_received",
        "engineer_named",
        "engineer_changed",
        "visit_assigned",
        "engineer_sick",
        "running_late",
        "time_asked",
    }
)
BY_ROLE: dict[str, list[Role]] = {"desk": [Role.DISPATCHER], "watch": [Role.DISPATCHER, Role.STATION_MANAGER, Role.HEAD_OFFICE]}
FOR_ENGINEERS = {
    "visit_assigned",
    "visit_taken_away",
    "visit_moved",
    "visit_changed",
    "visit_message",
    "bench_assigned",
    "bench_taken_away",
    "quote_agreed",
    "quote_declined",
}

# How long a failed delivery waits before it is tried again; after the last it is dead until a person sends it anew.
BACKOFF = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))


def kind_of(kind: str) -> Kind:
    """A customer's have the one way that they chose."""
    return STAFF.get(kind, Kind([], True))


# Push services of browsers; everybody else's address has to be one that the whole world can reach.
PUSH_SERVICES = ("googleapis.com", "push.services.mozilla.com", "notify.windows.com", "push.apple.com")
NAT64 = ip_network("64:ff9b::/96")
LONGEST_ENDPOINT = 2000
POINT, SECRET = 65, 16  # bytes of a browser's public key (P-256, uncompressed) and of its secret


def is_service(host: str) -> bool:
    return host.endswith(tuple(f".{service}" for service in PUSH_SERVICES))


def is_public(address: str) -> bool:
    """No address of this machine, of the house or of nobody, in whatever form it is written."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        inner = IPv4Address(int(found) & 0xFFFFFFFF) if found in NAT64 else inner
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def may_push(endpoint: str, own_machine: bool) -> bool:
    """As far as the address itself says; whereto its name leads is seen when it is used. own_machine: a demonstration's own."""
    try:
        url = urlsplit(endpoint)
        host, port = (url.hostname or "").rstrip("."), url.port
    except ValueError:
        return False
    plain = len(endpoint) <= LONGEST_ENDPOINT and endpoint.isascii() and endpoint.isprintable() and not set(endpoint) & set("\\ ")
    if not plain or "@" in url.netloc or not host:
        return False
    if own_machine and url.scheme == "http" and host == "127.0.0.1" and port:
        return True
    if ":" in host or NUMERIC.fullmatch(host):  # also the short and the octal forms, which a resolver would take for addresses
        return url.scheme == "https" and is_public(host)
    return url.scheme == "https" and NAME.fullmatch(host) is not None


def is_key(text: str, length: int) -> bool:
    """base64url, padded or not."""
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if BASE64URL.fullmatch(text) else b""
    except ValueError:
        return False
    return len(found) == length and (length != POINT or found[0] == 4)


def one_number(phone: str) -> str:
    """The first, where somebody wrote several into one field: a message has one recipient."""
    return SEVERAL.split(phone.strip())[0].strip()


def once(ways: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rows of before may name a way twice."""
    return {kind: list(dict.fromkeys(chosen)) for kind, chosen in ways.items()}


def page_of(kind: str, order_id: UUID | None) -> str:
    """Where a tap on it leads: an engineer to their day, the office to the order."""
    return "/app/" if kind in FOR_ENGINEERS else f"/console?order={order_id}"


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
