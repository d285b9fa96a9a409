"""A device that is brought to the station's counter: which of the twenty statuses it uses, and what each is called then. Pure."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec
from babel.numbers import list_currencies

from .. import text
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
BY_PHONE = ("inspect", "quote")  # what a technician says of it without network, beside the taps of the table: command kinds, never renamed

Words = Annotated[str, msgspec.Meta(max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Currency = Annotated[str, msgspec.Meta(max_length=3)]
Hashes = Annotated[list[str], msgspec.Meta(max_length=MOST_PHOTOS)]


class Inspection(msgspec.Struct):
    """photos: by their SHA-256 in hexadecimal; their bytes may come later."""

    outcome: Outcome
    findings: Words = ""
    photos: Hashes = []


class NewQuote(msgspec.Struct):
    """currency: three letters (ISO 4217)."""

    amount: Decimal
    currency: Currency
    work: Words


class DateTold(msgspec.Struct):
    """reason: why it was changed; of the first there is none."""

    promised_on: date
    told_at: datetime
    reason: str


class Photo(msgspec.Struct):
    """sha256: in hexadecimal, as its address has it."""

    sha256: str
    added_at: datetime


class KeptPhoto(Photo):
    """arrived: its bytes are here. removed: taken away again."""

    at_inspection: bool
    removed: bool
    arrived: bool


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
    """What is known of a device at the counter; what opens it is told to nobody but whoever works on it.

    photos: how it looked when it came. removed_photos: taken away, until the report is signed. photos_coming: how many of the inspection are
    still on the technician's phone.
    """

    dates: list[DateTold]
    photos: list[Photo]
    quotes: list[Quote]
    inspection_photos: list[Photo]
    removed_photos: list[Photo]
    photos_coming: int

    @property
    def asked(self) -> Quote | None:
        """What waits for the customer's answer."""
        return next((quote for quote in self.quotes if quote.agreed is None), None)

    @property
    def declined(self) -> bool:
        """The customer wants it back as it is."""
        return bool(self.quotes) and self.quotes[-1].agreed is False


def sorted_out(kept: list[KeptPhoto]) -> dict[str, Any]:
    """What CarryIn says of photos."""
    here = [photo for photo in kept if photo.arrived]

    def shown(**want: bool) -> list[Photo]:
        return [Photo(row.sha256, row.added_at) for row in here if all(getattr(row, name) is value for name, value in want.items())]

    return {
        "photos": shown(removed=False, at_inspection=False),
        "inspection_photos": shown(removed=False, at_inspection=True),
        "removed_photos": shown(removed=True),
        "photos_coming": sum(1 for photo in kept if not photo.arrived and not photo.removed),
    }


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


CURRENCIES = tuple(sorted(list_currencies()))


def check_quote(said: NewQuote) -> None:
    """Raises field_not_valid, naming the fields, or data_missing."""
    amount = said.amount
    wrong = [] if amount.is_finite() and 0 <= amount <= MOST and amount == round(amount, 2) else ["amount"]
    wrong += [] if said.currency in CURRENCIES else ["currency"]
    if wrong:
        raise Problem("field_not_valid", fields=wrong)
    if not text.key(said.work):
        raise Problem("data_missing", fields=["work"])
