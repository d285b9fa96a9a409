"""A photo that was taken at the counter is taken away again, and put back, until the report is signed: then it is gone."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import Cast
from tests.conftest import code_of
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload
from tests.offline.pulls import pull

from .test_at_the_counter import hand_in, with_bob
from .test_inspect_and_quote_by_phone import at_counter
from .test_photos_of_condition import add, link_to, name_of, seen


@pytest.fixture
async def shown(client: Any, announced: UUID) -> str:
    """Where a photo of the order is."""
    data = photo(64, 1)
    await upload(Phone(client("alice")), data)
    assert (await add(client, announced, data)).status_code == 204
    return f"/api/orders/{announced}/photos/{name_of(data)}"


async def put(client: Any, where: str, removed: bool) -> Any:
    return await client("alice").put(where, json={"removed": removed})


async def test_it_leaves_order_and_customer_and_is_put_back_as_it_was(client: Any, announced: UUID, shown: str) -> None:
    link = await link_to(client, announced)
    name = shown.rpartition("/")[2]
    before = await at_counter(client, announced)
    for _ in range(2):
        assert (await put(client, shown, True)).status_code == 204
    taken = await at_counter(client, announced)
    assert (taken["photos"], [row["sha256"] for row in taken["removed_photos"]]) == ([], [name])
    assert (await client("alice").get(shown)).status_code == 200  # to see what would be put back
    assert (await client(None).get(f"{link}/photos/{name}")).status_code == 404
    assert name not in (await client(None).get(link)).text
    assert (await put(client, shown, False)).status_code == 204
    assert await at_counter(client, announced) == before
    events = (await client("alice").get(f"/api/orders/{announced}")).json()["events"]
    kinds = [row["kind"] for row in events if row["payload"].get("photos") == [name]]
    assert kinds == ["device_photographed", "device_photo_removed", "device_photo_put_back"]


async def test_the_same_photo_chosen_again_is_put_back(client: Any, announced: UUID, shown: str) -> None:
    assert (await put(client, shown, True)).status_code == 204
    assert (await add(client, announced, photo(64, 1))).status_code == 204
    assert await seen(client, announced) == [shown.rpartition("/")[2]]


async def test_a_photo_that_the_order_has_not_is_not_taken_away(client: Any, announced: UUID) -> None:
    assert code_of(await put(client, f"/api/orders/{announced}/photos/{'00' * 32}", True)) == (404, "not_found")
    assert code_of(await put(client, f"/api/orders/{announced}/photos/nonsense", True)) == (422, "blob_hash")


async def test_once_the_report_is_signed_it_is_gone_and_the_others_stay_as_they_were(
    client: Any, announced: UUID, shown: str, us: Cast, bob: Phone, pool: Any
) -> None:
    stays = photo(64, 2)
    await upload(Phone(client("alice")), stays)
    await add(client, announced, stays)
    await hand_in(client, announced)
    await with_bob(client, us, announced)
    attendance = UUID((await pull(bob))["jobs"][0]["attendance_id"])
    steps = (("accept", "assigned"), ("start_diagnosis", "accepted"), ("finish_work", "diagnosing"))
    await bob.send(*(bob.act(attendance, *step) for step in steps))
    assert (await put(client, shown, True)).status_code == 204
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(announced)))
    assert outcome["result"] == "applied"
    found = await at_counter(client, announced)
    assert ([row["sha256"] for row in found["photos"]], found["removed_photos"]) == ([name_of(stays)], [])
    assert code_of(await client("alice").get(shown)) == (404, "not_found")
    assert code_of(await put(client, f"/api/orders/{announced}/photos/{name_of(stays)}", True)) == (409, "action_not_possible")
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from carry_in_photos") == 1
