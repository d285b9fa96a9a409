"""Bob's phone as the failure catalogue finds it: on Bob's visit, signed in, everything received."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, Page, Playwright, Route, expect

from tests.cast import PASSWORD

from ..chromium import PHONE, kill_browser, open_browser, page_of
from ..phone_store import outbox
from ..processes import Served
from ..steps import tap

COMMANDS = "**/api/phone/commands"
WAYS = (("accept", "accepted"), ("confirm_appointment", "appointment_confirmed"), ("set_off", "en_route"), ("arrive", "arrived"))


@dataclass
class Phone:
    play: Playwright
    house: Served
    profile: Path
    order: str
    browser: BrowserContext
    page: Page

    async def close_and_open(self) -> None:
        """Chromium writes a new sign-in's cookie down only when it is closed; a phone that was used for a while has it."""
        await self.browser.close()
        await self._open()

    async def _open(self) -> None:
        self.browser = await open_browser(self.play, self.profile, PHONE)
        self.page = await page_of(self.browser)
        await self.page.goto(f"{self.house.url}/app/")
        await self.page.click(".visit-card")

    async def reopen(self) -> None:
        """As after a flat battery: the same profile, a new browser."""
        gone = asyncio.ensure_future(self.browser.wait_for_event("close"))
        kill_browser(self.profile)
        await gone
        await self._open()

    async def steps(self, *after: int) -> None:
        for at in after:
            await tap(self.page, *WAYS[at])

    async def says(self, net: str, unsent: int, within: float = 20_000) -> None:
        await expect(self.page.locator(f".pill[data-sync={net}][data-unsent='{unsent}']").first).to_be_visible(timeout=within)

    async def all_is_once(self, *actions: str) -> None:
        """The oracle: what the phone called saved is on the server exactly once, byte for byte."""
        await self.says("ok", 0, 60_000)
        kept = await outbox(self.page)
        rows = await self.house.sql("select id::text, body from commands")
        assert {row["id"]: row["body"].decode() for row in rows} == {row["id"]: row["body"] for row in kept}
        events = await self.house.sql("select kind from events where command_id is not null order by happened_at, written")
        assert [row["kind"] for row in events] == list(actions)


def answering(status: int, body: str, **headers: str) -> Any:
    async def answer(route: Route) -> None:
        await route.fulfill(status=status, body=body, headers=headers)

    return answer


async def sign_in_again(bob: Phone, name: str = "bob") -> None:
    await bob.page.goto(f"{bob.house.url}/app/sign-in")
    await bob.page.fill("[name=login]", f"{name}@ours.test")
    await bob.page.fill("[name=password]", PASSWORD)
    await bob.page.click("button.primary")
    await bob.page.wait_for_selector("main.list")
