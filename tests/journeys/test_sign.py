"""Before anybody signs the phone says what no paper takes and which letters it cannot show; a turned phone keeps what was drawn."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast
from tests.offline.test_photos import photo

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .processes import Served
from .test_late_visit import order_with_bob
from .test_whole_road import tap

pytestmark = pytest.mark.journey
# How many pixels of the pad are inked.
INK = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]) inked += 1;
  return inked;
}"""


async def write(page: Page, name: str, text: str) -> None:
    await page.fill(f"textarea[name={name}]", text)


async def at_the_pad(page: Page, work: str, pictures: list[Path]) -> None:
    for action, after in (
        ("accept", "accepted"),
        ("confirm_appointment", "appointment_confirmed"),
        ("set_off", "en_route"),
        ("arrive", "arrived"),
    ):
        await tap(page, action, after)
    await page.click(".actions .pair button >> nth=0")
    await write(page, "fault_found", "Fan stands still")
    await write(page, "work_done", "x" * 10_001)
    await page.click("[name=solved]")
    await expect(page.locator("label .note.bad")).to_contain_text("10001")
    await expect(page.locator(".actions button.primary")).to_be_disabled()
    await write(page, "work_done", work)
    await page.set_input_files(".take-photo input", [str(picture) for picture in pictures])
    await expect(page.locator("p.note.bad")).to_contain_text("40")
    await expect(page.locator(".photos figure")).to_have_count(40)
    await page.click(".actions button.primary")


async def test_the_phone_says_before_signing_what_the_paper_cannot_show(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)
    pictures = [tmp_path / f"{seed}.jpg" for seed in range(41)]
    for seed, picture in enumerate(pictures):
        picture.write_bytes(photo(16, seed))
    browser = await open_browser(play, tmp_path / "bob", PHONE, "zh-CN")
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.wait_for_selector(".visit-card")
    await browser.set_offline(True)  # the table of letters came along with the app
    await page.reload()
    await page.click(".visit-card")
    await at_the_pad(page, "Fan of 𪚥 replaced", pictures)
    await expect(page.locator("[data-strange]")).to_contain_text("U+2A6A5")
    await a_dot_is_no_signature(page)
    await a_turned_phone_keeps_the_strokes(page)
    await page.click("[data-party=customer] button.primary")
    role = page.locator("[data-party=engineer] .names input").nth(1)
    await expect(role).to_have_value("Engineer")  # the report is English, the engineer reads Chinese
    await page.reload()
    await expect(role).to_have_value("Engineer")
    await expect(page.locator("[data-party=engineer] h2")).to_have_text("工程师签字")
    await browser.close()


async def a_dot_is_no_signature(page: Page) -> None:
    party = page.locator("[data-party=customer]")
    await party.locator("canvas").click()
    await expect(party.locator("p[role=status]")).to_contain_text("too short")
    await expect(party.locator("button.primary")).to_be_disabled()
    await party.locator(".pad button").click()
    await expect(party.locator("p[role=status]")).to_have_count(0)


async def a_turned_phone_keeps_the_strokes(page: Page) -> None:
    canvas = page.locator("[data-party=customer] canvas")
    await canvas.scroll_into_view_if_needed()
    await draw_below(page, canvas)
    upright: dict[str, Any] = dict(page.viewport_size or {})
    wide = await canvas.evaluate("canvas => canvas.width")
    assert await canvas.evaluate(INK) > 300
    await page.set_viewport_size({"width": upright["height"], "height": upright["width"]})
    await expect(canvas).not_to_have_js_property("width", wide)
    assert await canvas.evaluate(INK) > 300
    await page.set_viewport_size({"width": upright["width"], "height": upright["height"]})
    await expect(canvas).to_have_js_property("width", wide)
    assert await canvas.evaluate(INK) > 300


async def draw_below(page: Page, canvas: Any) -> None:
    """Along the lower edge of the pad, where a wider pad would push it out."""
    box = await canvas.bounding_box()
    await page.mouse.move(box["x"] + 30, box["y"] + box["height"] - 25)
    await page.mouse.down()
    for step in range(20):
        await page.mouse.move(box["x"] + 30 + step * 12, box["y"] + box["height"] - 25 - step % 3)
    await page.mouse.up()
