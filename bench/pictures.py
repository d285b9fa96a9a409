"""The pictures of the README, taken from a running demonstration (PUBLIC_URL): `make up`, then `make bench-pictures`."""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Page
from tests.journeys.chromium import EXECUTABLE, FLAGS, PHONE, chromium

from outrider.config import ROOT
from outrider.demo.cast import PASSWORD

URL = os.environ.get("PUBLIC_URL") or "http://127.0.0.1:8000"
DESK = {"viewport": {"width": 1440, "height": 900}}
TARGET = ROOT / "docs" / "pictures"


async def signed_in(browser: Browser, kind: dict[str, Any], login: str, path: str, language: str = "en") -> Page:
    page = await (await browser.new_context(**kind, locale=language)).new_page()
    await page.goto(URL + path)
    await page.fill("[name=login]", f"{login}@demo.example")
    await page.fill("[name=password]", PASSWORD)
    await page.click("button.primary")
    return page


async def drawn(page: Page) -> None:
    """A map tells nobody when its last line is on the screen: it gets a moment."""
    await page.locator(".maplibregl-canvas").first.wait_for()
    await page.wait_for_timeout(3000)


async def console(browser: Browser, folder: Path) -> None:
    page = await signed_in(browser, DESK, "dispatcher", "/console")
    await page.click(".late-row")
    await page.wait_for_selector(".candidate")
    await drawn(page)
    await page.screenshot(path=folder / "console.png")
    await page.click("text=Customer link")
    link = await page.locator("input.link").input_value()
    customer = await (await browser.new_context(**PHONE, locale="en")).new_page()
    await customer.goto(link)
    await customer.wait_for_selector(".pin")
    await drawn(customer)
    await customer.screenshot(path=folder / "customer.png")


async def phone(browser: Browser, folder: Path) -> None:
    page = await signed_in(browser, PHONE, "wang", "/app/", "zh-CN")
    await page.wait_for_selector("[data-pack=ready]")
    await page.click(".duty")
    await page.click("[data-say=on]")
    await page.wait_for_selector(".pill[data-sync=ok][data-unsent='0']")
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(500)  # a colour that is still changing
    await page.screenshot(path=folder / "today.png")
    await page.click(".visit-card")
    await page.wait_for_selector("main.visit")
    await page.screenshot(path=folder / "visit.png")


async def report(browser: Browser, folder: Path) -> None:
    page = await signed_in(browser, DESK, "dispatcher", "/console?filter=done")
    await page.click(".row")
    address = await page.locator(".report-row a").first.get_attribute("href")
    pdf = await (await page.context.request.get(f"{URL}{address}")).body()
    (folder / "report.pdf").write_bytes(pdf)
    command = ("pdftoppm", "-r", "80", "-png", "-singlefile", str(folder / "report.pdf"), str(folder / "report"))
    assert await (await asyncio.create_subprocess_exec(*command)).wait() == 0


def shrink(source: Path, width: int) -> None:
    picture = Image.open(source).convert("RGB")
    picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    picture.save(TARGET / f"{source.stem}.webp", quality=82, method=6)


async def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    async with chromium() as play:
        browser = await play.chromium.launch(args=FLAGS, executable_path=EXECUTABLE)
        with TemporaryDirectory() as folder:
            for take in (console, phone, report):
                await take(browser, Path(folder))
            for name, width in (("console", 1440), ("customer", 480), ("today", 480), ("visit", 480), ("report", 660)):
                shrink(Path(folder) / f"{name}.png", width)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
