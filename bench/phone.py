"""The phone's first screen: its weight, its cold start without a server, and how long a tap takes to be safe."""

import asyncio
import gzip
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx
from playwright.async_api import Page, Playwright, Response
from tests.journeys.chromium import PHONE, chromium, open_browser, page_of, sign_in_phone
from tests.journeys.processes import Served

from .ground import give_visits, installation
from .table import Row, p95, tell

VISITS, STARTS = 40, 9
PAINTED = """() => new Promise((done) => {
  const look = () => document.querySelector('main.list[data-painted="%d"]')
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    : requestAnimationFrame(look);
  look();
})"""
WATCH = """() => {
  window.saved = [];
  const unsent = () => document.querySelector('.pill')?.dataset.unsent;
  document.addEventListener('click', (event) => {
    if (!event.target.closest('[data-action]')) return;
    const before = unsent(), began = event.timeStamp;
    const watch = new MutationObserver(() => {
      if (unsent() === before) return;
      watch.disconnect();
      requestAnimationFrame(() => window.saved.push(performance.now() - began));
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
  }, true);
}"""


async def slow(page: Page, factor: int) -> None:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": factor})


async def weight(play: Playwright, house: Served, profile: Path) -> float:
    """KB of JavaScript, gzip, that the browser asked for until the day is on screen (workers too); the profile is signed in afterwards."""
    browser = await open_browser(play, profile, PHONE)
    page, seen = await page_of(browser), list[Response]()
    browser.on("response", lambda answer: seen.append(answer))
    await sign_in_phone(page, house.url, "bob")
    await page.wait_for_selector(f'main.list[data-painted="{VISITS}"]')
    scripts = {answer.url for answer in seen if "javascript" in answer.headers.get("content-type", "")}
    await page.evaluate("navigator.serviceWorker.ready")
    await browser.close()
    # What the service worker fetches for later is not what the first screen waits for.
    first = [url for url in scripts if "/sw.js" not in url and "scan-" not in url]
    async with httpx.AsyncClient() as client:
        return sum([len(gzip.compress((await client.get(url)).content, 6)) for url in first]) / 1024


async def cold_start(play: Playwright, house: Served, profile: Path) -> float:
    """Seconds from the address to a painted list; a new browser each time, and no server."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await slow(page, 4)
    await page.goto(f"{house.url}/app/", wait_until="commit")
    taken = float(await page.evaluate(PAINTED % VISITS)) / 1000
    await browser.close()
    return taken


async def taps(play: Playwright, house: Served, profile: Path) -> list[float]:
    """Milliseconds from the finger to "on the phone": three taps in each visit."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await page.evaluate(WATCH)
    await slow(page, 6)
    for index in range(VISITS):
        await page.locator(".visit-card").nth(index).click()
        for action in ("accept", "confirm_appointment", "set_off"):
            await page.click(f".actions > [data-action={action}]")
        await page.wait_for_selector("main.visit[data-status=en_route]")
        await page.click(".top .back")
    found = await page.evaluate("window.saved")
    assert len(found) == 3 * VISITS, len(found)
    await browser.close()
    return [float(value) for value in found]


async def measure(house: Served, profile: Path) -> list[Row]:
    async with chromium() as play:
        kilobytes = await weight(play, house, profile)
        house.stop("serve")
        starts = [await cold_start(play, house, profile) for _ in range(STARTS)]
        saved = await taps(play, house, profile)
    return [
        Row("JavaScript of the first phone screen, gzip", kilobytes, "KB", 60),
        Row(f"cold start without a server, {VISITS} visits painted, CPU/4, median of {STARTS}", median(starts), "s", 1.0),
        Row("tap to saved, CPU/6, p95", p95(saved), "ms", 100),
        Row("tap to saved, CPU/6, median", median(saved), "ms"),
    ]


def main() -> int:
    with installation() as house, TemporaryDirectory(prefix="outrider-phone-") as profile:
        give_visits(house, VISITS, "bob")
        return tell("phone", asyncio.run(measure(house, Path(profile))))


if __name__ == "__main__":
    raise SystemExit(main())
