from datetime import datetime, timedelta
from typing import Any

from outrider.db import transaction
from tests.cast import NOW, Cast, act, give, take_order
from tests.offline.phone import Phone


async def test_the_board_brings_only_what_changed(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        first, second = await take_order(tx, us), await take_order(tx, us)
    board = (await client("alice").get("/api/board")).json()
    assert (board["full"], {row["id"] for row in board["orders"]}) == (True, {str(first), str(second)})
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", second, "triage")
    later = (await client("alice").get("/api/board", params={"epoch": board["epoch"], "since": board["seq"]})).json()
    assert (later["full"], [(row["id"], row["status"]) for row in later["orders"]]) == (False, [(str(second), "awaiting_assignment")])


async def test_search_finds_by_number_customer_engineer_and_device(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        serial = await tx.value("select serial from devices")
    for words in ("OUR-260302", "dana's", "bob", "does not start", serial.lower()):
        assert [row["id"] for row in (await client("alice").get("/api/orders", params={"words": words})).json()] == [str(order)], words


async def test_the_detail_tells_the_whole_story(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await give(tx, us, order, "charlie", "Bob is late")
    detail = (await client("alice").get(f"/api/orders/{order}")).json()
    assert [row["kind"] for row in detail["events"]] == ["order_taken", "assign", "hand_over"]
    assert [(row["engineer"], row["end_reason"]) for row in detail["attendances"]] == [("Bob", "hand_over"), ("Charlie", None)]


async def test_an_order_that_was_taken_back_is_with_nobody(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await act(tx, us, "alice", order, "unassign", reason="Wrong name")
    line = (await client("alice").get(f"/api/orders/{order}")).json()["line"]
    assert (line["status"], line["engineer"]) == ("awaiting_assignment", None)


async def test_an_order_tells_how_old_the_phones_word_is_and_what_it_holds(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    bob = await Phone(client("bob")).register()
    since = (NOW - timedelta(minutes=9)).isoformat()
    body = {"sent_at": NOW.isoformat(), "commands": [], "unsent": 3, "unsent_since": since}
    (await bob.client.post("/api/phone/commands", json=body)).raise_for_status()
    (row,) = (await client("alice").get(f"/api/orders/{order}")).json()["attendances"]
    assert row["phone_unsent"] == 3
    assert datetime.fromisoformat(row["phone_unsent_since"]) == NOW - timedelta(minutes=9)
    assert datetime.fromisoformat(row["phone_seen_at"]) == NOW
