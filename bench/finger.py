"""What a finger waits for: cold start and taps of the app, each in turn with the same of a bare page (skeleton.py).

Milliseconds say more about the machine than about the app: tap to saved took 41 and 110 ms at p95 on two quiet machines, and 425
on a busy one. So what decides is how many times the bare page's time the app takes. The milliseconds that were wanted are
said beside it, and decide nothing.

How the bars were chosen: four runs on two cores under a load of 9 to 16, where the app took so many times the bare page's time

    cold start, median, CPU/4             2.9, 2.7, 2.5, 2.8
    cold start, median, CPU/6             2.7, 2.3, 2.6, 2.5
    the main thread's work in it          4.6, 4.0, 4.3, 5.1 of six starts each; now of twelve
    tap to next paint, mean               1.9, 2.0, 2.0, 2.0
    tap to saved, median                  1.9, 1.8, 1.9, 2.0
    tap to saved, p95                     2.0, 1.6, 2.2, 2.3

Each bar is about a quarter above the middle; a tap's p95, which are its slowest six, has a half and sees only worse than that.
A build whose taps and start were slowed by about 40 % (36 ms in each tap, 45 ms in the start) came out at 2.8 for saved, 2.7 for
painted, 5.6 for the work, and 3.4 and 3.2 for the start at CPU/6 and CPU/4, of two starts each.
The p95 of a dozen starts was 2.0 and 3.4 for one build: it is said, and decides nothing. A cold start waits for much that is no work of the app,
so the surest word about it is the work: the CPU time of its main thread, which other processes change least.
"""

from pathlib import Path
from statistics import mean, median

from playwright.async_api import BrowserContext, CDPSession, Page, Playwright
from tests.journeys.chromium import PHONE, open_browser, page_of

from .table import Pair, Row, beside, p95, quantile

STARTS = 12
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
SAVED = """(count) => new Promise((done) => {
  const look = () => (window.saved.length === count ? done() : requestAnimationFrame(look));
  requestAnimationFrame(look);
})"""
# What a finger waits for: each tap's whole way to the next paint, as browsers measure it for INP.
INP = """() => {
  window.interactions = new Map();
  new PerformanceObserver((list) => {
    for (const row of list.getEntries())
      if (row.interactionId) window.interactions.set(row.interactionId, Math.max(row.duration, window.interactions.get(row.interactionId) ?? 0));
  }).observe({ type: 'event', durationThreshold: 16 });
}"""


async def slow(page: Page, factor: int) -> CDPSession:
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": factor})
    return session


async def cold_start(play: Playwright, url: str, profile: Path, factor: int, visits: int) -> tuple[float, float]:
    """From the address to a painted list: seconds, and milliseconds of work of the page's main thread; a new browser each time, and no server."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    session = await slow(page, factor)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    await page.goto(url, wait_until="commit")
    taken = float(await page.evaluate(PAINTED % visits)) / 1000
    metrics = {row["name"]: row["value"] for row in (await session.send("Performance.getMetrics"))["metrics"]}
    await browser.close()
    return taken, metrics["TaskDuration"] * 1000


async def starts(play: Playwright, urls: tuple[str, str], profile: Path, factor: int, visits: int) -> tuple[Pair, Pair]:
    """App and bare page in turn: how long, and how much work."""
    app, bare = zip(*[[await cold_start(play, url, profile, factor, visits) for url in urls] for _ in range(STARTS)], strict=True)
    (seconds, work), (bare_seconds, bare_work) = zip(*app, strict=True), zip(*bare, strict=True)
    return (seconds, bare_seconds), (work, bare_work)


class Finger:
    """On one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.saves = page, 0, 0

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.page.evaluate(WATCH)
        await self.page.evaluate(INP)
        self.session = await slow(self.page, 1)

    async def tap(self, selector: str, saves: bool = False) -> None:
        """Slow for so long only: a slowed page keeps a core busy also while nothing happens in it, and the other one is measured then."""
        self.taps, self.saves = self.taps + 1, self.saves + saves
        await self.session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
        await self.page.click(selector)
        await self.page.evaluate(SAVED, self.saves)
        await self.session.send("Emulation.setCPUThrottlingRate", {"rate": 1})

    async def waited(self) -> tuple[list[float], list[float]]:
        """Milliseconds until each was saved, and to the next paint."""
        saved = await self.page.evaluate("window.saved")
        painted = await self.page.evaluate("[...window.interactions.values()]")
        fast = max(0, self.taps - len(painted))  # the browser leaves out what took less than 16 ms
        return [float(value) for value in saved], [*[16.0] * fast, *(float(value) for value in painted)]


async def beside_it(browser: BrowserContext, page: Page) -> Page:
    """In a window of its own: of two tabs of one window only that in front is drawn."""
    session = await browser.new_cdp_session(page)
    async with browser.expect_page() as made:
        await session.send("Target.createTarget", {"url": "about:blank", "newWindow": True})
    return await made.value


async def taps(play: Playwright, urls: tuple[str, str], profile: Path, visits: int) -> tuple[Pair, Pair]:
    """From the finger to "on the phone", and to the next paint: three taps in each visit, each followed by one on the bare page."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    app, bare = Finger(page), Finger(await beside_it(browser, page))
    for finger, url in zip((app, bare), urls, strict=True):
        await finger.open(url)
    for index in range(visits):
        await app.tap(f".visit-card >> nth={index}")
        for action in ("accept", "confirm_appointment", "set_off"):
            await app.tap(f".actions > [data-action={action}]", saves=True)
            await bare.tap("[data-action=save]", saves=True)
        await app.page.wait_for_selector("main.visit[data-status=en_route]")
        await app.tap(".top .back")
    (saved, painted), (bare_saved, bare_painted) = await app.waited(), await bare.waited()
    await browser.close()
    return (saved, bare_saved), (painted, bare_painted)


async def measure(play: Playwright, urls: tuple[str, str], profile: Path, visits: int) -> list[Row]:
    begun = {factor: (await starts(play, urls, profile, factor, visits))[0] for factor in (4, 6)}
    _, work = await starts(play, urls, profile, 1, visits)  # slowed, the slowing counts as work
    saved, painted = await taps(play, urls, profile, visits)
    return [
        beside(f"cold start without a server, {visits} visits painted, CPU/4, median of {STARTS} (wanted: 1)", "s", median, begun[4], 3.4),
        beside("the same, p95", "s", p95, begun[4]),
        beside("the same, CPU/6, median (wanted: 1.5)", "s", median, begun[6], 3.3),
        beside("the same, CPU/6, p95", "s", p95, begun[6]),
        beside("work of the main thread in a cold start, median", "ms", median, work, 5.5),
        beside("tap to next paint (INP), CPU/6, mean", "ms", mean, painted, 2.5),  # browsers round to 8 ms: percentiles jump
        beside("the same, p75 (wanted: 100)", "ms", lambda values: quantile(values, 75), painted),
        beside("tap to saved, CPU/6, median", "ms", median, saved, 2.4),
        beside("the same, p95 (wanted: 100)", "ms", p95, saved, 3),
    ]
