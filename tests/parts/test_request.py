from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.db import transaction
from outrider.ids import new_id
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into part_kinds (org_id, id, number, name) values (current_org(), $1, 'F1', 'Fan')", new_id(NOW))
        return await take_order(tx, us)


async def asked(client: Any, order: UUID) -> str:
    kind = (await client("alice").get("/api/parts")).json()[0]["id"]
    made = await client("alice").post(f"/api/orders/{order}/part-requests", json={"part_kind_id": kind, "quantity": 2})
    return str(made.json()["id"])


async def test_every_change_of_the_expected_date_is_kept(client: Any, order: UUID, clock: Any) -> None:
    request = await asked(client, order)
    for day, reason in (("2026-03-04", "Ordered"), ("2026-03-06", "Out of stock")):
        clock.at = clock.at.replace(minute=clock.at.minute + 1)
        answer = await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": day, "reason": reason})
        assert answer.status_code == 204
    (part,) = (await client("alice").get(f"/api/orders/{order}")).json()["parts"]
    assert (part["expected_on"], [row["expected_on"] for row in part["dates"]]) == ("2026-03-06", ["2026-03-04", "2026-03-06"])


async def test_a_date_in_the_past_is_refused(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    answer = await client("alice").put(f"/api/part-requests/{request}/expected", json={"expected_on": "2026-02-01", "reason": "x"})
    assert code_of(answer) == (422, "date_not_valid")


async def test_a_part_moves_step_by_step(client: Any, order: UUID) -> None:
    request = await asked(client, order)
    jump = await client("alice").put(f"/api/part-requests/{request}/status", json={"was": "requested", "to": "fitted"})
    assert code_of(jump) == (409, "action_not_possible")
    assert (
        await client("alice").put(f"/api/part-requests/{request}/status", json={"was": "requested", "to": "in_transit"})
    ).status_code == 204


async def test_an_unknown_part_is_not_found(client: Any, order: UUID) -> None:
    answer = await client("alice").post(f"/api/orders/{order}/part-requests", json={"part_kind_id": str(uuid4())})
    assert code_of(answer) == (404, "not_found")
