"""What an event of an order says beside who, when and about what: a Struct for each kind (event_kinds.py: which kind says which).

Stored under the names given to `rename`, which are never changed.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from .model import Status
from .parts.rules import Asked
from .status.promise.rules import How, Why

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
    came_in: str = ""


class OrderAction(Fact, frozen=True, rename={"from_status": "from", "to_status": "to"}):
    """One of status/rules.py, TABLE. conflict: kept though the order had moved on, and why; then expected is where the phone saw the order,
    found where it was, and from and to are missing. reason_code: of REASONS, or of a newer phone. window_from: a new promise. held_until: a
    workaround is to hold till then. automatic: no person did it. was_...: of the promise before, where there was one. choice_code: why this
    engineer (assign/fit/rules.py, CHOICES); against: the soft rules that they were chosen against; first_engineer_id: who was passed over.
    pinned_for: when the engineer is to be there; was_pin: why it was pinned before. joins_from, joins_to: when whoever joins is promised. lead_stays:
    whoever led goes on in the crew.
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
    mentions: list[UUID] = []
    engineer_id: UUID | None = None
    engineer_name: str = ""
    previous_engineer_id: UUID | None = None
    choice_code: str = ""
    first_engineer_id: UUID | None = None
    against: list[str] = []
    report_id: UUID | None = None
    window_from: datetime | None = None
    window_to: datetime | None = None
    agreed_from: datetime | None = None
    agreed_to: datetime | None = None
    how: How | None = None
    why: Why | None = None
    was_from: datetime | None = None
    was_to: datetime | None = None
    was_planned: datetime | None = None
    was_late: int | None = None
    held_until: datetime | None = None
    pinned_for: datetime | None = None
    was_pin: str = ""
    was_pinned_for: datetime | None = None
    joins_from: datetime | None = None
    joins_to: datetime | None = None
    lead_stays: bool = False
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
    named_engineer_id: Pair | None = None


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


class DevicePhotographed(Fact, frozen=True):
    """How it looked at the counter, or which of these were taken away or put back: the SHA-256 of each, in hexadecimal."""

    photos: list[str]


class DatePromised(Fact, frozen=True):
    promised_on: date
    reason: str
    was: date | None = None


class Inspected(Fact, frozen=True):
    """photos: by their SHA-256, in hexadecimal. conflict, expected, found: as an OrderAction's, of what came late from a phone."""

    outcome: str
    text: str = ""
    photos: list[str] = []
    conflict: str | None = None
    expected: Status | None = None
    found: Status | None = None


class Quoted(Fact, frozen=True):
    """conflict, expected, found: as an OrderAction's, of what came late from a phone: then there is no such quote."""

    quote_id: UUID
    amount: str
    currency: str
    text: str
    conflict: str | None = None
    expected: Status | None = None
    found: Status | None = None


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


class MessageWritten(Fact, frozen=True):
    """What was written stands beside the order (notify/messages)."""

    message_id: UUID


class CustomerAnswered(Fact, frozen=True):
    """Whether it is solved; where it is not, they reopened the order (still_broken)."""

    solved: bool
