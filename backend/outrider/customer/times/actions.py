"""A customer chooses another time by their link, or says in words which would suit."""

from datetime import datetime
from uuid import UUID

from ...assign.windows import actions as windows
from ...db import Tx
from ...model import ALL, Cause
from ...notify.messages import actions as messages
from ...problems import Problem
from ...status import actions as statuses
from ...status.order import actions as orders
from ...status.order.rules import OrderState
from ...status.promise import actions as promises
from ...status.review import actions as reviews
from ...status.review.rules import TIME_ASKED
from . import rules, store


async def offer(tx: Tx, order: OrderState) -> rules.Offer:
    """What the order's page may ask for. Nothing while the office decides about work that came late."""
    return rules.NOTHING if await reviews.has_late_work(tx, order.id) else rules.offer(order.kind, order.status)


async def open_times(tx: Tx, order_id: UUID, now: datetime) -> list[rules.Slot]:
    """The soonest first, without the one that is promised."""
    promised = await promises.current(tx, order_id)
    return [slot for slot in await windows.offer_to_customer(tx, order_id, now) if slot != promised]


async def choose(tx: Tx, order_id: UUID, chosen: str, seen: str, cause: Cause) -> None:
    """It is agreed at once. chosen, seen: the time, and the one that was promised when they chose, as rules.name_of says them.

    Raises time_not_offered, time_moved, time_taken or too_many_changes.
    """
    now = cause.moment.server_time
    order = await orders.lock_order(tx, order_id, ALL)
    promised = await promises.current(tx, order_id)
    if promised and rules.name_of(promised) == chosen:
        return  # a second tap, or sent again
    if not (await offer(tx, order)).windows:
        raise Problem("time_not_offered")
    if (rules.name_of(promised) if promised else "") != seen:
        raise Problem("time_moved")
    if await store.chosen_since(tx, order_id, now - rules.DAY) >= rules.MOST_A_DAY:
        raise Problem("too_many_changes", most=rules.MOST_A_DAY)
    await store.lock_station(tx, order.station_id)
    found = {rules.name_of(slot): slot for slot in await open_times(tx, order_id, now)}.get(chosen)
    if found is None:
        raise Problem("time_taken")
    said = {"agreed_from": found[0], "agreed_to": found[1], "how": "by_link", "why": "customer_wish"}
    await statuses.apply(tx, order, "agree_time", cause, said)


async def ask(tx: Tx, order_id: UUID, id: UUID, text: str, cause: Cause) -> None:
    """In words, as a message that the office has to decide about. Raises time_not_offered, or what writing a message raises."""
    order = await orders.lock_order(tx, order_id, ALL)
    if not (await offer(tx, order)).words:
        raise Problem("time_not_offered")
    if await messages.write_by_link(tx, order_id, id, text, cause, "ask_time"):
        await reviews.open_review(tx, order_id, TIME_ASKED, cause.moment.server_time)
