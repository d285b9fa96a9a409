"""Row 27 of the failure catalogue: what a phone's canvas does to large photos."""

from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.async_api import BrowserContext, expect

from ..chromium import page_of
from ..phone_store import photos
from ..test_whole_road import tap
from .phone import WAYS

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
