"""Parts go from holder to holder; every move is a line that stays."""

from datetime import datetime
from uuid import UUID

from ...db import Tx
from ...ids import new_id
from ...model import ALL, Actor, Cause, Moment
from ...problems import Problem
from ...status.order import actions as orders
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


async def record(tx: Tx, move: rules.Move, actor: Actor, moment: Moment, report_id: UUID | None = None) -> None:
    """Whose car it concerns hears of it: a car has the id of its engineer. report_id: of the signed report that says so."""
    await store.add_move(tx, new_id(moment.server_time), move, actor.user_id, moment.happened_at, moment.server_time, report_id)
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
    move = rules.of_car(said, car, visit.order_id if visit else None)
    moves = rules.picked_up(move, await store.waiting(tx, car)) if said.kind == "taken" else [move]
    for line in moves:
        await record(tx, line, cause.actor, cause.moment)
        if said.kind == "taken" and line.order_id:  # its visit says how many of a part still lie elsewhere
            orders.touch(tx, await orders.lock_order(tx, line.order_id, ALL), car)


async def lines(tx: Tx, holder_id: UUID) -> list[rules.StockLine]:
    """What the moves of one holder add up to, for rules.shown."""
    return [rules.StockLine(row.number, row.name, row.serial, row.quantity) for row in await store.stock(tx, holder_id)]


async def stock(tx: Tx) -> list[store.HeldLine]:
    """What lies with whom."""
    found = await store.stock(tx, None)
    holders = dict.fromkeys((row.holder_id, row.holder) for row in found)
    return [
        store.HeldLine(row.number, row.name, row.serial, row.quantity, id, name)
        for id, name in holders
        for row in rules.shown([line for line in found if line.holder_id == id])
    ]


async def count(tx: Tx, holder_id: UUID, part: rules.Counted, actor: Actor, moment: Moment) -> None:
    """Somebody counted what lies there: the difference is a move like any other. Raises not_found, data_missing."""
    number, name, serial = tidy(part.number), tidy(part.name), tidy(part.serial)
    if not key(number) and not key(name):
        raise Problem("data_missing", fields=["name"])
    await name_of(tx, holder_id)
    await store.lock_holder(tx, holder_id)
    line = rules.line_of(rules.shown(await lines(tx, holder_id)), rules.StockLine(number, name, serial, 0))
    for move in rules.counted(line, holder_id, part.found):
        await record(tx, move, actor, moment)


async def moves(tx: Tx, holder_id: UUID, number: str = "", name: str = "", serial: str = "") -> list[store.MoveLine]:
    return await store.moves(tx, holder_id, number, name, serial, MOST)
