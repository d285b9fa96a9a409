"""A device that is brought to the station's counter: which of the twenty statuses it uses, and what each is called then. Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal, get_args
from uuid import UUID

import msgspec
from babel.numbers import list_currencies

from ..model import FINISHED, Status
from ..problems import Problem

FARTHEST = timedelta(days=366)
MOST = Decimal("9999999999.99")

# What a person reads of it: carry.<word> in the apps, customer.when.carry_<word> on the customer's page. Nobody sets off, nobody arrives.
STATUSES: dict[Status, str] = {
    Status.RECEIVED: "announced",
    Status.AWAITING_ASSIGNMENT: "handed_in",
    Status.ASSIGNED: "with_technician",
    Status.ACCEPTED: "with_technician",
    Status.DIAGNOSING: "inspection",
    Status.AWAITING_CUSTOMER: "asked",
    Status.AWAITING_PARTS: "parts",
    Status.PARTS_IN_TRANSIT: "parts",
    Status.PARTS_READY: "part_here",
    Status.REPAIRING: "repair",
    Status.TESTING: "testing",
    Status.AWAITING_SIGNATURE: "ready",
    Status.SIGNED: "fetched",
    Status.FOLLOW_UP: "follow_up",
    Status.CLOSED: "closed",
    Status.CANCELLED: "cancelled",
}
# Taps that are called otherwise where the device is at the counter: carry_action.<action>.
ACTIONS = ("triage", "start_diagnosis", "wait_for_customer", "resume", "finish_work", "resume_work", "request_parts", "assign", "hand_over")
# The steps that the customer sees, and at which each word stands: customer.carry_step.<step>.
STEPS = ("handed_in", "inspection", "repair", "ready", "fetched")
STEP_OF: dict[str, str] = {
    "announced": "",
    "handed_in": "handed_in",
    "with_technician": "handed_in",
    "inspection": "inspection",
    "asked": "inspection",
    "parts": "repair",
    "part_here": "repair",
    "repair": "repair",
    "testing": "repair",
    "ready": "ready",
    "fetched": "fetched",
    "follow_up": "fetched",
    "closed": "fetched",
    "cancelled": "",
}

# What the inspection found: outcome.<code> in the apps.
Outcome = Literal["fault_found", "no_fault", "damage", "not_repairable", "other"]
OUTCOMES: tuple[str, ...] = get_args(Outcome)
How = Literal["phone", "counter", "link"]
OPEN = tuple(status for status in STATUSES if status not in FINISHED)
BEFORE_FETCHED = tuple(status for status in OPEN if status != Status.AWAITING_SIGNATURE)

MOST_PHOTOS = 40  # at once

Words = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class DateTold(msgspec.Struct):
    """reason: why it was changed; of the first there is none."""

    promised_on: date
    told_at: datetime
    reason: str


class Photo(msgspec.Struct):
    """How it looked when it came; sha256: in hexadecimal, as its address has it."""

    sha256: str
    added_at: datetime


class Quote(msgspec.Struct):
    """agreed None: nobody has answered. how: by telephone, at the counter, or by the customer's link."""

    id: UUID
    amount: Decimal
    currency: str
    work: str
    made_at: datetime
    agreed: bool | None
    answered_at: datetime | None
    answered_by: str
    how: str | None


class Known(msgspec.Struct):
    promised_on: date | None
    handed_in_at: datetime | None
    accessories: str
    condition: str
    has_password: bool
    outcome: str | None
    findings: str


NOTHING = Known(None, None, "", "", False, None, "")


class CarryIn(Known):
    """What is known of a device at the counter; what opens it is told to nobody but whoever works on it."""

    dates: list[DateTold]
    photos: list[Photo]
    quotes: list[Quote]

    @property
    def asked(self) -> Quote | None:
        """What waits for the customer's answer."""
        return next((quote for quote in self.quotes if quote.agreed is None), None)

    @property
    def declined(self) -> bool:
        """The customer wants it back as it is."""
        return bool(self.quotes) and self.quotes[-1].agreed is False


BEFORE_REPAIR = {"handed_in", "with_technician", "inspection", "asked"}


def word(status: Status, declined: bool, asked: bool = False) -> str:
    """What the customer reads: customer.when.carry_<word>."""
    said = STATUSES.get(status, "with_technician")
    if declined and said in ("inspection", "ready"):
        return {"inspection": "returning", "ready": "ready_unrepaired"}[said]
    return "quoted" if asked and said in BEFORE_REPAIR else said


def check_date(promised_on: date, today: date) -> None:
    if not today <= promised_on <= today + FARTHEST:
        raise Problem("date_not_valid", fields=["promised_on"])


def check_money(amount: Decimal, currency: str) -> None:
    """Raises field_not_valid, naming the fields."""
    wrong = [] if amount.is_finite() and 0 <= amount <= MOST and amount == round(amount, 2) else ["amount"]
    wrong += [] if currency in list_currencies() else ["currency"]
    if wrong:
        raise Problem("field_not_valid", fields=wrong)
