"""Whom the customer was promised when they rang has the order from the first word on, and stands first whenever it is given again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import ALL, Status
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act
from tests.conftest import code_of


def wanted(**said: Any) -> dict[str, Any]:
    return {
        "id": str(new_id(NOW)), "kind": "repair", "level": "1", "fault": "Disk full", "account_name": "Dana's works",
        "window_from": NOW.isoformat(), "window_to": (NOW + timedelta(minutes=30)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 1", "address": "Main street 1", "lat": 52.56, "lon": 13.405}, **said,
    }  # fmt: skip


async def keep_busy(client: Any, us: Cast) -> None:
    """Bob has something to do already: by time and way alone Charlie would be first."""
    assert (await client("alice").post("/api/orders", json=wanted(engineer_id=str(us.users["bob"]), work_minutes=240))).status_code == 201


async def first(client: Any, order: str) -> tuple[str, bool]:
    rows = (await client("alice").get(f"/api/orders/{order}/candidates")).json()["candidates"]
    return rows[0]["name"], rows[0]["named"]


async def test_an_order_goes_at_once_to_whom_it_was_promised(client: Any, pool: Any, us: Cast) -> None:
    answer = await client("alice").post("/api/orders", json=wanted(engineer_id=str(us.users["bob"])))
    assert answer.status_code == 201
    async with transaction(pool, us.org_id) as tx:
        head = await orders.lock_order(tx, UUID(answer.json()["id"]), ALL)
    assert (head.status, head.engineer_id) == (Status.ASSIGNED, us.users["bob"])


async def test_the_same_order_sent_again_is_given_once(client: Any, us: Cast) -> None:
    order = wanted(engineer_id=str(us.users["bob"]))
    async with client("alice") as alice:
        assert (await alice.post("/api/orders", json=order)).json() == (await alice.post("/api/orders", json=order)).json()


async def test_after_remote_support_the_same_engineer_is_proposed(client: Any, pool: Any, us: Cast) -> None:
    await keep_busy(client, us)
    order = (await client("alice").post("/api/orders", json=wanted(engineer_id=str(us.users["bob"])))).json()["id"]
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "bob", UUID(order), "return_to_remote", reason="road closed")
        await act(tx, us, "alice", UUID(order), "send_visit", text="it still smokes")
    assert await first(client, order) == ("Bob", True)


async def test_for_another_visit_the_same_engineer_is_proposed(client: Any, pool: Any, us: Cast) -> None:
    await keep_busy(client, us)
    order = (await client("alice").post("/api/orders", json=wanted(engineer_id=str(us.users["bob"])))).json()["id"]
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", UUID(order), "unassign", reason="ill")
    assert await first(client, order) == ("Bob", True)


async def test_of_an_order_that_was_promised_to_nobody_the_freest_is_first(client: Any, us: Cast) -> None:
    await keep_busy(client, us)
    order = (await client("alice").post("/api/orders", json=wanted())).json()["id"]
    assert await first(client, order) == ("Charlie", False)


@pytest.mark.parametrize("who", ["unknown", "unskilled"])
async def test_whoever_cannot_go_is_said_at_the_field_and_nothing_is_taken(client: Any, pool: Any, us: Cast, who: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into skills (org_id, id, code, name, kind) values (current_org(), $1, 'crane', 'Crane', 'skill')", new_id(NOW))
    engineer = str(new_id(NOW)) if who == "unknown" else str(us.users["bob"])
    order = wanted(engineer_id=engineer, skill="crane")
    answer = await client("alice").post("/api/orders", json=order)
    refused = (422, "field_not_valid") if who == "unknown" else (409, "engineer_not_suitable")
    assert code_of(answer) == refused
    assert answer.json()["params"]["fields"] == ["engineer_id"]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from orders") == 0
