"""Takes an order that an engineer began on their phone, and gives it to them: in one transaction with all that it needs."""

from uuid import UUID

from ... import phones
from ...accounts.numbers import actions as numbers
from ...assign import actions as assign
from ...db import Tx
from ...intake.booking import actions as booking
from ...model import ALL, Cause, Who
from ...status import actions as status
from ...status.order import actions as orders
from ...status.review import actions as reviews
from . import rules, store

MOST_FOUND = 12


async def begin(tx: Tx, attendance_id: UUID, field_order: rules.FieldOrder, cause: Cause) -> str | None:
    """What a dispatcher is asked: device_has_order (waited for by another order too), new_place or place_changed (the customer, contact
    or device belong elsewhere by now); the work goes on meanwhile. Raises not_found where the site never was.
    """
    moment = cause.moment
    order = rules.order_of(field_order, moment.happened_at, moment.server_time)
    known = await store.known(tx, order.site_id, order.contact_id, order.serial.strip()) if order.site_id else None
    changed = known is not None and rules.moved(order, known)
    twice = order.account_id is not None and await booking.waited_for(tx, order.serial, order.account_id)
    await booking.take(tx, order, cause, as_told=True)
    await assign.assign_to_self(tx, field_order.order_id, attendance_id, cause)
    taken = await orders.lock_order(tx, field_order.order_id, ALL)
    await status.apply(tx, taken, "accept", cause, {})
    asked = rules.question(field_order, twice, changed)
    if asked:
        await reviews.open_review(tx, field_order.order_id, asked, moment.server_time, attendance_id)
    return asked


async def find_places(tx: Tx, who: Who, words: str) -> list[store.PlaceLine]:
    """Of the customers that they have or had work for, and of nobody else: every word is of the place, of one device there or of a contact, or all
    of it is the number of one. Nothing for no words.
    """
    sought = words.lower().split()
    if not sought:
        return []
    sure, perhaps = phones.sought(words, await numbers.country(tx))
    return await store.find_places(tx, who.user_id, sought, sure + perhaps, MOST_FOUND)
