import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from outrider.console import actions as console
from outrider.cursor import Seen
from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import ALL, Role, Scope, Who
from outrider.problems import Problem
from tests.cast import NOW, Cast, act, give, take_order
from tests.offline.phone import Phone


def who_of(us: Cast, scope: Scope = ALL) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: scope})


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


async def test_a_board_that_does_not_hold_all_shows_the_most_urgent_and_says_how_many_there_are(tx: Any, us: Cast) -> None:
    windows = [(0, 300), (0, 60), (0, 500), (0, 120)]
    far, first, _, second = [await take_order(tx, us, window=window) for window in windows]
    over = await take_order(tx, us, window=(0, 30))
    await act(tx, us, "alice", over, "cancel", reason="Called off")
    await tx.run("delete from clocks")
    board = await console.board(tx, who_of(us), Seen(None, None, None), NOW, most=3)
    assert (board.total, [line.id for line in board.orders]) == (5, [first, second, far])
    assert [row.id for row in board.stations or []] == [us.station]


async def test_a_limit_that_comes_before_the_promise_makes_an_order_urgent(tx: Any, us: Cast) -> None:
    await take_order(tx, us, window=(0, 60))
    late_promise = await take_order(tx, us, window=(0, 600))
    await tx.run("delete from clocks where order_id <> $1", late_promise)
    await tx.run("update clocks set due_at = $1 where due_at is not null", NOW + timedelta(minutes=10))
    board = await console.board(tx, who_of(us), Seen(None, None, None), NOW, most=1)
    assert [line.id for line in board.orders] == [late_promise]


async def test_more_changes_than_a_board_holds_are_a_whole_board(pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        before = await console.board(tx, who_of(us), Seen(None, None, None), NOW)
    async with transaction(pool, us.org_id) as tx:
        for _ in range(3):
            await take_order(tx, us)
    async with transaction(pool, us.org_id) as tx:
        few = await console.board(tx, who_of(us), Seen(before.epoch, before.seq, before.mark), NOW, most=3)
        many = await console.board(tx, who_of(us), Seen(before.epoch, before.seq, before.mark), NOW, most=2)
    assert [(board.full, len(board.orders), board.total) for board in (few, many)] == [(False, 3, None), (True, 2, 3)]


async def test_a_board_is_narrowed_to_a_station(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    board = (await client("alice").get("/api/board", params={"station": str(us.station)})).json()
    assert ([row["id"] for row in board["orders"]], board["total"]) == ([str(order)], 1)
    assert str(us.station) in [row["id"] for row in board["stations"]]
    empty = (await client("alice").get("/api/board", params={"station": str(order)})).json()
    assert empty["orders"] == []


async def test_a_station_that_somebody_does_not_see_is_not_found(tx: Any, us: Cast) -> None:
    who = who_of(us, Scope(False, [us.station], [], None))
    with pytest.raises(Problem) as refusal:
        await console.board(tx, who, Seen(None, None, None), NOW, us.users["bob"])
    assert refusal.value.code == "not_found"


@pytest.mark.parametrize("path", ["", "/candidates", "/site"])
async def test_whoever_looks_waits_for_nobody(client: Any, pool: Any, us: Cast, path: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice, transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "triage")  # it holds the order
        async with asyncio.timeout(10):
            assert (await alice.get(f"/api/orders/{order}{path}")).status_code == 200
