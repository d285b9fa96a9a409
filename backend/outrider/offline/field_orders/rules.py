"""An order that began on a phone: a customer called the engineer directly, and the engineer went. Pure."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from ...intake.booking import rules as booking
from ...intake.booking.rules import NewContact, NewOrder, NewSite, Short, Text
from ...model import WorkKind

OFFERED = ("repair", "diagnosis", "inspection", "installation", "customer_visit")  # kinds of work to choose from; any is taken
ROOM = timedelta(hours=4)  # in the plan; nobody promised it: the level says by when somebody has to be there, or the office agrees it


class UnknownSite(msgspec.Struct):
    """A place that the phone knew nothing of, in the words of whoever called. lat, lon: about where, for the nearest station; degrees."""

    account_name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    address: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    contact_name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    contact_phone: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    language: Short = "en"


class FieldOrder(msgspec.Struct):
    """order_id is made by the phone, so that all that follows can name the visit before the server gave it a number.

    Either the three ids of a place of the day pack, or elsewhere.
    """

    order_id: UUID
    kind: WorkKind
    fault: Text
    account_id: UUID | None = None
    site_id: UUID | None = None
    contact_id: UUID | None = None
    elsewhere: UnknownSite | None = None
    serial: Short = ""
    model: Short = ""
    access_note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Known(msgspec.Struct):
    """Whose the site is now; the contact as it stands, and whose; whose device has this number (null: nobody's yet)."""

    account_id: UUID
    contact_account: UUID | None
    contact: str | None
    phone: str | None
    language: str | None
    device_account: UUID | None


def order_of(wanted: FieldOrder, called_at: datetime, received: datetime) -> NewOrder:
    """second: a device that is waited for already is no reason to lose what was done; a dispatcher looks at the two.

    A phone whose clock never was set tells no time that can be: the window then starts as the order comes in.
    """
    called_at = called_at if booking.window_fits(called_at, called_at + ROOM, received) else received
    order = NewOrder(
        wanted.order_id, wanted.kind, "", wanted.fault, called_at, called_at + ROOM, account_id=wanted.account_id, contact_id=wanted.contact_id,
        site_id=wanted.site_id, serial=wanted.serial, model=wanted.model, access_note=wanted.access_note, second=True,
    )  # fmt: skip
    there = wanted.elsewhere
    if there is None:
        return order
    order.account_id = order.contact_id = order.site_id = None
    order.account_name, order.contact = there.account_name, NewContact(there.contact_name, there.contact_phone, there.language)
    order.site = NewSite(there.account_name, there.address, there.lat, there.lon)
    # Whose device it is nobody knows yet: a number that stands in somebody else's books must not refuse the work.
    return _device_in_words(order)


def _device_in_words(order: NewOrder) -> NewOrder:
    order.fault = "\n".join(line for line in (order.fault, f"{order.model} {order.serial}".strip()) if line)[:4000]
    order.serial = order.model = ""
    return order


def moved(order: NewOrder, known: Known) -> bool:
    """The books were changed since the phone took the place along: the order is the site's, and what is not its customer's goes as words."""
    changed = order.account_id != known.account_id
    order.account_id = known.account_id
    if known.contact_account != known.account_id and known.contact and known.phone:
        order.contact_id, order.contact = None, NewContact(known.contact, known.phone, known.language or "en")
        changed = True
    if known.device_account not in (None, known.account_id):
        _device_in_words(order)
        changed = True
    return changed


def question(field_order: FieldOrder, twice: bool, changed: bool) -> str | None:
    """What a dispatcher is asked about it."""
    if field_order.elsewhere:
        return "new_place"
    return "place_changed" if changed else "device_has_order" if twice else None
