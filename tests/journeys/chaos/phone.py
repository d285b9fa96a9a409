"""One engineer's phone in the walk: what is saved on it, by the app's own ways and by real taps, and what it said of that."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Playwright, expect
from playwright.async_api import TimeoutError as NotThere

from tests.cast import PASSWORD

from ..chromium import PHONE, kill_browser, open_browser, page_of, sign_in_phone
from ..phone_store import frame
from .proxy import Proxy

PATIENCE = 10_000  # milliseconds that the engineer looks for a button
# The app's own ways of saving, by what it shows: a tap without the finger. What is called saved is told at once.
SAVE = """async (plan) => {
  const known = new Set(outrider.commands().map((row) => row.id));
  const fresh = () => outrider.commands().map((row) => row.id).filter((id) => !known.has(id) && known.add(id));
  for (const { kind, pick, text } of plan) {
    const visits = outrider.visits().sort((a, b) => a.attendance_id.localeCompare(b.attendance_id));
    const visit = visits[Math.floor(pick * visits.length)];
    const { attendance_id, status } = visit;
    const piece = outrider.piece(attendance_id), photos = [], written = [];
    const keep = async () => {
      const canvas = new OffscreenCanvas(160, 120), pen = canvas.getContext('2d');
      for (let at = 0; at < 160; at++) { pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`; pen.fillRect(at, 0, 1, 120); }
      const kept = await outrider.keepPhoto(new File([await canvas.convertToBlob({ type: 'image/png' })], 'a.png', { type: 'image/png' }));
      photos.push(kept.sha256);
    };
    if (kind === 'duty') await outrider.sayDuty(pick < 0.5 ? 'on' : 'break');
    else if (kind === 'site' && piece) {
      const known = outrider.memory(attendance_id).find((row) => row.field === (pick < 0.5 ? 'entry' : 'parking'));
      const settles = pick < 0.3 ? known.proposals.map((row) => row.id) : [];
      await outrider.noteSite(attendance_id, piece.site_id, { field: known.field, base: known.value, value: text, settles });
    } else if (kind === 'begin' && piece) {
      const { account_id, site_id, contacts } = piece;
      const ids = { account_id, site_id, contact_id: contacts[0].id, elsewhere: null };
      await outrider.beginOrder({ ...ids, kind: 'repair', fault: text, serial: '', model: '' }, piece);
    } else if (kind === 'photo') await keep();
    else if (kind === 'seal') {
      await keep();
      const words = { fault_found: text, work_done: text, result: 'solved' };
      if (await outrider.seal(attendance_id, text, photos[0])) written.push([attendance_id, null, null]);
      else written.push(...Object.entries(words).map(([name, said]) => [attendance_id, name, said]));
    } else if (kind === 'report') {
      const field = pick < 0.5 ? 'fault_found' : 'work_done';
      await outrider.write(attendance_id, field, text);
      written.push([attendance_id, field, text]);
    } else await outrider.save({ kind: 'act', attendance_id, action: 'note', expected: status, data: { text } });
    await told({ commands: fresh(), photos, written });
  }
}"""
KEPT = "() => outrider.commands().map((row) => row.id)"


@dataclass
class Phone:
    """One engineer's phone behind its own piece of bad network."""

    play: Playwright
    name: str
    profile: Path
    proxy: Proxy
    browser: BrowserContext
    page: Page
    second: Page  # another tab of the same phone
    heard: asyncio.Event = field(default_factory=asyncio.Event)  # something was called saved
    said_saved: set[str] = field(default_factory=set)
    said_photos: set[str] = field(default_factory=set)
    said_written: dict[tuple[str, str], str] = field(default_factory=dict)
    taps: int = 0
    torn: int = 0  # how often it was killed while it saved: of one command each nobody heard whether it was

    async def open(self) -> None:
        self.browser = await open_browser(self.play, self.profile, PHONE)
        await self.browser.expose_function("told", self._hear)
        self.page, self.second = await page_of(self.browser), await self.browser.new_page()
        for page in (self.page, self.second):
            await page.goto(f"{self.proxy.url}/app/")
        await self.ready()

    def _hear(self, made: dict[str, Any]) -> None:
        self.heard.set()
        self.said_saved |= set(made["commands"])
        self.said_photos |= set(made["photos"])
        for visit, name, text in made["written"]:
            if name is None:  # sealed: the words left the draft with it
                self.said_written = {place: kept for place, kept in self.said_written.items() if place[0] != visit}
            else:
                self.said_written[visit, name] = text

    async def ready(self) -> None:
        for page in (self.second, self.page):
            await page.bring_to_front()
            await page.locator("main.list, main.visit").first.wait_for()

    async def killed_while_saving(self, plan: list[dict[str, Any]]) -> None:
        """As soon as the first of it was called saved."""
        self.torn += 1
        self.heard.clear()
        saving = asyncio.ensure_future(self.page.evaluate(SAVE, plan))
        async with asyncio.timeout(20):
            await self.heard.wait()
        await self.killed()
        with suppress(Error):
            await saving

    async def killed(self) -> None:
        gone = asyncio.ensure_future(self.browser.wait_for_event("close"))
        kill_browser(self.profile)
        await gone
        await self.open()

    async def save(self, plan: list[dict[str, Any]]) -> None:
        """In both tabs, one after the other: neither waits until it has heard of the other."""
        half = len(plan) // 2
        for page, part in ((self.page, plan[:half]), (self.second, plan[half:])):
            await page.bring_to_front()  # a tab behind another one hardly draws
            await page.evaluate(SAVE, part)

    async def tap(self, pick: float, text: str) -> None:
        """A real finger in one of the visits: what comes next there, or More, Note, a text, Save."""
        await self.page.bring_to_front()
        if await self.page.locator(".top .back").count():
            await self.page.click(".top .back")
        cards = self.page.locator(".visit-card:not(.ended)")
        count = await cards.count()
        if not count:
            return  # the dispatcher took everything away
        await cards.nth(int(pick * count)).click()
        await self.page.locator("main.visit, main.empty").wait_for()
        before = set(await self.page.evaluate(KEPT))
        try:
            await self._tap_there(pick, text)
        except NotThere:
            if await self.page.locator(".actions").count():
                raise
            return  # the dispatcher took it, from under the engineer's finger or before
        async with asyncio.timeout(20):
            while not (made := set(await self.page.evaluate(KEPT)) - before):
                await frame(self.page)
        self.said_saved |= made
        self.taps += 1

    async def _tap_there(self, pick: float, text: str) -> None:
        following = self.page.locator(".actions [data-action]")
        if pick * 10 % 1 < 0.5 and await following.count() and await following.get_attribute("data-action") != "solve_remotely":
            await following.click(timeout=PATIENCE)
            if await self.page.locator("[data-anyway]").count():  # far from the place
                await self.page.click("[data-anyway]", timeout=PATIENCE)
            return
        await self.page.click(".actions [aria-expanded]", timeout=PATIENCE)
        await self.page.click(".sheet [data-action=note]", timeout=PATIENCE)
        await self.page.fill(".sheet textarea", text, timeout=PATIENCE)
        await self.page.click(".sheet button[type=submit]", timeout=PATIENCE)

    async def sign_in(self) -> None:
        body = {"login": f"{self.name}@ours.test", "password": PASSWORD}
        answer = await self.browser.request.post(f"{self.proxy.url}/api/sign-in", data=body)  # its cookie is the phone's
        assert answer.ok, await answer.text()


async def open_phone(play: Playwright, name: str, folder: Path, proxy: Proxy) -> Phone:
    browser = await open_browser(play, folder / name, PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, proxy.url, name)
    await page.evaluate("navigator.serviceWorker.ready")
    await expect(page.locator("[data-pack=ready]")).to_be_visible()
    await browser.close()  # Chromium writes a new sign-in down when it is closed
    made = Phone(play, name, folder / name, proxy, browser, page, page)
    await made.open()
    return made
