"""An administrator says how long records are kept, holds what must not be deleted, and sees what was deleted and who looked."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast
from tests.conftest import Database

from .desk import at_desk
from .processes import Served
from .visits import order_with_bob

DELETED = """
insert into deletions (org_id, run, what, before, first_at, last_at, deleted, sha256, ended_at)
values ($1, gen_random_uuid(), 'positions', $2, $2, $2, 4321, sha256('rows'), $2)
"""


async def somebody_looked(house: Served, us: Cast) -> None:
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies) as alice:
        day = datetime.now(UTC).date().isoformat()
        (await alice.get(f"/api/engineers/{us.users['bob']}/trail", params={"day": day})).raise_for_status()


async def something_was_deleted(house: Served, us: Cast) -> None:
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute(DELETED, us.org_id, datetime.now(UTC))
    await owner.close()


async def place(page: Page, kind: str, what: str) -> None:
    await page.click("[data-new-hold]")
    await page.locator("[name=kind]").select_option(kind)
    if kind == "engineer":
        await page.focus("[name=object_id]")
        await page.locator(".options button", has_text=what).click()
    elif kind == "order":
        await page.fill("[name=object_id]", what)
    await page.click("[data-place]")
    await expect(page.locator("[name=reason]")).to_have_attribute("aria-invalid", "true")  # never without a reason
    await page.fill("[name=reason]", "A claim is under way")
    await page.click("[data-place]")


@pytest.mark.journey
async def test_terms_holds_proofs_and_looks(play: Playwright, server: Any, template: Database, us: Cast, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (house, page):
        order, _ = await order_with_bob(house, us)
        await somebody_looked(house, us)
        await something_was_deleted(house, us)
        number = (await (await page.request.get(f"{house.url}/api/orders/{order}")).json())["line"]["number"]
        await page.goto(f"{house.url}/console/manage/retention")
        days, save = page.locator("[name=positions]"), page.locator("form.fields button.primary")
        await days.fill("3")
        await days.blur()
        await expect(save).to_be_disabled()
        await days.fill("30")
        await days.blur()
        await save.click()
        await page.reload()
        await expect(days).to_have_value("30")
        await place(page, "order", "no such order")
        await expect(page.locator("[name=object_id]")).to_have_attribute("aria-invalid", "true")
        await page.keyboard.press("Escape")
        for kind, what in (("order", number), ("engineer", "Bob"), ("organisation", "Everything")):
            await place(page, kind, what)
            await expect(page.locator("[data-hold]", has_text=what)).to_be_visible()
        await page.locator("[data-hold]", has_text="Bob").locator("[data-lift]").click()
        await expect(page.locator("[data-hold]", has_text="Bob").locator("[data-lift]")).to_have_count(0)
        await expect(page.locator("[data-hold]", has_text="Bob")).to_contain_text("Erin")
        await expect(page.locator("[data-proofs] tbody")).to_contain_text("4321")
        await expect(page.locator("[data-looks] tbody tr")).to_contain_text("Bob")
