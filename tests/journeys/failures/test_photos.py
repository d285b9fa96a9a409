"""The failure catalogue, rows of photos: what a canvas does to large ones, and how they go up in pieces."""

import asyncio
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.async_api import BrowserContext, Page, Playwright, Route, expect

from tests.cast import Cast
from tests.offline.photos import photo

from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..phone_store import frame, photos
from ..processes import Served
from ..steps import tap, write_report
from ..visits import order_with_bob
from .phone import WAYS, Phone

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


async def with_photos_broken(play: Playwright, house: Served, us: Cast, profile: Path, broken: str) -> Page:
    """On the report, with this said in the worker that scales photos: there no page can play a phone's faults."""

    async def breaks(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=f"{broken}\n{await answer.text()}")

    await order_with_bob(house, us)
    browser = await open_browser(play, profile, PHONE, service_workers="block")  # its answers could not be changed
    await browser.route("**/photo.worker*.js", breaks)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.click(".visit-card")
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions button:has-text('Report')")
    return page


@pytest.mark.parametrize(
    "broken",
    [
        "OffscreenCanvasRenderingContext2D.prototype.drawImage = () => {};",
        "self.createImageBitmap = () => Promise.reject(new DOMException('', 'InvalidStateError'));",
    ],
    ids=["blank", "not decoded"],
)
async def test_row_27_a_photo_that_cannot_be_drawn_is_kept_as_it_is(
    play: Playwright, house: Served, us: Cast, tmp_path: Path, broken: str
) -> None:
    """A canvas of iOS that is too large stays blank, or its decoder gives up."""
    page = await with_photos_broken(play, house, us, tmp_path / "bob", broken)
    taken = photo(40)
    await page.set_input_files("input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": taken})
    await expect(page.locator(".photos figure img")).to_have_count(1)
    assert list((await photos(page)).values()) == [taken]
    await page.context.close()


GONE = """
const draws = createImageBitmap, reads = Blob.prototype.arrayBuffer, here = (file) => (file.name === 'gone.jpg' ? null : file);
self.createImageBitmap = (file, how) => draws(here(file), how);
Blob.prototype.arrayBuffer = function () { return reads.call(here(this)); };
"""


async def test_a_photo_that_lies_elsewhere_is_said_and_the_others_are_kept(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    """One of those chosen is only in the gallery's cloud, and there is no network."""
    page = await with_photos_broken(play, house, us, tmp_path / "bob", GONE)
    await write_report(page, [])
    chosen = [tmp_path / "gone.jpg", tmp_path / "here.jpg"]
    for seed, picture in enumerate(chosen):
        picture.write_bytes(photo(40, seed))
    await page.set_input_files(".take-photo input", chosen)
    await expect(page.locator(".photos figure img")).to_have_count(1)
    await expect(page.locator(".note.bad")).to_be_visible()
    await expect(page.locator(".actions button.primary")).to_be_enabled()
    await page.context.close()


@pytest.mark.soak  # in Node each time: pwa/src/engineer/send.test.ts
async def test_photos_leave_also_where_the_day_does_not_come(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.says("ok", 0)
    await bob.browser.route("**/api/phone/pull*", lambda route: route.abort("timedout"))
    await bob.page.click(".actions [data-report]")
    picture = tmp_path / "one.jpg"
    picture.write_bytes(photo(40))
    await bob.page.set_input_files(".take-photo input", str(picture))
    await expect(bob.page.locator(".photos figure img")).to_have_count(1)
    async with asyncio.timeout(20):
        while not await bob.house.sql("select 1 from blobs where complete_at is not null"):
            await frame(bob.page)


async def test_row_30_a_photo_that_arrived_in_part_goes_on_where_it_broke_off(bob: Phone, tmp_path: Path) -> None:
    await bob.close_and_open()
    await bob.steps(0, 1, 2, 3)
    sent: list[int] = []

    async def count(route: Route) -> None:
        size = len(route.request.post_data_buffer or b"")
        if len(sent) == 3:
            await route.abort("connectionreset")
            return
        sent.append(size)
        await route.continue_()

    await bob.browser.route("**/api/blobs/*?offset=*", count)
    await bob.page.click(".actions [data-report]")
    picture = tmp_path / "large.jpg"
    picture.write_bytes(photo(1500))
    await bob.page.set_input_files(".take-photo input", str(picture))
    await expect(bob.page.locator(".photos figure img")).to_have_count(1)
    (content,) = (await photos(bob.page)).values()
    while len(sent) < 3:
        await frame(bob.page)
    assert await bob.house.sql("select 1 from blobs where complete_at is not null") == []
    await bob.reopen()
    more: list[int] = []

    async def note(route: Route) -> None:
        more.append(len(route.request.post_data_buffer or b""))
        await route.continue_()

    await bob.browser.route("**/api/blobs/*?offset=*", note)
    while not await bob.house.sql("select 1 from blobs where complete_at is not null"):
        await frame(bob.page)
    assert sum(sent) + sum(more) < 1.5 * len(content)
    (blob,) = await bob.house.sql("select encode(sha256, 'hex') as name from blobs")
    assert (bob.house.data / "blobs" / str(bob.house.database.us.org_id) / blob["name"]).read_bytes() == content


async def test_the_office_knows_how_many_photos_a_phone_still_holds_and_since_when(bob: Phone, tmp_path: Path) -> None:
    ends = False

    async def away(route: Route) -> None:
        await (route.continue_() if ends else route.abort("connectionreset"))

    async def office_knows(photos: int) -> datetime | None:
        """Of one phone: its number of photos, and since when the oldest waits."""
        async with asyncio.timeout(60):
            while True:
                (row,) = await bob.house.sql("select unsent_photos, unsent_since from phones where seen_at is not null")
                if row["unsent_photos"] == photos:
                    since: datetime | None = row["unsent_since"]
                    return since
                await frame(bob.page)

    await bob.steps(0, 1, 2, 3)
    await bob.browser.route("**/api/blobs/**", away)
    await bob.page.click(".actions [data-report]")
    picture, began = tmp_path / "one.jpg", datetime.now(UTC)
    picture.write_bytes(photo(40))
    await bob.page.set_input_files(".take-photo input", str(picture))
    since = await office_knows(1)
    assert since is not None
    assert began <= since <= datetime.now(UTC)
    ends = True
    assert await office_knows(0) is None


async def test_a_photo_taken_while_another_is_sent_is_counted_until_it_is_received(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    go_on, asked = asyncio.Event(), list[str]()

    async def hold(route: Route) -> None:
        asked.append(name := route.request.url.split("?")[0])
        await go_on.wait()
        await (route.continue_() if name == asked[0] else route.abort())

    await bob.browser.route("**/api/blobs/*", hold)
    await bob.page.click(".actions [data-report]")
    for n in (1, 2):
        picture = tmp_path / f"{n}.jpg"
        picture.write_bytes(photo(200, n))
        await bob.page.set_input_files(".take-photo input", str(picture))
        await expect(bob.page.locator(".photos figure img")).to_have_count(n)
        while not asked:
            await frame(bob.page)
    await expect(bob.page.locator(".pill [aria-hidden]:not(.icon)")).to_have_text("2")
    go_on.set()
    while not await bob.house.sql("select 1 from blobs where complete_at is not null"):
        await frame(bob.page)
    await expect(bob.page.locator(".pill [aria-hidden]:not(.icon)")).to_have_text("1")
