"""The demo's day: some 150 orders in every status, and one engineer about to be late."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from .. import db
from ..customer import actions as customer
from ..model import Role
from . import cases, cast, devices, signing
from .devices import both
from .world import World, act, order, visit

MODEL = "select d.model from orders o join devices d on d.id = o.device_id where o.id = $1"
PROMISE_PART = "update part_requests set expected_on = $2, source = $3 where order_id = $1 returning id"
ADD_PART_DATE = """
insert into part_request_dates (org_id, request_id, changed_at, expected_on, reason, code) values (current_org(), $1, $2, $3, '', $4)
"""


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


async def orders(tx: db.Tx, world: World) -> str:
    """The link of the customer whose visit will be late: what becomes of it can be seen on their page."""
    now = world.now
    present = ["en_route"] * 8 + ["arrived"] * 3 + ["diagnosing"] * 6 + ["repairing"] * 9 + ["testing"] * 4 + ["appointment_confirmed"] * 4
    for index, engineer in enumerate(world.engineers[2:], 2):
        if index < 22:
            done = await visit(tx, world, engineer, "awaiting_signature", now - minutes(200 + index))
            await finish(tx, world, engineer, done, now - minutes(200 + index - 70), index)
        if index - 2 < len(present):
            reach = present[index - 2]
            ago = {"en_route": 6, "arrived": 21, "diagnosing": 28, "repairing": 40, "testing": 58}.get(reach, -30)
            await visit(tx, world, engineer, reach, now - minutes(ago + world.chance.randrange(3)))
        if index % 3:
            await visit(tx, world, engineer, ("assigned", "accepted", "appointment_confirmed")[index % 3], now + minutes(75 + 2 * index))
        if index % 2:
            await visit(tx, world, engineer, "assigned", now + minutes(190 + index))
    late = await _wang(tx, world)
    await visit(tx, world, world.engineers[1], "appointment_confirmed", now + minutes(25), now + minutes(70))
    await visit(tx, world, world.engineers[1], "assigned", now + minutes(150))
    await _waiting(tx, world)
    await cases.tell(tx, world)
    return await customer.make_link(tx, late, now)


async def _wang(tx: db.Tx, world: World) -> UUID:
    """The story: this engineer's job takes much of the morning, and the next customer was promised them before it ends; somebody else can go.
    That visit.
    """
    now, wang = world.now, world.engineers[0]
    done = await visit(tx, world, wang, "awaiting_signature", now - timedelta(minutes=230))
    await finish(tx, world, wang, done, now - timedelta(minutes=160), 1)
    await visit(tx, world, wang, "repairing", now - timedelta(minutes=110), minutes=150)
    late = await visit(tx, world, wang, "appointment_confirmed", now + timedelta(minutes=4), now + timedelta(minutes=50))
    await visit(tx, world, wang, "accepted", now + timedelta(minutes=120))
    return late


async def finish(tx: db.Tx, world: World, engineer: UUID, order_id: UUID, at: datetime, index: int) -> None:
    await signing.sign_order(tx, order_id, world.actors[engineer], at, world.chance)
    if index % 3 == 0:
        await act(tx, world.dispatcher, order_id, "follow_up", at + timedelta(minutes=20))
        await act(tx, world.dispatcher, order_id, "close", at + timedelta(minutes=40), text=cast.SATISFIED)
    elif index % 3 == 1:
        await act(tx, world.dispatcher, order_id, "follow_up", at + timedelta(minutes=20))


async def _waiting(tx: db.Tx, world: World) -> None:
    """Orders without an engineer, with missing parts, cancelled: every other status."""
    now, spare = world.now, world.engineers[36:]
    for index in range(18):
        called = now - timedelta(minutes=5 + 6 * index)
        await order(tx, world, called, now + timedelta(minutes=60 + 15 * index), first=(None, "take_remote", "triage")[index % 3])
    helper = msgspec.structs.replace(world.dispatcher, roles=frozenset({Role.REMOTE_SUPPORT}))
    for index in range(13):  # most questions are solved by phone
        called = now - timedelta(minutes=90 + 22 * index)
        order_id = await order(tx, world, called, called + timedelta(minutes=240), first="take_remote", kind="repair")
        at = called + timedelta(minutes=12 + index % 7)
        if index % 6 == 5:
            await act(tx, helper, order_id, "send_visit", at, text=both("A part must be changed on site", "需现场更换备件"))
            await act(tx, world.dispatcher, order_id, "cancel", at + timedelta(minutes=30), reason_code="solved")
        else:
            await act(tx, helper, order_id, "solve_remotely", at, text=both("Settings corrected by telephone", "电话指导修正配置"))
            await act(tx, world.dispatcher, order_id, "close", at + timedelta(minutes=20), text=cast.SATISFIED)
    await _parts(tx, world, spare)
    for index in range(3):
        order_id = await visit(tx, world, spare[index], "arrived", now - timedelta(minutes=260 + index))
        await act(tx, world.actors[spare[index]], order_id, "wait_for_customer", now - timedelta(minutes=220), reason_code="access")
    for index in range(2):
        await visit(tx, world, spare[index + 1], "awaiting_signature", now - timedelta(minutes=85 + index))
    for index in range(4):
        order_id = await order(tx, world, now - timedelta(minutes=200 + index), now + timedelta(minutes=90))
        await act(tx, world.dispatcher, order_id, "cancel", now - timedelta(minutes=150), reason_code="solved")


async def _parts(tx: db.Tx, world: World, spare: list[UUID]) -> None:
    """Asked for, promised, on their way, here."""
    now = world.now
    for index, reach in enumerate(("awaiting_parts", "awaiting_parts", "parts_in_transit", "parts_ready")):
        engineer = spare[index % len(spare)]
        order_id = await visit(tx, world, engineer, "diagnosing", now - timedelta(minutes=180 + 9 * index))
        part = devices.line_of(await tx.value(MODEL, order_id)).part
        said = {
            "text": f"1 × {part.text}",
            "parts": [{"number": part.number, "name": part.text, "urgency": ("standstill", "urgent", "normal")[index % 3]}],
        }
        await act(tx, world.actors[engineer], order_id, "request_parts", now - timedelta(minutes=140), **said)
        if index:  # one that nobody has promised yet
            await _promise(tx, world, order_id)
        if reach != "awaiting_parts":
            await act(tx, world.dispatcher, order_id, "ship_parts", now - timedelta(minutes=100))
        if reach == "parts_ready":
            await act(tx, world.dispatcher, order_id, "receive_parts", now - timedelta(minutes=30))


async def _promise(tx: db.Tx, world: World, order_id: UUID) -> None:
    at = world.now - timedelta(minutes=130)
    first, second = (at + timedelta(days=1)).date(), (at + timedelta(days=2)).date()
    request = await tx.value(PROMISE_PART, order_id, second, both("Central store", "中心库"))
    await tx.run(ADD_PART_DATE, request, at, first, "ordered")
    await tx.run(ADD_PART_DATE, request, at + timedelta(minutes=50), second, "out_of_stock")
