"""For every action of the table: what came since, laid over what was there, is all that is there. On both phones, board and map."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from outrider.assign import actions as assign
from outrider.assign.crew import actions as crew
from outrider.console.actions import Board, board
from outrider.console.store import BoardRow
from outrider.cursor import Seen
from outrider.db import Tx, transaction
from outrider.model import ALL, Actor, Cause, Role, Scope, Status, Who, moment_of
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.rules import ACTIONS, TABLE, read
from outrider.track import actions as track
from tests.cast import DATA, NOW, Cast, give, take_order, walk

from .phone import Phone
from .pulls import pull
from .test_edits_reach_screens import by

UNASSIGNED = {Status.RECEIVED, Status.REMOTE_SUPPORT, Status.AWAITING_ASSIGNMENT}
BEFORE = {"unpin": "pin", "leave_crew": "join_crew"}  # of what is taken back there has to be one
FROM = {"undo": Status.ACCEPTED, "join_crew": Status.ASSIGNED, "leave_crew": Status.ASSIGNED}
PLACE = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
select current_org(), user_id, $1, 52.5, 13.4, 8, $1 from engineers
"""


async def bring_to(tx: Tx, us: Cast, source: Status, action: str) -> UUID:
    order = await take_order(tx, us)
    if source not in UNASSIGNED:
        await give(tx, us, order)
    if action == "undo":
        await walk(tx, us, order, "accept")  # of what is taken back there has to be one
    if action in ("reopen", "continue_work", "still_broken"):
        await tx.run("update visits set closed_at = $2 where order_id = $1", order, NOW)
    await tx.run("update orders set status = $2 where id = $1", order, source)
    if before := BEFORE.get(action):
        await do(tx, us, order, before, source)
    tx.touch("order", order, engineer=us.users["bob"], station=us.station)
    return order


async def do(tx: Tx, us: Cast, order: UUID, action: str, source: Status) -> None:
    line = next(row for row in TABLE if row.action == action)
    name = "bob" if {"engineer"} == {str(role) for role in line.roles} else "alice"
    actor, moment = Actor("user", "phone", us.users[name], line.roles), moment_of(NOW + timedelta(minutes=1))
    if action in ("assign", "hand_over"):
        await assign.assign(tx, order, us.users["charlie"], source, Cause(actor, ALL, moment), "why")
    elif action == "join_crew":
        joining = crew.Joining(us.users["charlie"], NOW + timedelta(hours=2), NOW + timedelta(hours=3), reason_code="two_needed")
        await crew.join(tx, order, joining, source, Cause(actor, ALL, moment))
    elif action == "leave_crew":
        await crew.leave(tx, order, us.users["charlie"], "", "not_needed", source, Cause(actor, ALL, moment))
    elif action in ("sign", "continue_work"):
        await status.apply(tx, await orders.lock_order(tx, order, ALL), action, Cause(actor, ALL, moment), {"report_id": order})
    else:
        await status.change(tx, order, action, Cause(actor, ALL, moment), data=read(action, DATA, closed=False))


async def boards(tx: Tx, us: Cast, before: list[Board] | None = None) -> list[Board]:
    """Of an organisation, a station, a customer's people and an engineer; with those before, what came since."""
    account = await tx.value("select account_id from orders")
    engineer = Scope(False, [], [], us.users["charlie"])
    scopes = (ALL, Scope(False, [us.station], [], None), Scope(False, [], [account], None), engineer)
    seen = [Seen(page.epoch, page.seq, page.mark) for page in before] if before else [Seen(None, None)] * len(scopes)
    asking = [Who(us.org_id, us.users["alice"], uuid4(), None, "Alice", "en", "UTC", {Role.DISPATCHER: scope}) for scope in scopes]
    return [await board(tx, who, known, NOW) for who, known in zip(asking, seen, strict=True)]


def lines(*pages: Board) -> dict[UUID, BoardRow]:
    return {line.id: line for page in pages for line in page.orders}


async def pins(tx: Tx) -> list[dict[str, Any]]:
    return [dict(msgspec.to_builtins(row)) for row in await track.everyone(tx, ALL, NOW)]


@pytest.mark.parametrize("action", ACTIONS)
async def test_what_came_since_and_what_was_there_are_all_that_is_there(bob: Phone, client: Any, pool: Any, us: Cast, action: str) -> None:
    charlie = await Phone(client("charlie")).register()
    source = FROM.get(action) or next(row.sources[0] for row in TABLE if row.action == action)
    async with transaction(pool, us.org_id) as tx:
        await tx.run(PLACE, NOW)
        order = await bring_to(tx, us, source, action)
    async with transaction(pool, us.org_id) as tx:
        cursor, _ = await track.since(tx, None, NOW)
        places, pages = await pins(tx), await boards(tx, us)
    phones = [(phone, await pull(phone)) for phone in (bob, charlie)]
    async with transaction(pool, us.org_id) as tx:
        await do(tx, us, order, action, source)
    for phone, before in phones:
        since, everything = await pull(phone, before), await pull(phone)
        assert since["full"] is False
        assert by("attendance_id", before["jobs"], since["jobs"]) == by("attendance_id", everything["jobs"])
    async with transaction(pool, us.org_id) as tx:
        for before_, since_, all_of_it in zip(pages, await boards(tx, us, pages), await boards(tx, us), strict=True):
            assert since_.full is False
            assert lines(before_, since_) == lines(all_of_it)
        _, news = await track.since(tx, cursor, NOW)
        rows = [msgspec.to_builtins(each.row) for each in news or [] if hasattr(each, "row")]
        assert by("engineer_id", places, rows) == by("engineer_id", await pins(tx))
