"""A call about several devices becomes an order for each of them, all or none, and each points to the others."""

from typing import Any
from uuid import uuid4

from tests.conftest import code_of

from .test_take_order import order


def several(*serials: str, **change: Any) -> dict[str, Any]:
    return order(others=[{"id": str(uuid4()), "serial": serial} for serial in serials], **change)


async def siblings(alice: Any, order_id: str) -> list[tuple[str, bool, str]]:
    found = (await alice.get(f"/api/orders/{order_id}")).json()["siblings"]
    return sorted((row["number"][-4:], row["same_call"], row["serial"]) for row in found)


async def test_each_device_has_an_order_of_its_own_and_they_point_to_each_other(client: Any) -> None:
    body = several("SN-2", "SN-3")
    async with client("alice") as alice:
        taken = (await alice.post("/api/orders", json=body)).json()
        assert [number[-4:] for number in (taken["number"], *taken["others"])] == ["0001", "0002", "0003"]
        assert await siblings(alice, taken["id"]) == [("0002", True, "SN-2"), ("0003", True, "SN-3")]
        assert await siblings(alice, body["others"][0]["id"]) == [("0001", True, "SN-1"), ("0003", True, "SN-3")]
        assert len((await alice.get("/api/customers", params={"words": "Dana"})).json()) == 1


async def test_sent_again_they_are_the_same_orders(client: Any) -> None:
    body = several("SN-2")
    async with client("alice") as alice:
        first, second = [(await alice.post("/api/orders", json=body)).json() for _ in range(2)]
        assert first == second
        assert len((await alice.get("/api/board")).json()["orders"]) == 2


async def test_where_one_of_them_is_waited_for_already_none_is_taken(client: Any) -> None:
    async with client("alice") as alice:
        await alice.post("/api/orders", json=order(serial="SN-2"))
        known = (await alice.get("/api/customers", params={"words": "Dana"})).json()[0]
        who = {"account_id": known["id"], "contact_id": known["contacts"][0]["id"], "site_id": known["sites"][0]["id"]}
        refused = await alice.post("/api/orders", json=several("SN-2", **who))
        assert code_of(refused) == (409, "device_has_order")
        assert len((await alice.get("/api/board")).json()["orders"]) == 1
