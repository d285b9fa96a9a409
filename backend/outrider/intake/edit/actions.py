"""An order is put right after it was taken: each change stands in its history, and reaches whoever has the order before them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from ... import events, text
from ...accounts.organisation import actions as organisation
from ...assign import actions as assign
from ...db import Tx
from ...event_kinds import Event
from ...model import Cause, Who
from ...notify import actions as notify
from ...order_facts import OrderEdited
from ...problems import Problem
from ...status.clocks import actions as clocks
from ...status.levels import actions as levels
from ...status.order import actions as orders
from ..booking import actions as booking
from ..entitlement import actions as entitlements
from . import rules, store

# Of these the engineer has to know before they go.
TOLD = {"kind", "fault", "contact_id", "site_id", "device_id"}
BARS = {"site_id", "skill"}  # and of these it depends who may be sent at all


class EditForm(msgspec.Struct):
    values: rules.OrderValues
    choices: rules.OrderChoices


async def form(tx: Tx, who: Who, order_id: UUID, now: datetime) -> EditForm:
    """What stands there, and what may."""
    await orders.see_order(tx, order_id, who.scope)
    found = await _stands(tx, order_id)
    return EditForm(_values(found), await _choices(tx, found, now))


async def edit(tx: Tx, order_id: UUID, was: rules.OrderValues, wanted: rules.OrderValues, cause: Cause) -> None:
    """was: what the person saw. Raises value_moved, field_not_valid, action_not_possible, or what stands hard against whoever has it."""
    now = cause.moment.server_time
    order = await orders.lock_order(tx, order_id, cause.scope)
    found = await _stands(tx, order_id)
    was, wanted = rules.said(found, was), rules.said(found, wanted)
    wanted.fault = text.tidy(wanted.fault)
    choices = await _choices(tx, found, now)
    changed = rules.check(found.status, _values(found), was, wanted, choices)
    if not changed:
        return
    await store.edit(tx, order_id, wanted)
    if order.engineer_id and BARS & set(changed):
        await assign.refuse_barred(tx, order_id, order.engineer_id, now)
    pairs: dict[str, Any] = {
        field: tuple(rules.in_words(field, getattr(values, field), choices) for values in (was, wanted)) for field in changed
    }
    about = (order.id, order.visit_id, order.attendance_id)
    await events.append(tx, Event("order_edited", cause.actor, cause.moment, *about, payload=OrderEdited(**pairs)))
    withdrawn = await clocks.refresh(tx, order_id, now, "rule_changed")
    await notify.notify_withdrawn(tx, order_id, withdrawn, now)
    if TOLD & set(changed):
        whose = (order.engineer_id, None, order.station_id, cause.actor.user_id)
        await notify.notify_change(tx, notify.Change([order_id], "order_edited", cause.moment, *whose))
    orders.touch(tx, order, order.engineer_id)


async def _stands(tx: Tx, order_id: UUID) -> store.Stands:
    found = await store.stands(tx, order_id)
    if found is None:
        raise Problem("not_found")
    return found


def _values(found: store.Stands) -> rules.OrderValues:
    return rules.OrderValues(**{field: getattr(found, field) for field in rules.FIELDS})


async def _choices(tx: Tx, found: store.Stands, now: datetime) -> rules.OrderChoices:
    """The level that stands there stays possible, whatever the contract says by now."""
    today = now.astimezone(await organisation.time_zone(tx)).date()
    bought = await entitlements.entitlement(tx, found.account_id, found.device_id, found.kind, today, await levels.offered(tx))
    named = None if found.named_engineer_id is msgspec.UNSET else found.named_engineer_id
    return rules.OrderChoices(
        await store.contacts(tx, found.account_id, found.contact_id),
        await store.sites(tx, found.account_id, found.site_id),
        await store.devices(tx, found.account_id, found.device_id),
        list(dict.fromkeys([found.level, *bought.levels])),
        list(dict.fromkeys([*([found.skill] if found.skill else []), *(await booking.skills(tx)).values()])),
        await store.engineers(tx, named),
    )
