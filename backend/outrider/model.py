"""The nouns that every slice shares. Read this file first; a noun of one slice stands in its store or rules."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Literal, get_args
from uuid import UUID

import msgspec

# What msgspec raises for bytes that are not what was asked for: also text that is no UTF-8, and brackets in brackets without end.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Status(StrEnum):
    """An order is in exactly one of these twenty (domain.md section 3)."""

    RECEIVED = "received"
    REMOTE_SUPPORT = "remote_support"
    AWAITING_ASSIGNMENT = "awaiting_assignment"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    APPOINTMENT_CONFIRMED = "appointment_confirmed"
    AWAITING_PARTS = "awaiting_parts"
    PARTS_IN_TRANSIT = "parts_in_transit"
    PARTS_READY = "parts_ready"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    DIAGNOSING = "diagnosing"
    REPAIRING = "repairing"
    TESTING = "testing"
    AWAITING_CUSTOMER = "awaiting_customer"
    AWAITING_SIGNATURE = "awaiting_signature"
    SIGNED = "signed"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"
    CANCELLED = "cancelled"


# Groups of statuses, each with one meaning. The browser has them under the same names (pwa/src/shared/domain.gen.ts).
S = Status
BEFORE_VISIT = (S.RECEIVED, S.REMOTE_SUPPORT, S.AWAITING_ASSIGNMENT)  # nobody is to go yet
PLANNED = (S.ASSIGNED, S.ACCEPTED, S.APPOINTMENT_CONFIRMED, S.AWAITING_PARTS, S.PARTS_IN_TRANSIT, S.PARTS_READY)  # somebody is to go
AT_WORK = (S.ARRIVED, S.DIAGNOSING, S.REPAIRING, S.TESTING)  # the engineer works at the customer's
AT_SITE = (*AT_WORK, S.AWAITING_SIGNATURE)  # the engineer is where the order is
UNDER_WAY = (S.EN_ROUTE, *AT_SITE)  # from setting off until the signature
MOVABLE = (*PLANNED, S.EN_ROUTE, *AT_WORK, S.AWAITING_CUSTOMER)  # somebody has it, and somebody else may be given it
SEEN = (*AT_SITE, S.SIGNED, S.FOLLOW_UP, S.CLOSED)  # whoever came has been seen by the customer
HELD_UP = (S.AWAITING_PARTS, S.PARTS_IN_TRANSIT, S.AWAITING_CUSTOMER)  # nobody can say when it goes on
FINISHED = (S.SIGNED, S.FOLLOW_UP, S.CLOSED, S.CANCELLED)  # nobody goes there any more
ENDED = (S.CLOSED, S.CANCELLED)  # nothing happens to it any more

WorkKind = Literal["repair", "diagnosis", "installation", "inspection", "event_duty", "optimisation", "customer_visit", "carry_in"]
WORK_KINDS: tuple[str, ...] = get_args(WorkKind)
BENCH: tuple[str, ...] = ("carry_in",)  # brought to the station's counter: nobody sets off and nobody arrives
VISITING: tuple[str, ...] = tuple(kind for kind in WORK_KINDS if kind not in BENCH)

# How an order comes in; "" where nobody said.
CameIn = Literal["", "telephone", "mail", "web", "link", "counter", "letter", "wechat", "chat", "fax", "alarm"]
WAYS_IN: tuple[str, ...] = get_args(CameIn)[1:]
ELECTRONIC: tuple[str, ...] = ("mail", "web", "link", "wechat", "chat", "fax")  # somebody wrote, and nobody waits on the line


class Role(StrEnum):
    """Who works with Outrider (domain.md section 2). A customer comes by link and has no role here."""

    ENGINEER = "engineer"
    DISPATCHER = "dispatcher"
    STATION_MANAGER = "station_manager"
    HEAD_OFFICE = "head_office"
    ADMINISTRATOR = "administrator"
    SERVICE_DESK = "service_desk"
    REMOTE_SUPPORT = "remote_support"
    ACCOUNT_MANAGER = "account_manager"
    SERVICE_MANAGER = "service_manager"
    SECOND_LINE = "second_line"
    EXPERT = "expert"
    MANUFACTURER = "manufacturer"
    PARTS_CLERK = "parts_clerk"
    CUSTOMER_ADMINISTRATOR = "customer_administrator"


class Scope(msgspec.Struct, frozen=True):
    """Whose orders somebody may see: everything, or those of some stations, some accounts, or their own work."""

    everything: bool
    stations: list[UUID]
    accounts: list[UUID]
    engineer: UUID | None

    @property
    def keys(self) -> tuple[bool, list[UUID], list[UUID], UUID | None]:
        """As a statement that narrows to it takes them (status/order/rules.py)."""
        return self.everything, self.stations, self.accounts, self.engineer

    @property
    def only_accounts(self) -> bool:
        """Somebody who answers for some customers, and for nothing else."""
        return not self.everything and not self.stations


ALL = Scope(True, [], [], None)


class Who(msgspec.Struct, frozen=True):
    """The person behind a request, with the roles that count for it.

    scopes: what each role counts for. One role's scope never counts for another: the guard leaves the roles of the route's permission,
    and an action that asks for fewer roles narrows further.
    """

    org_id: int
    user_id: UUID
    session_id: UUID
    phone_id: UUID | None
    name: str
    language: str
    time_zone: str
    scopes: dict[Role, Scope]
    active: bool = True  # else they may only hand in what their phone still holds

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.scopes)

    @property
    def scope(self) -> Scope:
        """Of all the roles that are left, together."""
        parts = self.scopes.values()
        return Scope(
            any(part.everything for part in parts),
            list(dict.fromkeys(station for part in parts for station in part.stations)),
            list(dict.fromkeys(account for part in parts for account in part.accounts)),
            next((part.engineer for part in parts if part.engineer), None),
        )

    def narrowed(self, roles: Collection[Role]) -> "Who":
        """The same person with no more than these roles, and with what those count for."""
        return msgspec.structs.replace(self, scopes={role: scope for role, scope in self.scopes.items() if role in roles})


Source = Literal["phone", "console", "link", "system"]


class Actor(msgspec.Struct, frozen=True):
    """Who did something. A customer with a link and the system itself have no user."""

    kind: Literal["user", "customer", "system"]
    source: Source
    user_id: UUID | None = None
    roles: frozenset[Role] = frozenset()


SYSTEM = Actor("system", "system")


class Moment(msgspec.Struct, frozen=True):
    """When and where: the device's own clock, that clock corrected, the server's clock, and the place if known."""

    device_time: datetime
    happened_at: datetime
    server_time: datetime
    lat: float | None = None
    lon: float | None = None


def moment_of(now: datetime) -> Moment:
    """A moment that the server itself saw."""
    return Moment(now, now, now)


class Cause(msgspec.Struct, frozen=True):
    """Why something is done: who wants it, of how much of the house, when, and by which command of a phone."""

    actor: Actor
    scope: Scope
    moment: Moment
    command_id: UUID | None = None


def actor_of(who: Who, source: Source = "console") -> Actor:
    return Actor("user", source, who.user_id, who.roles)


def cause_of(who: Who, now: datetime) -> Cause:
    """At the console."""
    return Cause(actor_of(who), who.scope, moment_of(now))
