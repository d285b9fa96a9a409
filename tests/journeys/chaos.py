"""A seeded random walk: an engineer goes on tapping while everything around him fails, and one oracle at the end.

A seed replays its schedule of faults and saves; when exactly the network delivers is the machine's own.
"""

import asyncio
import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from playwright.async_api import BrowserContext, Error, Page, Playwright, Route, expect

from outrider.backup import backup, restore
from tests.cast import PASSWORD, Cast

from .chromium import PHONE, kill_browser, open_browser, page_of, sign_in_phone
from .phone_store import frame, in_step, outbox
from .processes import Served
from .release import newer
from .test_late_visit import order_with_bob

COMMANDS = "**/api/phone/commands"
SAVE = """async ([attendance_id, texts]) => {
  const ids = [];
  for (const text of texts)
    ids.push((await outrider.save({ kind: 'act', attendance_id, action: 'note', expected: 'assigned', data: { text } })).id);
  const data = { state: texts.length % 2 ? 'on' : 'break' };
  ids.push((await outrider.save({ kind: 'duty', attendance_id: null, action: 'duty_on', expected: null, data, payload: data })).id);
  return ids;
}"""


@dataclass
class Walk:
    play: Playwright
    house: Served
    folder: Path
    seed: int
    attendance: str
    browser: BrowserContext
    page: Page
    random: Random
    said_saved: set[str] = field(default_factory=set)
    taps: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    backup: Path | None = None
    releases: int = 0

    @property
    def profile(self) -> Path:
        return self.folder / "bob"

    async def open(self) -> None:
        self.browser = await open_browser(self.play, self.profile, PHONE)
        self.page = await page_of(self.browser)
        await self.page.goto(f"{self.house.url}/app/visit/{self.attendance}")

    async def save(self, count: int) -> None:
        texts = [f"{self.seed}:{len(self.said_saved) + n} 现场记录" for n in range(count)]
        self.said_saved |= set(await self.page.evaluate(SAVE, [self.attendance, texts]))

    async def tap(self) -> None:
        """A real finger: More, Note, a text, Save."""
        await self.page.click(".actions [aria-expanded]")
        await self.page.click(".sheet [data-action=note]")
        await self.page.fill(".sheet textarea", f"tap {self.taps}")
        await self.page.click(".sheet button[type=submit]")
        async with asyncio.timeout(10):
            while f"tap {self.taps}" not in [row["data"].get("text") for row in await outbox(self.page)]:
                await frame(self.page)
        self.taps += 1


async def offline(walk: Walk) -> None:
    await walk.browser.set_offline(True)


async def server_killed(walk: Walk) -> None:
    if "serve" in walk.house.children:
        walk.house.stop("serve", signal.SIGKILL)


async def browser_killed(walk: Walk) -> None:
    gone = asyncio.ensure_future(walk.browser.wait_for_event("close"))
    kill_browser(walk.profile)
    await gone
    await walk.open()


async def acknowledgement_lost(walk: Walk) -> None:
    async def lose(route: Route) -> None:
        try:
            await route.fetch()
            await route.abort("connectionreset")
        except Error:
            return  # the server or the page was gone by then; nobody waits for this answer

    await walk.browser.route(COMMANDS, lose, times=2)


async def answer_cut(walk: Walk) -> None:
    async def cut(route: Route) -> None:
        try:
            text = await (await route.fetch()).text()
            await route.fulfill(status=200, body=text[: len(text) // 2], headers={"x-app": "outrider", "content-type": "application/json"})
        except Error:
            return

    await walk.browser.route(COMMANDS, cut, times=2)


async def captive_portal(walk: Walk) -> None:
    async def portal(route: Route) -> None:
        await route.fulfill(status=200, body="<html>Welcome</html>", content_type="text/html")

    await walk.browser.route("**/api/phone/**", portal, times=4)


async def broken_gateway(walk: Walk) -> None:
    async def refuse(route: Route) -> None:
        await route.fulfill(status=502, body="Bad gateway")

    await walk.browser.route("**/api/phone/**", refuse, times=4)


async def session_expired(walk: Walk) -> None:
    await walk.house.sql("update sessions set revoked_at = now() where phone_id is not null")


async def reloaded(walk: Walk) -> None:
    await walk.page.reload()


async def backup_made(walk: Walk) -> None:
    if walk.backup is None:
        walk.backup = await backup(walk.house.database.owner_dsn, walk.house.data, walk.folder / "backups", datetime.now(UTC))


async def backup_restored(walk: Walk) -> None:
    if walk.backup is not None:
        await server_killed(walk)
        await restore(walk.house.database.owner_dsn, walk.house.data, walk.backup)


async def new_release(walk: Walk) -> None:
    """The phone finds it with its next start, and goes on with the old one until then."""
    walk.releases += 1
    walk.house.settings["OUTRIDER_WEB"] = str(newer(walk.folder / f"release-{walk.releases}", f"{walk.releases:02}"))
    if "serve" in walk.house.children:
        walk.house.stop("serve")
        walk.house.start("serve")


async def clock_set_back(walk: Walk) -> None:
    await walk.page.evaluate("{ const real = Date.now.bind(Date); Date.now = () => real() - 3 * 3600_000; }")


async def database_gone(walk: Walk) -> None:
    """Every connection is cut in the middle of what it does."""
    await walk.house.sql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )


FAULTS: tuple[Callable[[Walk], Awaitable[None]], ...] = (
    offline, server_killed, browser_killed, acknowledgement_lost, answer_cut, captive_portal, broken_gateway, session_expired, reloaded,
    backup_made, backup_restored, new_release, clock_set_back, database_gone,
)  # fmt: skip


async def heal(walk: Walk) -> None:
    await walk.browser.set_offline(False)
    await walk.browser.unroute_all(behavior="ignoreErrors")
    if "serve" not in walk.house.children:
        walk.house.start("serve")
    body = {"login": "bob@ours.test", "password": PASSWORD}
    answer = await walk.browser.request.post(f"{walk.house.url}/api/sign-in", data=body)  # its cookie is the phone's
    assert answer.ok, await answer.text()


async def begin(play: Playwright, house: Served, us: Cast, folder: Path, seed: int) -> Walk:
    await order_with_bob(house, us)
    browser = await open_browser(play, folder / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    attendance = page.url.rsplit("/", 1)[-1]
    await expect(page.locator(".pill[data-sync=ok]").first).to_be_visible()
    await browser.close()  # Chromium writes a new sign-in down when it is closed
    made = Walk(play, house, folder, seed, attendance, browser, page, Random(seed))
    await made.open()
    return made


async def run(walk: Walk, rounds: int, saves: int, taps: int) -> None:
    """rounds of: a fault or none, saves in the page, real taps; every third round the world heals."""
    for at in range(rounds):
        fault = walk.random.choice(FAULTS)
        walk.faults[fault.__name__] += 1
        await fault(walk)
        await walk.page.locator(".actions").wait_for()
        await walk.save(walk.random.randint(1, saves))
        for _ in range(taps):
            await walk.tap()
        if at % 3 == 2:
            await heal(walk)
    await heal(walk)
    await walk.page.goto(f"{walk.house.url}/app/phone")
    await walk.page.click("text=Send now")
    await in_step(walk.page)


async def judge(walk: Walk) -> int:
    """The oracle. Everything called saved is on the server exactly once, byte for byte; the number of commands."""
    kept = {row["id"]: row for row in await outbox(walk.page)}
    assert walk.said_saved <= set(kept), "called saved, and not on the phone"
    assert len(kept) == len(walk.said_saved) + walk.taps
    rows = await walk.house.sql("select id::text, body, outcome->>'result' as result, held from commands")
    stored: dict[str, Any] = {row["id"]: row for row in rows}
    assert {id: row["body"].decode() for id, row in stored.items()} == {id: row["body"] for id, row in kept.items()}
    assert {(row["result"], row["held"]) for row in rows} == {("applied", False)}
    events = await walk.house.sql("select command_id::text as id, count(*) as times from events where command_id is not null group by 1")
    assert {row["id"]: row["times"] for row in events} == dict.fromkeys(kept, 1)
    for lane in {row["lane"] for row in kept.values()}:
        numbers = sorted(row["lane_seq"] for row in kept.values() if row["lane"] == lane)
        assert numbers == list(range(1, len(numbers) + 1))
    return len(kept)
