"""Site memory: what was found out about a place, so that the next one need not. Engineers write it on site, the office at its desk."""

from uuid import UUID

from .. import events
from ..db import Tx
from ..event_kinds import Event
from ..ids import new_id
from ..model import Actor, Moment, Scope
from ..order_facts import SiteNote
from ..problems import Problem
from ..status.order import actions as orders
from . import rules, store


async def note(tx: Tx, attendance_id: UUID, edit: rules.SiteEdit, actor: Actor, moment: Moment, command_id: UUID) -> str | None:
    """site_changed where somebody else had written meanwhile: both stand there then. Raises not_your_visit (never sent there)."""
    assert actor.user_id is not None
    there = await store.visited(tx, attendance_id, actor.user_id)
    if there is None:
        raise Problem("not_your_visit")
    return await _write(tx, there, edit, actor, moment, command_id, attendance_id)


async def note_from_desk(tx: Tx, order_id: UUID, edit: rules.SiteEdit, actor: Actor, scope: Scope, moment: Moment) -> str | None:
    """As note; raises not_found where the order is not the writer's to see."""
    await orders.lock_order(tx, order_id, scope)
    there = store.Visited(await store.site_of(tx, order_id), order_id)
    return await _write(tx, there, edit, actor, moment, None, None)


async def memory(tx: Tx, order_id: UUID, scope: Scope) -> rules.Memory:
    await orders.see_order(tx, order_id, scope)
    site_id = await store.site_of(tx, order_id)
    return rules.Memory(await store.notes(tx, site_id), await store.proposals(tx, site_id))


async def _write(
    tx: Tx, there: store.Visited, edit: rules.SiteEdit, actor: Actor, moment: Moment, command_id: UUID | None, attendance_id: UUID | None
) -> str | None:
    assert actor.user_id is not None
    stood = await store.stands(tx, there.site_id, edit.field)
    merged = rules.merge(edit, stood)
    row = (there.site_id, edit.field, edit.value, actor.user_id, moment.happened_at)
    if merged == "written":
        await store.write(tx, *row)
    if merged == "proposed":
        await store.propose(tx, command_id or new_id(moment.server_time), *row)
    else:
        await store.settle(tx, there.site_id, edit.field, edit.settles)
    said = SiteNote(edit.field, edit.value, merged, stood)
    await events.append(
        tx, Event("site_note", actor, moment, there.order_id, attendance_id=attendance_id, command_id=command_id, payload=said)
    )
    tx.touch("site", there.site_id)
    for row_ in await store.who_goes_there(tx, there.site_id):  # their day packs are fetched anew
        tx.touch("site", there.site_id, engineer=row_.engineer_id)
    return "site_changed" if merged == "proposed" else None
