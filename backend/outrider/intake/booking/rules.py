"""What a sound order is. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import msgspec

from ... import geo
from ...model import BENCH, Actor, CameIn, Role, Status, Who, WorkKind
from ...order_facts import OrderTaken
from ...problems import Problem
from ..entitlement.rules import Entitlement

LONGEST_WINDOW = timedelta(days=31)
# Other programs send the year 1 or 9999 for "no date": nobody promises that, and no clock can count from it.
EARLIEST, FARTHEST = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=5 * 366)
FEWEST_DIGITS = 3  # an extension of one's own house


FEWEST_MINUTES, WORK_MINUTES, MOST_MINUTES = 5, 60, 1440  # of work at one visit; as long as nobody says
MOST_OTHERS = 19
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Short = Annotated[str, msgspec.Meta(max_length=200)]


class NewContact(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    phone: Annotated[str, msgspec.Meta(min_length=3, max_length=40)]
    language: Short = "en"


class NewSite(msgspec.Struct):
    name: Short
    address: Short
    lat: float
    lon: float


class OtherDevice(msgspec.Struct):
    """id: of its order."""

    id: UUID
    serial: Short
    model: Short = ""


class NewOrder(msgspec.Struct):
    """id is made by the client, so that a repeated request is one order. Known things by id, new ones by their data.

    level "": what the contract proposes. station_id: of a device that is brought, to which counter; its place is then the station's, and
    what is promised is the day on which the window ends. second: true where the device has an open order and another one is wanted all the same.
    call_id: the call that becomes this order. engineer_id: to whom it is promised, from the first word to the visit.
    others: where the call is about several devices, those beside this one; each becomes an order of its own, all of them or none.
    alarm_key: which alarm of a watched system it is; while its order is open, another one is counted there and makes none.
    """

    id: UUID
    kind: WorkKind
    level: Annotated[str, msgspec.Meta(max_length=20)]
    fault: Text
    window_from: datetime
    window_to: datetime
    account_id: UUID | None = None
    account_name: Short = ""
    contact_id: UUID | None = None
    contact: NewContact | None = None
    site_id: UUID | None = None
    site: NewSite | None = None
    serial: Short = ""
    model: Short = ""
    skill: Short | None = None
    access_note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    work_minutes: Annotated[int, msgspec.Meta(ge=FEWEST_MINUTES, le=MOST_MINUTES)] = WORK_MINUTES
    second: bool = False
    station_id: UUID | None = None
    came_in: CameIn = ""
    alarm_key: Short = ""
    call_id: UUID | None = None
    engineer_id: UUID | None = None
    others: Annotated[list[OtherDevice], msgspec.Meta(max_length=MOST_OTHERS)] = []


class StationLine(msgspec.Struct):
    id: UUID
    lat: float
    lon: float


class Parties(msgspec.Struct, frozen=True):
    """Whose an order is, where, of what, and who does it."""

    account: UUID
    contact: UUID
    site: UUID
    device: UUID | None
    station: UUID


class Entered(msgspec.Struct):
    """Whose an order became, and where."""

    account_id: UUID
    contact_id: UUID
    site_id: UUID


class ResolvedOrder(msgspec.Struct, frozen=True):
    """An order in which all that it names is found, from wherever it comes. by: with the role that counts for it.

    to_agree: nobody promised the window; it is room in the plan until a time is agreed.
    """

    id: UUID
    kind: WorkKind
    level: str
    fault: str
    window_from: datetime
    window_to: datetime
    skill: str | None
    access_note: str
    work_minutes: int
    parties: Parties
    entitled: Entitlement
    by: Actor
    request_sha: bytes | None = None
    came_in: str = ""
    alarm_key: str | None = None
    engineer_id: UUID | None = None
    taken_with: UUID | None = None
    to_agree: bool = False

    @property
    def dispatch_at_once(self) -> bool:
        """A key account's own administrator books without being asked whether it could be solved by phone; a device has to be brought first."""
        return self.kind not in BENCH and (self.entitled.dispatch_at_once or is_own_administrator(self.by))


def is_own_administrator(actor: Actor) -> bool:
    """Whoever books has been narrowed to the role by which they do (acting)."""
    return actor.roles == {Role.CUSTOMER_ADMINISTRATOR}


def is_customer(actor: Actor) -> bool:
    return actor.kind == "customer" or is_own_administrator(actor)


def station_of(found: Entitlement, place: tuple[float, float], stations: Sequence[StationLine]) -> UUID:
    """The contract's own station, else the nearest of those that the person may give work to. Raises not_allowed: there are none."""
    if found.station_id:
        return found.station_id
    if not stations:
        raise Problem("not_allowed")
    return min(stations, key=lambda row: geo.metres_between(place, (row.lat, row.lon))).id


def acting(who: Who, account: UUID | None) -> Who:
    """As who somebody books for this customer: as its own administrator where they are that, else by what they are besides."""
    own = who.narrowed({Role.CUSTOMER_ADMINISTRATOR})
    besides = who.narrowed(who.roles - own.roles)
    return own if account in own.scope.accounts or not besides.roles else besides


def as_first_sent(order: msgspec.Struct) -> dict[str, Any]:
    """What was not sent is not there: an order of before an upgrade that is sent again after it is still the same."""
    added = {"came_in", "alarm_key", "call_id", "engineer_id", "others"}
    return {name: said for name, said in msgspec.structs.asdict(order).items() if said or name not in added}


def of_other(order: NewOrder, other: OtherDevice, entered: Entered) -> NewOrder:
    """The same for another device of the same call; what was new with the first is known by then."""
    site = None if order.station_id else entered.site_id
    known: dict[str, Any] = {"account_id": entered.account_id, "contact_id": entered.contact_id, "site_id": site}
    known |= {"account_name": "", "contact": None, "site": None, "alarm_key": "", "call_id": None, "others": []}
    return msgspec.structs.replace(order, id=other.id, serial=other.serial, model=other.model, **known)


def told(row: ResolvedOrder, number: str) -> OrderTaken:
    start, end = (None, None) if row.to_agree else (row.window_from, row.window_to)
    return OrderTaken(number, row.kind, row.level, Status.RECEIVED, None, row.entitled.calendar, start, end, row.came_in)


def is_promised(at: datetime, now: datetime) -> bool:
    """A moment that somebody can have promised; comparing never overflows, adding to what was sent would."""
    return at.tzinfo is not None and EARLIEST < at <= now + FARTHEST


def window_fits(start: datetime, end: datetime, now: datetime) -> bool:
    return is_promised(start, now) and is_promised(end, now) and timedelta(0) < end - start <= LONGEST_WINDOW


def check_window(start: datetime, end: datetime, now: datetime) -> None:
    if not window_fits(start, end, now):
        raise Problem("window_not_valid", fields=["window_from", "window_to"])


def is_phone(text: str) -> bool:
    return sum(sign.isdecimal() for sign in text) >= FEWEST_DIGITS


def check_place(lat: float, lon: float) -> None:
    """(0, 0) is what a broken client sends for "I do not know"."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (abs(lat) < 1e-9 and abs(lon) < 1e-9):
        raise Problem("place_not_valid", lat=lat, lon=lon)
