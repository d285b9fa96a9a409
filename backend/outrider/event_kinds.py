"""What may stand in the history: every kind of event, and all that each says. A field that is not here is refused when it is written.

`events` is what happened to an order or to the house; `changes` is who edited which record. Stored under the names given to `rename`, which
are never changed: what was written stays as it is, also what an older release wrote beside these fields. Where a kind must say it otherwise from
now on, upcast.py tells how what was written is read.
"""

from typing import Any
from uuid import UUID

import msgspec

from .late_facts import PromiseBroken, Rescued, VisitForecast
from .model import Actor, Moment
from .order_facts import (
    AlarmFired,
    AlarmWithdrawn,
    CustomerAnswered,
    CustomerCalled,
    CustomerRated,
    DatePromised,
    DecisionWithdrawn,
    DeviceChecked,
    DeviceHandedIn,
    DevicePhotographed,
    DoubleMerged,
    Fact,
    Inspected,
    MessageWritten,
    Nothing,
    OrderAction,
    OrderEdited,
    OrderTaken,
    Pair,
    PartDateTold,
    PartMoved,
    PartRequested,
    PartReturned,
    PartSubstituted,
    QuoteAnswered,
    Quoted,
    ReportSealed,
    ReviewSettled,
    SiteNote,
)
from .status.crew.rules import CrewTold
from .status.rules import ACTIONS


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
    undo_seconds: tuple[int, int] | None = None
    watch_hours: tuple[int, int] | None = None


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
    "crew_set_off": CrewTold,
    "crew_arrived": CrewTold,
    "crew_left": CrewTold,
    "decision_withdrawn": DecisionWithdrawn,
    "review_settled": ReviewSettled,
    "report_sealed": ReportSealed,
    "visit_late": VisitForecast,
    "visit_safe_again": VisitForecast,
    "promise_broken": PromiseBroken,
    "rescue_carried_out": Rescued,
    "rescue_withdrawn": Nothing,
    "station_reminded": Nothing,
    "clock_warned": AlarmFired,
    "clock_breached": AlarmFired,
    "alarm_withdrawn": AlarmWithdrawn,
    "site_note": SiteNote,
    "device_checked": DeviceChecked,
    "part_requested": PartRequested,
    "part_date_told": PartDateTold,
    "part_moved": PartMoved,
    "device_handed_in": DeviceHandedIn,
    "device_photographed": DevicePhotographed,
    "device_photo_removed": DevicePhotographed,
    "device_photo_put_back": DevicePhotographed,
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
    "customer_wrote": MessageWritten,
    "customer_written": MessageWritten,
}
OF_THE_HOUSE: dict[str, type[Fact]] = {
    "duty": DutyTold,
    "companion_connected": Nothing,
    "companion_disconnected": Nothing,
    "service_rule_changed": ServiceRuleChanged,
    "publication_withdrawn": ServiceRuleChanged,
    "organisation_changed": OrganisationChanged,
    "person_invited": PersonInvited,
    "person_enabled": AboutPerson,
    "person_disabled": AboutPerson,
    "disabling_withdrawn": AboutPerson,
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
