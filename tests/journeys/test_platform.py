"""Rows 27 and 38 of the failure catalogue: what phones' platforms do to large photos and to pushes."""

import asyncio
from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.async_api import BrowserContext, expect

from .chromium import page_of
from .phone_store import frame, photos
from .processes import Served
from .test_failures import WAYS
from .test_whole_road import tap

pytestmark = pytest.mark.journey


async def test_row_27_a_photo_larger_than_a_canvas_is_kept_as_a_picture(browser: BrowserContext) -> None:
    page = await page_of(browser)
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions button:has-text('Report')")
    large = BytesIO()
    Image.radial_gradient("L").resize((8000, 6000)).save(large, "JPEG", quality=80)
    await page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": large.getvalue()})
    await expect(page.locator(".photos figure img")).to_have_count(1)
    (kept,) = (await photos(page)).values()
    picture = Image.open(BytesIO(kept))
    assert max(picture.size) < 8000
    assert ImageStat.Stat(picture.convert("L")).stddev[0] > 20


@pytest.mark.parametrize("data", ['{"title": "Late", "body": "12 min", "tag": "a", "url": "/app/"}', "", "not JSON"])
async def test_row_38_every_push_is_shown(browser: BrowserContext, house: Served, data: str) -> None:
    page = await page_of(browser)
    await browser.grant_permissions(["notifications"], origin=house.url)
    session = await browser.new_cdp_session(page)
    known: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def look(event: dict[str, list[dict[str, str]]]) -> None:
        for row in event["registrations"]:
            if row["scopeURL"].startswith(house.url) and not known.done():
                known.set_result(row["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", look)
    await session.send("ServiceWorker.enable")
    await session.send("ServiceWorker.deliverPushMessage", {"origin": house.url, "registrationId": await known, "data": data})
    shown = "navigator.serviceWorker.ready.then((found) => found.getNotifications()).then((rows) => rows.map((row) => row.title))"
    async with asyncio.timeout(20):
        while not (titles := await page.evaluate(shown)):
            await frame(page)
    assert titles == ["Late" if "Late" in data else "Outrider"]
