"""What may stand in the history: every kind of event, and all that each says. A field that is not here is refused when it is written.

`events` is what happened to an order or to the house; `changes` is who edited which record. Stored under the names given to `rename`, which
are never changed: what was written stays as it is, also what an older release wrote beside these fields.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from .model import Actor, Moment, Status
from .parts.rules import Asked
from .status.promise.words import How, Why
from .status.rules import ACTIONS

Pair = tuple[str | None, str | None]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an event says beside who, when and about what."""


class Nothing(Fact, frozen=True):
    """The kind says it all."""


class OrderTaken(Fact, frozen=True, rename={"from_status": "from", "to_status": "to"}):
    """The first of an order: its clocks are computed from this and what follows, and from nothing else."""

    number: str
    kind: str
    level: str
    to_status: Status
    from_status: Status | None = None
    calendar: str | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None


class OrderAction(Fact, frozen=True, rename={"from_status": "from", "to_status": "to"}):
    """One of status/rules.py, TABLE. conflict: kept though the order had moved on, and why; then expected is where the phone saw the order,
    found where it was, and from and to are missing. reason_code: of REASONS, or of a newer phone. window_from: a new promise. held_until: a
    workaround is to hold till then. automatic: no person did it. was_...: of the promise before.
    """

    from_status: Status | None = None
    to_status: Status | None = None
    text: str = ""
    reason: str = ""
    reason_code: str = ""
    witness: str = ""
    minutes: int | None = None
    cause: str | None = None
    step: str | None = None
    outcome: str | None = None
    unfinished: bool = False
    skipped: bool = False
    distance_m: int | None = None
    parts: list[Asked] = []
    engineer_id: UUID | None = None
    engineer_name: str = ""
    previous_engineer_id: UUID | None = None
    report_id: UUID | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    how: How | None = None
    why: Why | None = None
    was_from: datetime | None = None
    was_to: datetime | None = None
    was_planned: datetime | None = None
    was_late: int | None = None
    held_until: datetime | None = None
    merged_into: str = ""
    automatic: bool = False
    conflict: str | None = None
    expected: Status | None = None
    found: Status | None = None


class OrderEdited(Fact, frozen=True):
    """Of each field that was put right: what it was, what it is; level and kind as codes, the rest as people call it."""

    kind: Pair | None = None
    level: Pair | None = None
    fault: Pair | None = None
    skill: Pair | None = None
    access_note: Pair | None = None
    contact_id: Pair | None = None
    site_id: Pair | None = None
    device_id: Pair | None = None
    work_minutes: Pair | None = None


class DoubleMerged(Fact, frozen=True):
    """Another order turned out to be this one: its number, and what it said."""

    number: str
    text: str
    contact: str


class DecisionWithdrawn(Fact, frozen=True, rename={"from_status": "from", "to_status": "to"}):
    """What the office had decided a moment before is as if it had never been. action: what that was."""

    action: str
    from_status: Status
    to_status: Status


class ReviewSettled(Fact, frozen=True):
    """was: what was asked, or the action that came late. Older releases named no review: there was one at a time."""

    decision: str
    was: str
    review_id: UUID | None = None


class ReportSealed(Fact, frozen=True):
    """replaces, why: of a correction. result and what follows: its codes (sign/results); reports of older phones have none."""

    report_id: UUID
    number: str
    sha256: str
    replaces: str | None = None
    why: str = ""
    result: str = ""
    until: date | None = None
    reason: str = ""
    fault_class: str = ""
    cause_class: str = ""
    human: bool | None = None
    repeat_reason: str = ""


class VisitForecast(Fact, frozen=True):
    """visit_late, visit_safe_again. Minutes past the promise."""

    predicted_arrival: datetime
    late_minutes: int
    reason: str | None = None


class PromiseBroken(Fact, frozen=True):
    """Nobody had the order when its window ended."""

    window_to: datetime


class AlarmFired(Fact, frozen=True):
    what: str
    due_at: datetime


class AlarmWithdrawn(Fact, frozen=True):
    what: str
    step: str
    due_at: datetime
    fired_at: datetime
    why: str


class SiteNote(Fact, frozen=True):
    field: str
    value: str
    merged: str
    before: str | None = None


class DeviceChecked(Fact, frozen=True):
    """verdict: same, corrected, added (nobody knew it), other, or of_another customer. before: what the order said."""

    serial: str
    verdict: str
    before: str | None = None


class PartRequested(Fact, frozen=True):
    """part_kind_id None: the catalogue has it not, and the name says it."""

    request_id: UUID
    part_kind_id: UUID | None
    quantity: int
    name: str = ""
    urgency: str = "normal"


class PartDateTold(Fact, frozen=True):
    """code: of parts/rules.py, DATE_REASONS; the reason in words beside it, or alone."""

    request_id: UUID
    expected_on: date
    reason: str = ""
    code: str = ""
    name: str = ""


class PartMoved(Fact, frozen=True, rename={"now": "is"}):
    """where: from where it was sent, or in whose hands it is."""

    request_id: UUID
    was: str
    now: str
    name: str = ""
    where: str = ""


class PartSubstituted(Fact, frozen=True, rename={"now": "is"}):
    """Another part in place of the one that was asked for, and who agreed."""

    request_id: UUID
    was: str
    now: str
    agreed_by: str


class PartReturned(Fact, frozen=True):
    """The defective one, back from the customer."""

    request_id: UUID
    serial: str
    name: str = ""
    where: str = ""


class DeviceHandedIn(Fact, frozen=True):
    """At the counter. How it is opened is no part of the history."""

    accessories: str = ""
    condition: str = ""


class DatePromised(Fact, frozen=True):
    promised_on: date
    reason: str
    was: date | None = None


class Inspected(Fact, frozen=True):
    outcome: str
    text: str = ""


class Quoted(Fact, frozen=True):
    quote_id: UUID
    amount: str
    currency: str
    text: str


class QuoteAnswered(Fact, frozen=True):
    """by: the name of whoever answered."""

    quote_id: UUID
    agreed: bool
    how: str
    by: str = ""


class CustomerRated(Fact, frozen=True):
    stars: int


class CustomerCalled(Fact, frozen=True):
    """about: the message that a person said by telephone."""

    outcome: str
    about: str


class CustomerAnswered(Fact, frozen=True):
    """Whether it is solved; where it is not, they reopened the order (still_broken)."""

    solved: bool


class DutyTold(Fact, frozen=True):
    state: str


class ServiceRuleChanged(Fact, frozen=True):
    kind: str
    code: str
    version: int


class OrganisationChanged(Fact, frozen=True):
    """Of each field that changed: what it was, what it is."""

    name: Pair | None = None
    time_zone: Pair | None = None
    country: Pair | None = None
    phone: Pair | None = None


class AboutPerson(Fact, frozen=True):
    user_id: UUID


class PersonInvited(Fact, frozen=True):
    user_id: UUID
    role: str


class GrantsChanged(Fact, frozen=True, rename={"now": "is"}):
    user_id: UUID
    was: list[Any]
    now: list[Any]


class TokenMade(Fact, frozen=True):
    user_id: UUID
    name: str


class PhoneSession(Fact, frozen=True):
    user_id: UUID
    phone_id: UUID


class PhoneRegistered(Fact, frozen=True):
    phone_id: UUID


class QuarantineSettled(Fact, frozen=True, rename={"command_id": "aside_id", "settled_as": "as"}):
    command_id: UUID
    settled_as: str


class UnsentBrought(Fact, frozen=True):
    phone_id: UUID
    commands: int
    photos: int


# In the history that a dispatcher reads: each has its words in every language.
OF_AN_ORDER: dict[str, type[Fact]] = {
    "order_taken": OrderTaken,
    **dict.fromkeys(ACTIONS, OrderAction),
    "order_edited": OrderEdited,
    "double_merged": DoubleMerged,
    "decision_withdrawn": DecisionWithdrawn,
    "review_settled": ReviewSettled,
    "report_sealed": ReportSealed,
    "visit_late": VisitForecast,
    "visit_safe_again": VisitForecast,
    "promise_broken": PromiseBroken,
    "clock_warned": AlarmFired,
    "clock_breached": AlarmFired,
    "alarm_withdrawn": AlarmWithdrawn,
    "site_note": SiteNote,
    "device_checked": DeviceChecked,
    "part_requested": PartRequested,
    "part_date_told": PartDateTold,
    "part_moved": PartMoved,
    "device_handed_in": DeviceHandedIn,
    "date_promised": DatePromised,
    "inspected": Inspected,
    "quoted": Quoted,
    "quote_answered": QuoteAnswered,
    "part_substituted": PartSubstituted,
    "part_returned": PartReturned,
    "customer_link_made": Nothing,
    "customer_links_revoked": Nothing,
    "customer_rated": CustomerRated,
    "customer_called": CustomerCalled,
    "customer_answered": CustomerAnswered,
}
OF_THE_HOUSE: dict[str, type[Fact]] = {
    "duty": DutyTold,
    "companion_connected": Nothing,
    "companion_disconnected": Nothing,
    "service_rule_changed": ServiceRuleChanged,
    "organisation_changed": OrganisationChanged,
    "person_invited": PersonInvited,
    "person_enabled": AboutPerson,
    "person_disabled": AboutPerson,
    "password_reset_offered": AboutPerson,
    "grants_changed": GrantsChanged,
    "token_made": TokenMade,
    "phone_registered": PhoneRegistered,
    "phone_session_ended": PhoneSession,
    "aside_settled": QuarantineSettled,
    "unsent_brought": UnsentBrought,
}
KINDS = {**OF_AN_ORDER, **OF_THE_HOUSE}


class Event(msgspec.Struct, frozen=True):
    """One row of history. It is inserted with what it tells of and never changed."""

    kind: str
    actor: Actor
    moment: Moment
    order_id: UUID | None = None
    visit_id: UUID | None = None
    attendance_id: UUID | None = None
    command_id: UUID | None = None
    payload: Fact = Nothing()
