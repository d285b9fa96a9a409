"""Site memory: what an engineer found out about a place, so that the next one need not."""

from uuid import UUID

from .. import events
from ..db import Tx
from ..model import Actor, Event, Moment
from ..problems import Problem
from . import rules, store


async def note(tx: Tx, attendance_id: UUID, edit: rules.Edit, actor: Actor, moment: Moment, command_id: UUID) -> str | None:
    """site_changed where somebody else had written meanwhile: both stand there then. Raises not_your_visit (never sent there)."""
    assert actor.user_id is not None
    there = await store.visited(tx, attendance_id, actor.user_id)
    if there is None:
        raise Problem("not_your_visit")
    stood = await store.stands(tx, there.site_id, edit.field)
    merged = rules.merge(edit, stood)
    row = (there.site_id, edit.field, edit.value, actor.user_id, moment.happened_at)
    if merged == "written":
        await store.write(tx, *row)
    if merged == "proposed":
        await store.propose(tx, command_id, *row)
    else:
        await store.settle(tx, there.site_id, edit.field, edit.settles)
    said = {"field": edit.field, "value": edit.value, "before": stood, "merged": merged}
    await events.append(
        tx, Event("site_note", actor, moment, there.order_id, attendance_id=attendance_id, command_id=command_id, payload=said)
    )
    tx.touch("site", there.site_id, engineer=actor.user_id)
    return "site_changed" if merged == "proposed" else None
