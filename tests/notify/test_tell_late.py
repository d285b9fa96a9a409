from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.accounts.people import store as people
from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import Role
from outrider.notify import rules
from outrider.rescue import actions as rescue
from tests.cast import NOW, Cast, act, give, take_order, walk

from .post import MINUTE

HEARD = """
select u.name from notifications n join users u on u.id = n.user_id
where n.order_id = $1 and n.kind = $2 and n.withdrawn_at is null order by u.name
"""


async def heard(tx: Tx, order: UUID, kind: str) -> list[str]:
    return [row["name"] for row in await tx.connection.fetch(HEARD, order, kind)]


@pytest.fixture
async def olga(tx: Tx, us: Cast) -> str:
    """Head office."""
    user = new_id(NOW)
    await people.add_user(tx, user, "Olga", "olga@ours.test", "+49 30 1", "en", NOW)
    await people.add_grant(tx, user, Role.HEAD_OFFICE, "organisation", None)
    return "Olga"


async def test_a_late_visit_is_told_once_and_leaves_the_bells_when_it_is_safe_again(tx: Tx, us: Cast, olga: str) -> None:
    order = await take_order(tx, us, window=(0, 20))
    await give(tx, us, order)
    for seconds in (0, 2):
        await rescue.watch(tx, NOW + timedelta(minutes=30, seconds=seconds), Backoff())
    assert await heard(tx, order, "visit_late") == ["Alice", "Max", olga]
    title = await tx.value("select title from notifications where kind = 'visit_late' limit 1")
    assert title.endswith("min late") and "None" not in title
    await tx.run("update attendances set arrival_promise = arrival_promise + interval '5 hours'")
    await rescue.watch(tx, NOW + 31 * MINUTE, Backoff())
    assert await heard(tx, order, "visit_late") == []
    assert await tx.value("select count(*) from deliveries where state = 'waiting' and notification_id in "
                          "(select id from notifications where kind = 'visit_late')") == 0  # fmt: skip


async def test_a_late_visit_that_has_begun_leaves_the_bells(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 20))
    await give(tx, us, order)
    await rescue.watch(tx, NOW + 30 * MINUTE, Backoff())
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", at=NOW + 31 * MINUTE)
    await rescue.watch(tx, NOW + 32 * MINUTE, Backoff())
    assert await heard(tx, order, "visit_late") == []


async def test_who_runs_late_is_heard_in_the_office(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "running_late", minutes=25, cause="traffic")
    assert await heard(tx, order, "running_late") == ["Alice", "Max"]
    assert (await tx.value("select title from notifications where kind = 'running_late' limit 1")).endswith("Bob is running 25 min late")


async def test_a_promise_that_nobody_holds_is_told_once_until_somebody_has_it(tx: Tx, us: Cast) -> None:
    order, held = await take_order(tx, us, window=(0, 60)), await take_order(tx, us, window=(0, 60))
    await give(tx, us, held)
    assert await rescue.watch_promises(tx, NOW + 59 * MINUTE) == 0
    assert [await rescue.watch_promises(tx, NOW + minutes * MINUTE) for minutes in (60, 61)] == [1, 0]
    assert await heard(tx, order, "promise_broken") == ["Alice", "Max"]
    assert await tx.value("select count(*) from events where kind = 'promise_broken' and order_id = $1", order) == 1
    await tx.run("update visits set window_to = window_to + interval '2 hours' where order_id = $1", order)
    assert await rescue.watch_promises(tx, NOW + 180 * MINUTE) == 1  # another promise
    await give(tx, us, order)
    assert await heard(tx, order, "promise_broken") == []


async def test_the_worker_finds_whose_promises_passed(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await take_order(tx, us, window=(0, 60))
        found = "select count(*) from organisations_with_work('promises', $1)"
        assert [await tx.value(found, NOW + minutes * MINUTE) for minutes in (59, 60, 3 * 1440)] == [0, 1, 0]
        await rescue.watch_promises(tx, NOW + 60 * MINUTE)
        assert await tx.value(found, NOW + 60 * MINUTE) == 0


async def test_head_office_sees_who_could_go_and_hands_over(client: Any, pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await tx.run("update grants set role = 'head_office' where user_id = $1", us.users["max"])
    async with client("max") as olga:
        ranked = (await olga.get(f"/api/orders/{order}/candidates")).json()["candidates"]
        body = {"engineer_id": ranked[0]["engineer_id"], "expected": "assigned", "reason": "Nearer"}
        assert (await olga.post(f"/api/orders/{order}/assignment", json=body)).json()["status"] == "assigned"


def test_a_tap_on_what_is_late_leads_the_office_to_the_order() -> None:
    order = UUID(int=1)
    assert rules.page_of("visit_late", order) == f"/console?order={order}"
    assert rules.page_of("visit_assigned", order) == "/app/"
