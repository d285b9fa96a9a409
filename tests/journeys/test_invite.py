"""An administrator invites a customer's own administrator: the form asks whose, and is refused at that field."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import served

pytestmark = pytest.mark.journey


async def test_a_customers_administrator_is_invited_for_the_customer_that_was_chosen(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data) as house:
        with httpx.Client(base_url=house.url, cookies={"outrider_session": house.sign_in("erin")}) as erin:
            erin.post("/api/master/accounts", json={"number": "K-1", "name": "Dana's works"}).raise_for_status()
        browser = await open_context(play, DESK)
        page = await page_of(browser)
        await sign_in_console(page, house.url, "erin")
        await page.goto(f"{house.url}/console/people")
        await page.click("main.people .spread button.primary")
        form = page.locator("form.invite")
        await expect(form.locator("[name=account_id]")).to_have_count(0)
        await form.locator("[name=name]").fill("Dana")
        await form.locator("[name=login]").fill("dana@works.test")
        await form.locator("[name=role]").select_option("customer_administrator")
        await expect(form.locator("[name=unit]")).to_have_count(0)
        await form.locator("button[type=submit]").click()
        await expect(form.locator("[name=account_id][aria-invalid=true]")).to_be_focused()
        await form.locator("[name=account_id]").fill("Dana")
        await form.locator(".options button").first.click()
        await form.locator("button[type=submit]").click()
        await expect(page.locator("input.link")).to_be_visible()
        (grant,) = await house.sql("select g.scope, a.name from grants g join accounts a on a.id = g.scope_id")
        assert (grant["scope"], grant["name"]) == ("account", "Dana's works")
        await browser.close()
