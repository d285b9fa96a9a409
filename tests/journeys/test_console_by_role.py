"""What the console asks of the server fits the person's roles, and an address that leads nowhere says so."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Playwright, Request, Response, expect

from outrider.model import Role
from tests.cast import Cast
from tests.conftest import Database

from .desk import at_desk
from .phone_store import frame
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey
BESIDES = (Role.ADMINISTRATOR, Role.HEAD_OFFICE, Role.SERVICE_DESK, Role.PARTS_CLERK, Role.CUSTOMER_ADMINISTRATOR, Role.MANUFACTURER)


class Traffic:
    """What is asked of the API and not yet answered, but for the stream; and what was refused."""

    def __init__(self, page: Page) -> None:
        self.page, self.open, self.refused = page, set[Request](), list[str]()
        page.on("request", self.begins)
        page.on("response", self.answered)
        page.on("requestfinished", self.ends)
        page.on("requestfailed", self.ends)

    def begins(self, request: Request) -> None:
        if "/api/" in request.url and "/api/live" not in request.url:
            self.open.add(request)

    def ends(self, request: Request) -> None:
        self.open.discard(request)

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.refused.append(f"{response.status} {response.url}")

    async def settle(self) -> None:
        """Until two drawn pages in a row have asked for nothing more."""
        quiet = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while quiet < 2:
                    await frame(self.page)
                    quiet = 0 if self.open else quiet + 1
        assert quiet == 2, [request.url for request in self.open]


async def become(house: Served, role: Role) -> None:
    """Erin, from now on with this role alone."""
    scope, whose = "organisation", None
    if role == Role.CUSTOMER_ADMINISTRATOR:
        scope, whose = "account", (await house.sql("select id from accounts"))[0]["id"]
    erin = "(select user_id from credentials where login = 'erin@ours.test')"
    await house.sql(f"update grants set role = $1, scope = $2, scope_id = $3 where user_id = {erin}", role, scope, whose)


async def test_nobody_is_refused_what_the_console_asks_for_by_itself(
    play: Playwright, server: Any, template: Database, tmp_path: Path, us: Cast
) -> None:
    seen = dict[Role, list[str]]()
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        order, _ = await order_with_bob(house, us)
        traffic = Traffic(page)
        for role in BESIDES:
            await become(house, role)
            for path in ("", f"?order={order}", "/new", "/people", "/manage"):
                await page.goto(f"{house.url}/console{path}")
                await expect(page.locator(".board, main").first).to_be_visible()
                await traffic.settle()
            links = page.locator(".side a")
            seen[role] = [str(await link.get_attribute("href")).rsplit("/", 1)[-1] for link in await links.all()]
            for n in range(len(seen[role])):
                await links.nth(n).click()
                await traffic.settle()
            assert traffic.refused == [], role
    assert seen[Role.CUSTOMER_ADMINISTRATOR] == ["sheet-orders"]
    assert seen[Role.MANUFACTURER] == []
    assert {"accounts", "calendars", "phones", "undelivered"} <= set(seen[Role.ADMINISTRATOR])
    assert {"phones", "undelivered", "organisation"}.isdisjoint(seen[Role.PARTS_CLERK])


async def test_an_address_that_leads_nowhere_says_so_and_leads_on(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        nowhere, board = page.locator(".not-found"), page.locator(".board")
        for path in ("nothing", "manage/nothing", "manage/sheet-nothing", "new/er"):
            await page.goto(f"{house.url}/console/{path}")
            await expect(nowhere).to_be_visible()
        await expect(nowhere.locator("h1")).to_have_text("Page not found")
        await nowhere.locator("a").click()
        await expect(board).to_be_visible()
        await page.go_back()
        await expect(nowhere).to_be_visible()
        await page.go_forward()
        await expect(board).to_be_visible()
        await expect(nowhere).to_have_count(0)
        await become(house, Role.PARTS_CLERK)  # there is such a page, but not for them
        for path in ("people", "new", "manage/phones"):
            await page.goto(f"{house.url}/console/{path}")
            await expect(nowhere).to_be_visible()
        for path in ("manage/accounts", "manage"):
            await page.goto(f"{house.url}/console/{path}")
            await expect(page.locator(".page h1")).to_contain_text("Customers")
