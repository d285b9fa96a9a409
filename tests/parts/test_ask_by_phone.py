from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from outrider.ids import new_id
from tests.cast import NOW, Cast, give, take_order, walk
from tests.offline.phone import Phone

ADD_KIND = "insert into part_kinds (org_id, id, number, name) values (current_org(), $1, $2, $3)"
ROWS = "select number, name, quantity, urgency, status, part_kind_id is not null as known from part_requests order by id"


@pytest.fixture
async def attendance(pool: Any, us: Cast) -> UUID:
    """Bob is at the device."""
    async with transaction(pool, us.org_id) as tx:
        await tx.run(ADD_KIND, new_id(NOW), "F1", "Fan")
        order = await take_order(tx, us)
        made = await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        return made


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()


async def rows(pool: Any, us: Cast) -> list[tuple[Any, ...]]:
    async with transaction(pool, us.org_id) as tx:
        return [tuple(row.values()) for row in await tx.connection.fetch(ROWS)]


async def test_the_catalogue_lies_on_the_phone_and_its_hash_says_when_it_changed(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    listed = (await bob.client.get("/api/phone/pack")).json()["catalogue"]
    assert (await bob.client.get("/api/phone/parts")).json() == {"sha256": listed, "parts": [["F1", "Fan"]], "replaced": []}
    assert (await bob.client.get("/api/phone/pack")).json()["catalogue"] == listed
    async with transaction(pool, us.org_id) as tx:
        await tx.run(ADD_KIND, new_id(NOW), "F2", "Fan II")
    assert (await bob.client.get("/api/phone/pack")).json()["catalogue"] != listed
    assert len((await bob.client.get("/api/phone/parts")).json()["parts"]) == 2


async def test_what_has_a_successor_says_so_also_when_it_is_in_use_no_more(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, client: Any
) -> None:
    listed = (await bob.client.get("/api/phone/pack")).json()["catalogue"]
    async with transaction(pool, us.org_id) as tx:
        await tx.run(ADD_KIND, new_id(NOW), "F2", "Fan II")
        await tx.run(ADD_KIND, new_id(NOW), "F0", "Old fan")
        await tx.run("update part_kinds set replaced_by = 'F2' where number <> 'F2'")
        await tx.run("update part_kinds set active = false where number = 'F0'")
    read = (await bob.client.get("/api/phone/parts")).json()
    assert (read["parts"], read["replaced"]) == ([["F1", "Fan"], ["F2", "Fan II"]], [["F0", "Old fan", "F2"], ["F1", "Fan", "F2"]])
    seen = [(row["number"], row["replaced_by"], row["active"]) for row in (await client("alice").get("/api/parts")).json()]
    assert seen == [("F0", "F2", False), ("F1", "F2", True), ("F2", "", True)]
    async with transaction(pool, us.org_id) as tx:
        before = (await bob.client.get("/api/phone/pack")).json()["catalogue"]
        await tx.run("update part_kinds set active = false where number = 'F1'")
    assert len({listed, before, (await bob.client.get("/api/phone/pack")).json()["catalogue"]}) == 3


async def test_what_was_asked_for_without_network_is_asked_for_once(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    parts = [{"number": "F1", "name": "Fan", "quantity": 2, "urgency": "standstill"}, {"number": "", "name": "Left hinge", "quantity": 1}]
    tap = bob.act(attendance, "request_parts", "diagnosing", data={"text": "2 × Fan", "parts": parts})
    assert [row["result"] for row in await bob.send(tap)] == ["applied"]
    assert [row["result"] for row in await bob.send(tap)] == ["duplicate"]
    assert await rows(pool, us) == [("F1", "Fan", 2, "standstill", "requested", True), ("", "Left hinge", 1, "normal", "requested", False)]


async def test_a_number_of_another_catalogue_stands_as_it_was_said(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.act(attendance, "request_parts", "diagnosing", data={"text": "x", "parts": [{"number": "Z9", "name": "Belt"}]}))
    assert await rows(pool, us) == [("Z9", "Belt", 1, "normal", "requested", False)]


async def test_a_line_out_of_bounds_is_put_aside_byte_for_byte_and_the_lane_goes_on(
    bob: Phone, attendance: UUID, pool: Any, us: Cast
) -> None:
    wrong = bob.act(attendance, "request_parts", "diagnosing", data={"text": "x", "parts": [{"name": "Fan", "quantity": 0}]})
    later = bob.act(attendance, "request_parts", "diagnosing", data={"text": "x", "parts": [{"name": "Fan", "colour": "red"}]})
    outcomes = [(row["result"], row.get("code")) for row in await bob.send(wrong, later)]
    assert outcomes == [("rejected", "field_not_valid"), ("applied", None)]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select body from command_quarantine") == wrong


async def test_what_came_late_is_asked_for_whoever_goes_now(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await tx.value("select order_id from attendances where id = $1", attendance)
        await give(tx, us, order, "charlie", "nearer")
    (outcome,) = await bob.send(bob.act(attendance, "request_parts", "diagnosing", data={"text": "Fan", "parts": [{"number": "F1"}]}))
    assert outcome["result"] == "accepted_conflict"
    assert [row[1:3] for row in await rows(pool, us)] == [("Fan", 1)]
