"""The bars of the offline specification, section 5: weight, cold start, taps, photos, positions, sync, drain and the feed."""

import asyncio
import base64
import gzip
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from PIL import Image
from playwright.async_api import Page, Playwright, Response
from tests.cast import PASSWORD
from tests.journeys.chromium import PHONE, chromium, open_browser, page_of, sign_in_phone
from tests.journeys.day import give_visits
from tests.journeys.phone_store import in_database
from tests.journeys.processes import HOOKS, Served
from tests.laws.test_weight import first_screen, kept, packed

from . import feed, finger, skeleton
from .finger import slow
from .ground import installation
from .table import Row, p95, tell

VISITS, PHOTOS, BATCHES = 40, 40, 96
KEEP = in_database("""
  const rows = await Promise.all(arg.map(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const sha256 = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return { sha256, bytes, mime: 'image/jpeg', state: 'waiting', failed: null, at: Date.now() };
  }));
  const tx = db.transaction('blobs', 'readwrite');
  for (const row of rows) tx.objectStore('blobs').put(row);
  await finished(tx);
""")
WAITING = in_database("""
  const tx = db.transaction(['blobs', 'gps']);
  const counts = [tx.objectStore('blobs').index('state').count('waiting'), tx.objectStore('gps').count()];
  return (await Promise.all(counts.map(answer))).reduce((sum, count) => sum + count);
""")
PACKED = in_database("""
  const rows = await answer(db.transaction('pack').objectStore('pack').getAll());
  return rows.reduce((sum, row) => sum + JSON.stringify(row.piece).length, 0);
""")
LONG = """() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((row) => row.duration))).observe({ type: 'longtask' });
}"""
POSITIONS = """async ([batches, size]) => {
  const taken = [];
  for (let batch = 0; batch < batches; batch++) {
    const at = new Date().toISOString();
    const fixes = Array.from({ length: size }, () => ({ device_time: at, lat: 52.5, lon: 13.4, accuracy_m: 9, speed_mps: 1, heading_deg: 90 }));
    const began = performance.now();
    await outrider.keepFixes(fixes);
    taken.push(performance.now() - began);
  }
  return taken;
}"""
THUMBNAIL = """(count) => new Promise((done) => {
  let began = 0;
  document.querySelector('input[type=file]').addEventListener('change', () => { began = performance.now(); }, { capture: true, once: true });
  const look = () => {
    const shown = [...document.querySelectorAll('.photos figure img')].filter((row) => row.complete && row.naturalWidth);
    if (shown.length === count) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})"""


async def weight(play: Playwright, house: Served, profile: Path) -> float:
    """KB of JavaScript, gzip, that the browser asked for until the day is on screen (workers too); the profile is signed in afterwards."""
    browser = await open_browser(play, profile, PHONE)
    page, seen = await page_of(browser), list[Response]()
    browser.on("response", lambda answer: seen.append(answer) if answer.request.service_worker is None else None)
    await sign_in_phone(page, house.url, "bob")
    await page.wait_for_selector(f'main.list[data-painted="{VISITS}"]')
    scripts = {answer.url for answer in seen if "javascript" in answer.headers.get("content-type", "")}
    await page.evaluate("navigator.serviceWorker.ready")
    await page.wait_for_selector("[data-pack=ready]")  # what is opened afterwards is a whole day each time
    await browser.close()
    first = [url for url in scripts if "/sw.js" not in url]  # what the worker fetches for later, the first screen does not wait for
    async with httpx.AsyncClient() as client:
        return sum([len(gzip.compress((await client.get(url)).content, 6)) for url in first]) / 1024


async def positions(play: Playwright, house: Served, profile: Path) -> list[float]:
    """Milliseconds until a batch of twenty positions lies on the phone, CPU/6, without a server."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await page.wait_for_selector("main.list")
    await slow(page, 6)
    taken = await page.evaluate(POSITIONS, [BATCHES, 20])
    await browser.close()
    return [float(value) for value in taken]


async def network(page: Page, down_kbit: int, up_kbit: int) -> None:
    session = await page.context.new_cdp_session(page)
    speed = {"downloadThroughput": down_kbit * 125, "uploadThroughput": up_kbit * 125}
    await session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 100, **speed})


async def first_day(play: Playwright, house: Served, profile: Path) -> tuple[float, float, float]:
    """Seconds from the sign-in to the day on screen, and to "ready to leave", at 750 kbit/s on a phone that has only the app; its KB."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.fill("[name=login]", "bob@ours.test")
    await page.fill("[name=password]", PASSWORD)
    await network(page, 750, 250)
    began = perf_counter()
    await page.click("button.primary")
    await page.wait_for_selector(f'main.list[data-painted="{VISITS}"]')
    usable = perf_counter() - began
    await page.wait_for_selector("[data-pack=ready]", timeout=60_000)
    complete = perf_counter() - began
    size = await page.evaluate(PACKED) / 1024
    await browser.close()
    return usable, complete, size


async def drain(play: Playwright, house: Served, profile: Path) -> tuple[float, float]:
    """Seconds until a shift's commands, and then its photos and positions, are on the server: 3 Mbit/s up, from the tap on "Send now"."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/phone")
    await page.evaluate(KEEP, [base64.b64encode(noise(index)).decode() for index in range(PHOTOS)])
    await network(page, 6000, 3000)
    house.start("serve")
    began = perf_counter()
    await page.click("text=Send now")
    await page.wait_for_selector(".pill[data-unsent='0']")
    commands = perf_counter() - began
    async with asyncio.timeout(300):
        while await page.evaluate(WAITING):
            await page.evaluate("new Promise((done) => setTimeout(done, 100))")
    everything = perf_counter() - began
    await browser.close()
    return commands, everything


def noise(seed: int) -> bytes:
    """A JPEG of about 400 KB that nothing can make smaller."""
    held = BytesIO()
    Image.frombytes("L", (800, 800), Random(seed).randbytes(640_000)).save(held, "JPEG", quality=76)
    return held.getvalue()


def picture(index: int) -> bytes:
    held = BytesIO()
    Image.effect_mandelbrot((4000, 3000), (-2 + index / 10, -1.5, 1, 1.5), 40).convert("RGB").save(held, "JPEG", quality=90)
    return held.getvalue()


async def photos(play: Playwright, house: Served, profile: Path) -> tuple[list[float], float]:
    """Milliseconds from a chosen 12-megapixel photo to its thumbnail, CPU/4; and the longest that the screen was busy meanwhile."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    await page.goto(f"{house.url}/app/")
    await page.locator(".visit-card").first.click()
    await page.click(".actions > [data-action=arrive]")
    await page.click(".actions button:has-text('Report')")
    await slow(page, 4)
    await page.evaluate(LONG)
    taken = []
    for index in range(5):
        watched = asyncio.ensure_future(page.evaluate(THUMBNAIL, index + 1))
        chosen = profile / f"{index}.jpg"  # by its path: bytes that the tool hands over would keep the screen busy themselves
        chosen.write_bytes(picture(index))
        await page.set_input_files("input[type=file]", str(chosen))
        taken.append(float(await watched))
    longest = float(await page.evaluate("Math.max(0, ...window.long)"))
    await browser.close()
    return taken, longest


async def measure(house: Served, profile: Path) -> list[Row]:
    async with chromium() as play:
        kilobytes = await weight(play, house, profile / "bob")
        usable, complete, size = await first_day(play, house, profile / "other")
        bare = await skeleton.installed(play, profile / "bob")
        house.stop("serve")
        waited = await finger.measure(play, (f"{house.url}/app/", bare), profile / "bob", VISITS)
        batches = await positions(play, house, profile / "bob")
        commands, everything = await drain(play, house, profile / "bob")
        pictures, longest = await photos(play, house, profile / "bob")
    return [
        Row("JavaScript of the first phone screen, gzip", kilobytes, "KB", 60),
        Row("all that the phone keeps of the app, gzip, without the decoder", kept() / 1024, "KB", 250),
        Row("styles of the first phone screen, gzip", sum(map(packed, first_screen()[1])) / 1024, "KB", 15),
        *waited,
        Row(f"first sync at 750 kbit/s, {VISITS} visits usable", usable, "s", 8),
        Row(f"the same, ready to leave with {size:.0f} KB of what the visits need", complete, "s", 8),
        Row(f"{3 * VISITS} commands of a shift sent at 3 Mbit/s", commands, "s", 5),
        Row(f"the same with {PHOTOS} photos of 400 KB and {20 * BATCHES} positions", everything, "s", 90),
        Row("12-megapixel photo to thumbnail, CPU/4, median of 5", median(pictures), "ms", 1500),
        Row("longest that the screen was busy meanwhile", longest, "ms", 50),
        Row("a batch of 20 positions written, CPU/6, p95", p95(batches), "ms", 40),
        *await feed.measure(house),
    ]


def main() -> int:
    with installation(OUTRIDER_WEB=HOOKS) as house, TemporaryDirectory(prefix="outrider-phone-") as profile:
        give_visits(house, VISITS, "bob")
        return tell("phone", asyncio.run(measure(house, Path(profile))))


if __name__ == "__main__":
    raise SystemExit(main())
