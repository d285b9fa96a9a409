"""Parts go from holder to holder; every move is a line that stays."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...ids import new_id
from ...model import Actor, Cause, Moment
from ...problems import Problem
from ...status.visit import actions as visits
from ...text import key, tidy
from . import rules, store

MOST = 200  # moves of one holder that are shown


async def holders(tx: Tx) -> list[store.Holder]:
    return await store.holders(tx)


async def name_of(tx: Tx, holder_id: UUID) -> str:
    """Raises not_found."""
    found = await store.find_holder(tx, holder_id)
    if found is None:
        raise Problem("not_found")
    return found.name


async def add_store(tx: Tx, name: str, now: datetime) -> UUID:
    name = tidy(name)
    if not key(name):
        raise Problem("data_missing", fields=["name"])
    if await store.has_store(tx, name):
        raise Problem("already_there")
    id = new_id(now)
    await store.add_store(tx, id, name)
    return id


async def record(tx: Tx, move: rules.Move, actor: Actor, moment: Moment) -> None:
    """Whose car it concerns hears of it: a car has the id of its engineer."""
    await store.add_move(tx, new_id(moment.server_time), move, actor.user_id, moment.happened_at, moment.server_time)
    for holder in (move.from_id, move.to_id):
        if holder is not None:
            tx.touch("stock", holder, engineer=holder)


async def move_in_car(tx: Tx, said: rules.CarMove, attendance_id: UUID | None, cause: Cause) -> None:
    """A fact of an engineer's own car: kept always, whatever the ledger says lies there. Raises not_your_visit, data_missing."""
    if not key(said.number) and not key(said.name):
        raise Problem("data_missing", fields=["name"])
    car = cause.actor.user_id
    assert car is not None  # a phone's command has its person
    visit = await visits.lock_order_of(tx, attendance_id, car) if attendance_id else None
    await name_of(tx, car)
    await record(tx, rules.of_car(said, car, visit.order_id if visit else None), cause.actor, cause.moment)


async def in_car(tx: Tx, engineer_id: UUID) -> list[store.StockLine]:
    return [store.StockLine(row.number, row.name, row.serial, row.quantity) for row in await store.stock(tx, engineer_id)]


async def stock(tx: Tx) -> list[store.HeldLine]:
    return await store.stock(tx, None)


async def moves(tx: Tx, holder_id: UUID) -> list[store.MoveLine]:
    return await store.moves(tx, holder_id, MOST)
