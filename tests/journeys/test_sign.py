"""Before anybody signs the phone says what no paper takes and which letters it cannot show; a turned phone keeps what was drawn.

While the customer has the phone, nothing that the office does moves the pad, and only the engineer leaves.
"""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, Playwright, expect

from tests.cast import Cast
from tests.offline.photos import photo

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .phone_store import in_step, outbox, rows_of
from .processes import Served
from .steps import draw, read_to_the_end, tap, write_report
from .visits import order_with_bob

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
    await page.click(".actions [data-report]")
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
    await read_to_the_end(page)
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


async def test_the_pad_stands_still_and_only_the_engineer_leaves_it(browser: BrowserContext, house: Served, us: Cast) -> None:
    page = await page_of(browser)
    for action, after in (
        ("accept", "accepted"),
        ("confirm_appointment", "appointment_confirmed"),
        ("set_off", "en_route"),
        ("arrive", "arrived"),
    ):
        await tap(page, action, after)
    await page.click(".actions [data-report]")
    await write_report(page, [])
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible()
    await browser.set_offline(True)
    await page.click(".actions button.primary")
    await page.click("[data-speak=zh-CN]")  # the customer reads Chinese
    await expect(page.locator(".document h2")).to_have_text("服务报告")
    await read_to_the_end(page)
    canvas = page.locator("[data-party=customer] canvas")
    await expect(page.locator(".declaration")).to_contain_text("签字即确认其内容")
    await expect(canvas).to_be_in_viewport(ratio=1)
    await expect(page.locator("[data-party=customer] button.primary")).to_be_in_viewport(ratio=1)
    await draw(page, "customer")
    before = await canvas.bounding_box()
    await taken_away(house, us)
    await browser.set_offline(False)
    await in_step(page)
    assert [row["ended_at"] is None for row in await rows_of(page, "jobs")] == [False]
    assert await canvas.bounding_box() == before
    await page.go_back()  # by a customer's thumb
    await page.click("[data-leave]")
    await expect(page.locator("[data-leave]")).to_contain_text("长按")
    await page.click("[data-read-again]")
    await read_to_the_end(page)
    assert await canvas.evaluate(INK) > 300
    await page.click("[data-leave]", delay=1500)
    await expect(page.locator("main.report-form")).to_be_visible()
    await page.click(".actions button.primary")
    await read_to_the_end(page)
    assert await canvas.evaluate(INK) > 300
    await page.click("[data-party=customer] button.primary")
    await draw(page, "engineer")
    await page.click("[data-party=engineer] button.primary")
    await expect(page.locator("main.visit")).to_be_visible()
    sealed = [json.loads(json.loads(row["body"])["payload"]["sealed"]) for row in await outbox(page) if row["kind"] == "seal_report"]
    assert [(row["language"], row["declaration"]) for row in sealed] == [("zh-CN", "本人已阅读本报告，签字即确认其内容。")]


async def taken_away(house: Served, us: Cast) -> None:
    """The office hands the visit to somebody else."""
    (order,) = await house.sql("select id, status from orders")
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        given = {"engineer_id": str(us.users["charlie"]), "expected": order["status"], "reason": "Needed elsewhere"}
        (await alice.post(f"/api/orders/{order['id']}/assignment", json=given)).raise_for_status()
