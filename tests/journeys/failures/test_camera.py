"""Photos from inside the app, and a phone that runs full."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.offline.photos import photo

from ..phone_store import drafts, frame, photos
from .phone import Phone

pytestmark = pytest.mark.journey


async def test_a_photo_is_taken_inside_the_app_without_network(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    await bob.page.fill("textarea[name=fault_found]", "Typed just now")
    await bob.page.click("[data-camera]")
    assert [row["values"]["fault_found"] for row in await drafts(bob.page)] == ["Typed just now"]  # down before the camera opens
    for count in (1, 2):
        await bob.page.click("[data-shoot]")
        await expect(bob.page.locator(".camera .count")).to_contain_text(str(count))
    await bob.page.click(".camera-keys .big")
    await expect(bob.page.locator(".photos figure img")).to_have_count(2)
    async with asyncio.timeout(5):  # until the camera's entry is gone back from: a reload would cut across it
        while await bob.page.evaluate("history.state?.sheet"):
            await frame(bob.page)
    await bob.page.reload()
    await expect(bob.page.locator(".photos figure img")).to_have_count(2)
    for content in (await photos(bob.page)).values():
        assert Image.open(BytesIO(content)).format == "JPEG"
    bob.house.start("serve")
    async with asyncio.timeout(30):
        while len(await bob.house.sql("select 1 from blobs where complete_at is not null")) < 2:
            await frame(bob.page)


async def test_where_no_camera_may_be_used_a_file_is_chosen(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.evaluate("void (navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')))")
    await bob.page.click(".actions [data-report]")
    async with bob.page.expect_file_chooser():
        await bob.page.click("[data-camera]")
    await expect(bob.page.locator(".camera")).to_have_count(0)


async def test_photos_are_refused_while_there_is_still_room_for_words(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.evaluate("void (navigator.storage.estimate = async () => ({ usage: 985e6, quota: 1e9 }))")
    await bob.page.click(".actions [data-report]")
    picture = tmp_path / "one.jpg"
    picture.write_bytes(photo())
    await bob.page.set_input_files(".take-photo input", str(picture))
    await expect(bob.page.locator(".note.bad")).to_contain_text("no room")
    await expect(bob.page.locator("[data-room]")).to_be_visible()  # and the banner says it everywhere
    assert await photos(bob.page) == {}
    await bob.page.fill("textarea[name=fault_found]", "Words still fit")
    async with asyncio.timeout(5):
        while [row["values"].get("fault_found") for row in await drafts(bob.page)] != ["Words still fit"]:
            await frame(bob.page)


@pytest.mark.hooks
async def test_a_photo_that_the_server_refuses_is_shown_and_kept(bob: Phone) -> None:
    broken = "new File([new Uint8Array([255, 216, 255, 1])], 'a.jpg', { type: 'image/jpeg' })"
    await bob.page.evaluate(f"outrider.keepPhoto({broken}).then(() => undefined)")
    await bob.page.click(".pill")
    await bob.page.click("text=Send now")
    await expect(bob.page.locator("[data-refused=not_a_photo]")).to_be_visible()
    await expect(bob.page.locator(".pill.bad")).to_be_visible()
    assert len(await photos(bob.page)) == 1
