from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, moment_of
from outrider.parts.stock import actions as stock
from outrider.parts.stock import rules
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import code_of
from tests.offline.phone import Phone
from tests.tiers import examples

ALONE = UUID(int=7)


@pytest.fixture
async def attendance(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await give(tx, us, await take_order(tx, us))


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()


def own(bob: Phone, kind: str, **said: Any) -> bytes:
    return bob.command(ALONE, {"kind": kind, "number": "F1", "name": "Fan", **said}, "part_move", attendance_id=None)


async def car(bob: Phone) -> list[tuple[str, int]]:
    return [(row["serial"], row["quantity"]) for row in (await bob.client.get("/api/phone/pull")).json()["car"]]


async def test_what_is_taken_used_and_given_back_without_network_adds_up_and_each_move_stays(
    bob: Phone, attendance: UUID, client: Any, us: Cast
) -> None:
    taken, back = own(bob, "taken", quantity=5), own(bob, "given_back", quantity=1, why="too many")
    used = bob.command(attendance, {"kind": "used", "number": "F1", "name": "Fan", "quantity": 2}, "part_move")
    assert [row["result"] for row in await bob.send(taken, used, back)] == ["applied"] * 3
    assert [row["result"] for row in await bob.send(taken, used, back)] == ["duplicate"] * 3
    assert await car(bob) == [("", 2)]
    moves = (await client("alice").get(f"/api/part-holders/{us.users['bob']}/moves")).json()
    seen = sorted((row["kind"], row["quantity"], row["order_number"] is not None, row["why"], row["by"]) for row in moves)
    assert seen == [("given_back", 1, False, "too many", "Bob"), ("taken", 5, False, "", "Bob"), ("used", 2, True, "", "Bob")]


async def test_pieces_with_serial_numbers_are_told_apart_and_what_nobody_wrote_down_can_be_used(bob: Phone) -> None:
    await bob.send(own(bob, "taken", serial="S1"), own(bob, "taken", serial="S2"), own(bob, "used", serial="S1"), own(bob, "used"))
    assert await car(bob) == [("", -1), ("S2", 1)]


async def test_a_phone_hears_of_its_car_when_something_moved_there_and_only_then(bob: Phone, client: Any, us: Cast) -> None:
    seen = (await bob.client.get("/api/phone/pull")).json()
    asked = {"epoch": seen["epoch"], "since": seen["seq"]}
    await bob.send(own(bob, "taken"))
    later = (await bob.client.get("/api/phone/pull", params=asked)).json()
    assert [row["number"] for row in later["car"]] == ["F1"]
    again = (await bob.client.get("/api/phone/pull", params={"epoch": later["epoch"], "since": later["seq"]})).json()
    assert again["car"] is None


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"kind": "stolen", "name": "Fan"}, "field_not_valid"),
        ({"kind": "used", "name": "Fan", "quantity": 0}, "field_not_valid"),
        ({"kind": "used", "name": " "}, "data_missing"),
    ],
)
async def test_a_move_that_nobody_can_mean_is_put_aside(bob: Phone, payload: dict[str, Any], code: str) -> None:
    (outcome,) = await bob.send(bob.command(ALONE, payload, "part_move", attendance_id=None))
    assert (outcome["result"], outcome["code"]) == ("rejected", code)


async def test_nobody_uses_a_part_at_somebody_elses_visit(attendance: UUID, client: Any) -> None:
    charlie = await Phone(client("charlie")).register()
    (outcome,) = await charlie.send(charlie.command(attendance, {"kind": "used", "name": "Fan"}, "part_move"))
    assert (outcome["result"], outcome["code"]) == ("rejected", "not_your_visit")


async def test_the_stock_is_not_for_everybody(client: Any) -> None:
    assert code_of(await client("bob").get("/api/part-stock")) == (403, "not_allowed")


async def counted(client: Any, us: Cast, found: int, **part: str) -> int:
    body = {"number": "F1", "name": "Fan", "found": found, **part}
    return int((await client("alice").post(f"/api/part-holders/{us.users['bob']}/counts", json=body)).status_code)


async def test_what_was_counted_sets_a_line_right_as_a_move_and_nothing_before_changes(bob: Phone, client: Any, us: Cast) -> None:
    await bob.send(own(bob, "used", quantity=2), own(bob, "taken", serial="S1"))
    assert await car(bob) == [("", -2), ("S1", 1)]
    assert [await counted(client, us, 0), await counted(client, us, 0, serial="S1"), await counted(client, us, 1500)] == [204] * 3
    assert await car(bob) == [("", 1500)]
    assert await counted(client, us, 1500) == 204  # nothing to set right
    moves = (await client("alice").get(f"/api/part-holders/{us.users['bob']}/moves")).json()
    seen = sorted((row["kind"], row["quantity"], row["serial"], row["to_name"]) for row in moves)
    assert seen == sorted(
        [
            ("used", 2, "", None),
            ("taken", 1, "S1", "Bob"),
            ("counted", 2, "", "Bob"),
            ("counted", 1, "S1", None),
            ("counted", 999, "", "Bob"),
            ("counted", 501, "", "Bob"),
        ],
        key=lambda row: (row[0], row[1], row[2]),
    )
    assert {row["by"] for row in moves if row["kind"] == "counted"} == {"Alice"}


async def test_a_count_of_nothing_that_is_named_and_one_by_an_engineer_are_refused(client: Any, us: Cast) -> None:
    at = f"/api/part-holders/{us.users['bob']}/counts"
    assert code_of(await client("alice").post(at, json={"name": " ", "found": 1})) == (422, "data_missing")
    assert code_of(await client("alice").post(at, json={"name": "Fan", "found": -1})) == (422, "field_not_valid")
    assert code_of(await client("alice").post(f"/api/part-holders/{us.account}/counts", json={"name": "Fan", "found": 1})) == (
        404,
        "not_found",
    )
    assert code_of(await client("bob").post(at, json={"name": "Fan", "found": 1})) == (403, "not_allowed")


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=examples(15, 300))
@given(moves=st.lists(st.tuples(st.sampled_from(rules.CAR_KINDS), st.sampled_from(["", "S1"]), st.integers(1, 999)), max_size=8))
async def test_any_moves_leave_what_came_less_what_went(tx: Tx, us: Cast, moves: list[tuple[Any, str, int]]) -> None:
    number, left = new_id(NOW).hex, dict[str, int]()
    cause = Cause(us.actor("bob"), ALL, moment_of(NOW))
    for kind, serial, quantity in moves:
        await stock.move_in_car(tx, rules.CarMove(kind, number, "Fan", quantity, serial), None, cause)
        left[serial] = left.get(serial, 0) + (quantity if kind == "taken" else -quantity)
    found = {row.serial: row.quantity for row in await stock.lines(tx, us.users["bob"]) if row.number == number}
    assert found == {serial: quantity for serial, quantity in left.items() if quantity}


async def test_the_moves_of_one_part_are_told_by_its_number_else_by_its_name(bob: Phone, client: Any, us: Cast) -> None:
    await bob.send(
        own(bob, "taken", serial="S1"),
        own(bob, "taken", serial="S2"),
        own(bob, "taken", number="", name="Tape"),
        own(bob, "used", number="", name="Glue"),
    )
    path = f"/api/part-holders/{us.users['bob']}/moves"

    async def told(**part: str) -> list[tuple[str, str]]:
        return sorted((row["name"], row["serial"]) for row in (await client("alice").get(path, params=part)).json())

    assert len(await told()) == 4
    assert await told(number="F1", name="Fan") == [("Fan", "S1"), ("Fan", "S2")]
    assert await told(number="F1", name="Fan", serial="S2") == [("Fan", "S2")]
    assert await told(name="Tape") == [("Tape", "")]
