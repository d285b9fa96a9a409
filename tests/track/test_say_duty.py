"""Engineers say what they do today: from their phones, also hours later, and it decides about visits and positions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from outrider.status.review import actions as reviews
from tests.cast import HERE, NOW, WAITS, Cast, give, take_order, walk
from tests.offline.phone import Phone

LANE = UUID(int=7)


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        made = await take_order(tx, us)
        await give(tx, us, made)
        return made


def say(phone: Phone, state: str, **more: Any) -> bytes:
    return phone.command(LANE, {"state": state}, "duty", attendance_id=None, **more)


async def said(phone: Phone) -> Any:
    return (await phone.client.get("/api/phone/pull")).json()["duty"]


async def test_what_they_say_comes_back_to_every_phone_of_theirs(bob: Phone) -> None:
    assert await said(bob) is None
    assert [row["result"] for row in await bob.send(say(bob, "on"), say(bob, "break"))] == ["applied", "applied"]
    assert (await said(bob))["state"] == "break"


async def test_an_older_word_that_comes_late_does_not_take_back_a_newer_one(bob: Phone) -> None:
    await bob.send(say(bob, "off"))
    other = await Phone(bob.client).register()
    await other.send(say(other, "on", wall=NOW - timedelta(hours=2)))
    assert (await said(bob))["state"] == "off"


async def test_what_they_said_yesterday_is_forgotten(bob: Phone) -> None:
    await bob.send(say(bob, "sick", wall=NOW - timedelta(days=1)))
    assert await said(bob) is None


async def test_a_word_that_is_not_known_is_refused_and_kept(bob: Phone) -> None:
    outcome = (await bob.send(say(bob, "holiday")))[0]
    assert (outcome["result"], outcome["code"]) == ("rejected", "field_not_valid")


async def test_a_tap_on_a_visit_has_to_name_the_visit(bob: Phone) -> None:
    tap = bob.command(LANE, {"action": "accept", "expected": "assigned", "data": {}}, "act", attendance_id=None)
    outcome = (await bob.send(tap))[0]
    assert (outcome["result"], outcome["code"]) == ("rejected", "data_missing")


@pytest.mark.parametrize("state, goes", [("on", True), ("break", True), ("off", False), ("sick", False)])
async def test_only_who_is_there_is_proposed(bob: Phone, client: Any, pool: Any, us: Cast, state: str, goes: bool) -> None:
    async with transaction(pool, us.org_id) as tx:
        wanted = await take_order(tx, us)
    await bob.send(say(bob, state))
    ranking = (await client("alice").get(f"/api/orders/{wanted}/candidates")).json()
    assert ("bob" in [row["name"].lower() for row in ranking["candidates"]]) is goes


async def test_whoever_is_sick_leaves_their_visits_to_a_dispatcher_until_they_are_back(
    bob: Phone, order: UUID, pool: Any, us: Cast
) -> None:
    await bob.send(say(bob, "sick"))
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) == "engineer_sick"
    await bob.send(say(bob, "on"))
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) is None


async def test_a_hand_over_answers_that_they_are_sick(bob: Phone, order: UUID, client: Any, pool: Any, us: Cast) -> None:
    await bob.send(say(bob, "sick"))
    given = {"engineer_id": str(us.users["charlie"]), "expected": "assigned", "reason": "Bob is ill"}
    assert (await client("alice").post(f"/api/orders/{order}/assignment", json=given)).status_code == 200
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) is None


@pytest.mark.parametrize("state, minutes, kept", [("off", 1, 0), ("off", -1, 1), ("break", 1, 0), ("on", 1, 1)])
async def test_positions_are_kept_while_they_are_on_duty_and_not_after(bob: Phone, state: str, minutes: int, kept: int) -> None:
    at = NOW - timedelta(minutes=10)
    await bob.send(say(bob, state, wall=at))
    fix = {"device_time": (at + timedelta(minutes=minutes)).isoformat(), "lat": HERE[0], "lon": HERE[1], "accuracy_m": 10.0}
    answer = await bob.client.post("/api/positions", json={"fixes": [fix]})
    assert answer.json()["kept"] == kept


async def test_that_they_are_ill_rings_the_dispatchers_and_is_asked_beside_another_question(
    bob: Phone, order: UUID, client: Any, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await reviews.open_review(tx, order, "new_place", NOW)
    await bob.send(say(bob, "sick"))
    alice = client("alice")
    (told,) = [row for row in (await alice.get("/api/notifications")).json() if row["kind"] == "engineer_sick"]
    assert told["order_id"] == str(order)
    for asked in ("engineer_sick", "new_place"):  # the most urgent first, and each is answered for itself
        first, *_ = (await alice.get("/api/reviews")).json()
        assert first["kind"] == asked
        (await alice.post(f"/api/reviews/{first['id']}", json={"decision": "keep"})).raise_for_status()
    assert (await alice.get("/api/reviews")).json() == []


async def test_work_that_is_finished_asks_nobody_else_to_go(bob: Phone, order: UUID, pool: Any, us: Cast) -> None:
    await bob.send(say(bob, "sick"))
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        assert await tx.value(WAITS) == "engineer_sick"
        await walk(tx, us, order, "finish_work")
        assert await tx.value(WAITS) is None
