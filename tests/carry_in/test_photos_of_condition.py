"""The clerk photographs a device as it comes: kept as the phone's photos are, seen by the office and by the customer behind their link."""

import io
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from outrider.db import transaction
from tests.cast import Cast, take_order
from tests.conftest import code_of
from tests.offline.phone import Phone
from tests.offline.photos import photo, upload

from .conftest import brought


def heic() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#204060").save(out, "HEIF")
    return out.getvalue()


def name_of(data: bytes) -> str:
    return sha256(data).hexdigest()


async def add(client: Any, order: UUID, *photos: bytes) -> Any:
    return await client("alice").post(f"/api/orders/{order}/photos", json={"photos": [name_of(data) for data in photos]})


async def link_to(client: Any, order: UUID) -> str:
    made: str = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"]
    return made[made.index("/c/") :]


@pytest.fixture
async def desk(client: Any) -> Any:
    """Sends bytes as a phone does."""
    return Phone(client("alice"))


async def seen(client: Any, order: UUID) -> list[str]:
    found = (await client("alice").get(f"/api/orders/{order}")).json()
    return [row["sha256"] for row in found["carry_in"]["photos"]]


async def test_photos_stand_at_the_order_and_once_in_its_history(client: Any, announced: UUID, desk: Phone) -> None:
    first, second = photo(64, 1), photo(64, 2)
    for data in (first, second):
        assert (await upload(desk, data)).json()["complete"] is True
    for _ in range(2):
        assert (await add(client, announced, first, second)).status_code == 204
    assert sorted(await seen(client, announced)) == sorted([name_of(first), name_of(second)])
    events = (await client("alice").get(f"/api/orders/{announced}")).json()["events"]
    (said,) = [row["payload"] for row in events if row["kind"] == "device_photographed"]
    assert said == {"photos": [name_of(first), name_of(second)]}


async def test_a_photo_that_has_not_arrived_is_no_photo(client: Any, announced: UUID, desk: Phone) -> None:
    here = photo(64, 1)
    await upload(desk, here)
    assert code_of(await add(client, announced, here, photo(64, 2))) == (422, "field_not_valid")
    assert await seen(client, announced) == []


async def test_a_hash_that_is_none_is_refused(client: Any, announced: UUID) -> None:
    answer = await client("alice").post(f"/api/orders/{announced}/photos", json={"photos": ["../keys/seal"]})
    assert code_of(answer) == (422, "blob_hash")


async def test_what_a_phone_keeps_as_heic_is_shown_as_jpeg_without_where_it_was_taken(client: Any, announced: UUID, desk: Phone) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "where it was taken"
    Image.new("RGB", (64, 48), "red").save(out, "JPEG", exif=exif)
    for data, mime in ((heic(), "image/heic"), (out.getvalue(), "image/jpeg")):
        assert (await upload(desk, data, mime)).json()["complete"] is True
        assert (await add(client, announced, data)).status_code == 204
        for _ in range(2):  # made, and as it was made
            answer = await client("alice").get(f"/api/orders/{announced}/photos/{name_of(data)}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
            shown = Image.open(io.BytesIO(answer.content))
            assert (shown.format, shown.size, len(shown.getexif())) == ("JPEG", (64, 48), 0)


async def test_the_customer_sees_them_behind_their_link_and_no_others(client: Any, announced: UUID, desk: Phone, us: Cast) -> None:
    ours, other = photo(64, 1), photo(64, 2)
    again = brought(us, serial="SN-2", account_name="Erin")
    assert (await client("alice").post("/api/orders", json=again)).status_code == 201
    for order, data in ((announced, ours), (UUID(again["id"]), other)):
        await upload(desk, data)
        assert (await add(client, order, data)).status_code == 204
    link = await link_to(client, announced)
    page = (await client(None).get(link)).text
    assert (f"{link}/photos/{name_of(ours)}" in page, name_of(other) in page) == (True, False)
    assert (await client(None).get(f"{link}/photos/{name_of(ours)}")).headers["content-type"] == "image/jpeg"
    assert (await client(None).get(f"{link}/photos/{name_of(other)}")).status_code == 404
    await client("alice").delete(f"/api/orders/{announced}/customer-link")
    assert (await client(None).get(f"{link}/photos/{name_of(ours)}")).status_code == 410


async def test_a_stranger_to_the_order_sees_none(client: Any, announced: UUID, desk: Phone, bob: Phone) -> None:
    data = photo(64, 1)
    await upload(desk, data)
    await add(client, announced, data)
    assert code_of(await bob.client.get(f"/api/orders/{announced}/photos/{name_of(data)}")) == (404, "not_found")


async def test_what_a_caller_sent_stands_at_the_order_of_a_visit_until_that_is_done(client: Any, desk: Phone, us: Cast, pool: Any) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    data, late = photo(64, 1), photo(64, 2)
    await upload(desk, data)
    await upload(desk, late)
    assert (await add(client, order, data)).status_code == 204
    shown = (await client("alice").get(f"/api/orders/{order}")).json()
    assert ([row["sha256"] for row in shown["photos"]], shown["carry_in"]) == ([name_of(data)], None)
    assert (await client("alice").get(f"/api/orders/{order}/photos/{name_of(data)}")).status_code == 200
    cancel = {"action": "cancel", "expected": "received", "data": {"reason": "Sold"}}
    assert (await client("alice").post(f"/api/orders/{order}/actions", json=cancel)).is_success
    assert code_of(await add(client, order, late)) == (409, "action_not_possible")


async def test_many_photos_at_once_are_refused_before_any_is_kept(client: Any, announced: UUID) -> None:
    answer = await client("alice").post(f"/api/orders/{announced}/photos", json={"photos": ["00" * 32] * 41})
    assert code_of(answer) == (422, "field_not_valid")


async def test_a_photo_whose_bytes_are_gone_is_an_empty_frame_until_they_are_back(
    client: Any, announced: UUID, desk: Phone, data_folder: Path, us: Cast, pool: Any
) -> None:
    data = photo(64, 1)
    await upload(desk, data)
    await add(client, announced, data)
    kept = data_folder / "blobs" / str(us.org_id) / name_of(data)
    kept.unlink()
    where = f"/api/orders/{announced}/photos/{name_of(data)}"
    assert Image.open(io.BytesIO((await client("alice").get(where)).content)).size == (1400, 1050)
    kept.write_bytes(data)
    assert Image.open(io.BytesIO((await client("alice").get(where)).content)).size == (64, 64)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from carry_in_photos") == 1
