import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.conftest import code_of

from .phone import Phone
from .photos import CHUNK, announce, patch, photo, upload


async def test_a_photo_arrives_in_pieces_and_its_bytes_are_the_same(bob: Phone, data_folder: Path, us: Any) -> None:
    data = photo()
    assert len(data) > 2 * CHUNK
    assert (await upload(bob, data)).json() == {"received": len(data), "complete": True}
    stored = data_folder / "blobs" / str(us.org_id) / sha256(data).hexdigest()
    assert stored.read_bytes() == data


async def test_a_broken_upload_goes_on_where_it_broke_off(bob: Phone) -> None:
    data = photo()
    name = sha256(data).hexdigest()
    await announce(bob, data)
    await patch(bob, name, 0, data[:CHUNK])
    assert (await announce(bob, data)).json() == {"received": CHUNK, "complete": False}
    wrong = await patch(bob, name, 0, data[:CHUNK])
    assert (code_of(wrong), wrong.json()["params"]) == ((409, "blob_offset"), {"received": CHUNK})
    assert (await upload(bob, data)).json()["complete"] is True


async def test_a_photo_sent_again_costs_nothing(bob: Phone) -> None:
    data = photo()
    await upload(bob, data)
    assert (await announce(bob, data)).json()["complete"] is True


async def test_thirty_megabytes_are_refused_before_a_byte_is_sent(bob: Phone) -> None:
    assert code_of(await announce(bob, b"x", size=30 * 1024 * 1024)) == (413, "too_large")


POSTSCRIPT = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\nshowpage\n"


@pytest.mark.parametrize("data", [b"%PDF-1.7 " + b"x" * 1000, POSTSCRIPT], ids=["PDF", "PostScript"])
async def test_what_is_named_jpg_and_is_none_is_refused_and_leaves_nothing(bob: Phone, data_folder: Path, data: bytes) -> None:
    assert code_of(await upload(bob, data)) == (422, "not_a_photo")
    assert list((data_folder / "blobs").rglob("*.*")) == []


async def test_damaged_bytes_are_refused_and_may_be_sent_again(bob: Phone) -> None:
    data = photo(200)
    name = sha256(data).hexdigest()
    await announce(bob, data)
    assert code_of(await patch(bob, name, 0, data[:-1] + b"\x00")) == (422, "blob_hash")
    assert (await upload(bob, data)).json()["complete"] is True


async def test_another_kind_of_file_is_refused_at_once(bob: Phone) -> None:
    assert code_of(await announce(bob, b"x", "application/zip")) == (422, "not_a_photo")


async def test_a_name_that_is_no_hash_is_refused(bob: Phone) -> None:
    answer = await bob.client.put("/api/blobs/holiday.jpg", json={"size": 5, "mime": "image/jpeg"})
    assert code_of(answer) == (422, "blob_hash")


async def test_a_photo_of_too_many_pixels_is_refused_by_its_content_and_leaves_nothing(bob: Phone, data_folder: Path) -> None:
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    assert len(out.getvalue()) < 20_000
    assert code_of(await upload(bob, out.getvalue(), "image/png")) == (422, "too_many_pixels")
    assert list((data_folder / "blobs").rglob("*.*")) == []


@pytest.mark.parametrize("wrong", [1, 300_000, 1_000_000], ids=["too small", "a little too small", "too large"])
async def test_a_photo_that_was_announced_with_a_wrong_size_is_sent_all_the_same(bob: Phone, wrong: int) -> None:
    data = photo()
    assert 300_000 < len(data) < 1_000_000
    await announce(bob, data, size=wrong)
    await patch(bob, sha256(data).hexdigest(), 0, data[: min(wrong, CHUNK)])
    assert (await upload(bob, data)).json() == {"received": len(data), "complete": True}


async def test_one_person_sends_so_many_photos_a_day(bob: Phone, monkeypatch: Any) -> None:
    monkeypatch.setattr("outrider.offline.rules.MOST_PHOTOS", 2)
    first, second, third = (photo(20, seed) for seed in range(3))
    for data in (first, second):
        assert (await upload(bob, data)).json()["complete"] is True
    assert code_of(await announce(bob, third)) == (429, "too_many_photos")
    assert (await announce(bob, first)).json()["complete"] is True
