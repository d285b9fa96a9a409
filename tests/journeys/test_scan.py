"""The camera reads a device's serial number; the phone's own map and telephone are one tap away."""

import io
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import FLAGS, PHONE, open_browser, page_of, sign_in_phone
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


def film(path: Path, text: str) -> Path:
    """What the camera sees: a printed label, as motion JPEG."""
    label = io.BytesIO()
    segno.make(text, error="m").save(label, kind="png", scale=10, border=8)
    scene = Image.new("RGB", (640, 480), "#c8c8c0")
    code = Image.open(label).convert("RGB")
    scene.paste(code, ((640 - code.width) // 2, (480 - code.height) // 2))
    frame = io.BytesIO()
    scene.save(frame, "JPEG", quality=92)
    path.write_bytes(frame.getvalue() * 10)
    return path


async def test_a_serial_number_is_scanned_and_compared(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)  # its device is SN-9
    for text, verdict in (("SN-9", "good"), ("SN-10", "warn")):
        camera = film(tmp_path / f"{text}.mjpeg", text)
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={camera}"]
        browser = await open_browser(play, tmp_path / text, PHONE, args=flags)
        page = await page_of(browser)
        await sign_in_phone(page, house.url, "bob")
        await page.wait_for_selector(".visit-card")
        await page.evaluate("navigator.serviceWorker.ready")
        await browser.set_offline(True)  # the decoder came along with the app
        await page.reload()
        await page.click(".visit-card")
        await expect(page.locator("a[href^='geo:52.53,13.41']")).to_be_visible()
        await expect(page.locator("a[href='tel:+49305550100']")).to_be_visible()
        await page.click(".facts button")
        await expect(page.locator(f".facts .note.{verdict}")).to_be_visible()
        await expect(page.locator(".recorded")).to_contain_text(text)  # kept, also without network
        if verdict == "warn":
            await page.click("[data-work-on]")
            await expect(page.locator(".facts code")).to_have_text(text)
        await browser.close()
