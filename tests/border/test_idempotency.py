"""An answer that was lost is asked for again, and nothing is done twice."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider import idempotency
from outrider.db import Tx, transaction
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await take_order(tx, us)


def assignment(us: Cast, name: str = "bob") -> dict[str, str]:
    return {"engineer_id": str(us.users[name]), "expected": "received", "reason": ""}


async def events(pool: Any, us: Cast, kind: str) -> int:
    async with transaction(pool, us.org_id) as tx:
        return int(await tx.value("select count(*) from events where kind = $1", kind))


async def test_the_same_assignment_asked_again_is_answered_the_same(client: Any, pool: Any, us: Cast, order: UUID) -> None:
    headers = {"idempotency-key": str(uuid4())}
    async with client("alice") as alice:
        answers = [await alice.post(f"/api/orders/{order}/assignment", json=assignment(us), headers=headers) for _ in range(2)]
    assert [(row.status_code, row.json()) for row in answers] == [
        (200, {"status": "assigned", "conflict": None, "undo_until": "2026-03-02T10:00:10Z"})
    ] * 2
    assert await events(pool, us, "assign") == 1


async def test_sent_eight_times_at_once_it_is_done_once(client: Any, pool: Any, us: Cast, order: UUID) -> None:
    headers = {"idempotency-key": str(uuid4())}
    async with client("alice") as alice:
        sent = (alice.post(f"/api/orders/{order}/assignment", json=assignment(us), headers=headers) for _ in range(8))
        answers = await asyncio.gather(*sent)
    assert {(row.status_code, row.text) for row in answers} == {(200, answers[0].text)}
    assert await events(pool, us, "assign") == 1


async def test_an_action_without_an_answer_of_its_own_is_known_too(client: Any, pool: Any, us: Cast, order: UUID) -> None:
    headers = {"idempotency-key": str(uuid4())}
    body = {"action": "note", "expected": "received", "data": {"text": "Rings twice"}}
    async with client("alice") as alice:
        for _ in range(2):
            assert (await alice.post(f"/api/orders/{order}/actions", json=body, headers=headers)).status_code == 200
    assert await events(pool, us, "note") == 1


async def test_a_key_is_one_persons_and_of_one_request(client: Any, us: Cast, order: UUID) -> None:
    headers, path = {"idempotency-key": str(uuid4())}, f"/api/orders/{order}/assignment"
    async with client("alice") as alice, client("max") as max_:
        assert (await alice.post(path, json=assignment(us), headers=headers)).status_code == 200
        assert code_of(await alice.post(path, json=assignment(us, "charlie"), headers=headers)) == (409, "id_reused")
        assert code_of(await max_.post(path, json=assignment(us), headers=headers)) == (409, "id_reused")


async def test_what_was_refused_may_be_right_the_next_time(client: Any, us: Cast, order: UUID) -> None:
    headers, path = {"idempotency-key": str(uuid4())}, f"/api/orders/{order}/assignment"
    async with client("alice") as alice:
        assert code_of(await alice.post(path, json={**assignment(us), "expected": "accepted"}, headers=headers)) == (409, "status_moved")
        assert (await alice.post(path, json=assignment(us), headers=headers)).status_code == 200


async def test_a_key_that_is_none_is_named(client: Any, us: Cast, order: UUID) -> None:
    async with client("alice") as alice:
        answer = await alice.post(f"/api/orders/{order}/assignment", json=assignment(us), headers={"idempotency-key": "once"})
    assert code_of(answer) == (422, "field_not_valid")


async def test_keys_are_kept_for_a_week(tx: Tx, us: Cast) -> None:
    await tx.run(idempotency.CLAIM, uuid4(), us.users["alice"], b"", NOW)
    assert await idempotency.forget(tx, NOW + timedelta(days=7)) == 0
    assert await idempotency.forget(tx, NOW + timedelta(days=8)) == 1
