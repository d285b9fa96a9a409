"""An order that began on a phone: a customer called the engineer himself, and he went. Pure."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from ...intake.booking.actions import Kind, NewOrder, Short, Text

PROMISED = timedelta(hours=4)  # nobody promised anything: the window is there to be measured against, and starts with the call


class Begun(msgspec.Struct):
    """order_id is made by the phone, so that all that follows can name the visit before the server gave it a number."""

    order_id: UUID
    account_id: UUID
    site_id: UUID
    contact_id: UUID
    kind: Kind
    fault: Text
    serial: Short = ""
    model: Short = ""
    access_note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


def order_of(begun: Begun, called_at: datetime) -> NewOrder:
    """second: a device that is waited for already is no reason to lose what was done; a dispatcher looks at the two."""
    return NewOrder(
        begun.order_id, begun.kind, "", begun.fault, called_at, called_at + PROMISED, account_id=begun.account_id, contact_id=begun.contact_id,
        site_id=begun.site_id, serial=begun.serial, model=begun.model, access_note=begun.access_note, second=True,
    )  # fmt: skip
