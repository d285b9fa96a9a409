"""The list of orders: filters in the address, one thing done with many, and all that there ever were."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.conftest import Database

from .desk import at_desk
from .visits import order_with_bob, order_with_nobody

pytestmark = pytest.mark.journey


def row(page: Page, order: str) -> Any:
    return page.locator(f"tr[data-order='{order}']")


async def test_what_the_list_is_narrowed_to_stands_in_the_address(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        held, _ = await order_with_bob(house, template.us, "SN-1")
        later, _ = await order_with_bob(house, template.us, "SN-2", datetime.now(UTC) + timedelta(days=2))
        free = await order_with_nobody(house)
        await page.goto(f"{house.url}/console/list")
        await expect(page.locator("tr[data-order]")).to_have_count(3)
        await page.click("[data-facet=engineer] summary")
        await page.click("[data-facet=engineer] label:has-text('Bob')")
        await expect(page.locator("tr[data-order]")).to_have_count(2)
        await expect(row(page, free)).to_have_count(0)
        await page.click("[data-sort=promise]")
        await expect(page.locator("tr[data-order]").first).to_have_attribute("data-order", later)
        await page.select_option("[data-group-by]", "status")
        await expect(page.locator("tr.group")).to_have_text(["▾ Planned 2"])
        await page.reload()
        await expect(page.locator("[data-facet=engineer] summary")).to_have_text("Engineer: Bob")
        await expect(page.locator("tr[data-order]").first).to_have_attribute("data-order", later)
        await page.click("[aria-label='Clear filter: Engineer']")
        await expect(page.locator("tr[data-order]")).to_have_count(3)
        await page.go_back()
        await expect(page.locator("tr[data-order]")).to_have_count(2)
        await page.fill("[name=words]", "street 1 sn-1")
        await expect(page.locator("tr[data-order]")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(row(page, held)).to_have_attribute("aria-current", "true")
        await expect(page.locator("aside.detail")).to_contain_text("Does not start")


async def test_many_orders_are_given_to_one_engineer_and_what_fails_is_named_and_stays(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        orders = [(await order_with_bob(house, template.us, f"SN-{n}"))[0] for n in (1, 2)]
        ended, _ = await order_with_bob(house, template.us, "SN-3")
        await page.goto(f"{house.url}/console/list?by=number")
        await row(page, ended).click()
        await page.locator("[data-action=cancel]").click()
        await page.click("[data-reason=mistake]")
        await page.click("form[data-ask=cancel] [type=submit]")
        await expect(row(page, ended)).to_have_count(0)
        await page.click("[data-ended]")
        await page.keyboard.press("Escape")
        await expect(page.locator("aside.detail")).to_have_count(0)
        await page.keyboard.press("Control+a")
        await expect(page.locator("[data-picked]")).to_have_text("3 selected")
        await page.click("[data-deed=assign]")
        form = page.locator("form[data-bulk=assign]")
        await form.locator("[name=engineer_id]").click()
        await form.locator(".options button", has_text="Charlie").click()
        await form.locator("[data-reason=sick]").click()
        await form.locator("[type=submit]").click()
        await expect(page.locator(".toast")).to_contain_text("2 orders assigned to Charlie")
        await expect(page.locator("[data-failures] li")).to_have_count(1)
        await expect(page.locator("[data-picked]")).to_have_text("1 selected")
        for order in orders:
            await expect(row(page, order).locator("[data-column=engineer]")).to_have_text("Charlie")
        await page.keyboard.press("u")
        for order in orders:
            await expect(row(page, order).locator("[data-column=engineer]")).to_have_text("Bob")


async def test_keys_walk_every_row_and_pick_those_that_are_to_be_cancelled_with_a_reason(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        orders = [(await order_with_bob(house, template.us, f"SN-{n}"))[0] for n in range(4)]
        await page.goto(f"{house.url}/console/list?by=number")
        await expect(page.locator("tr[data-order]")).to_have_count(4)
        for order in orders:
            await page.keyboard.press("j")
            await expect(row(page, order)).to_have_attribute("aria-current", "true")
            await expect(row(page, order).locator("a")).to_be_focused()
        await page.keyboard.press("x")
        await row(page, orders[2]).click(modifiers=["Shift"])
        await expect(page.locator("[data-picked]")).to_have_text("2 selected")
        await page.click("[data-deed=cancel]")
        await page.click("form[data-bulk=cancel] [type=submit]")
        await expect(page.locator("form[data-bulk=cancel] [role=alert]")).to_have_count(1)
        await page.click("form[data-bulk=cancel] [data-reason=duplicate]")
        await page.click("form[data-bulk=cancel] [type=submit]")
        await expect(page.locator(".toast")).to_contain_text("2 orders cancelled")
        await expect(page.locator("tr[data-order]")).to_have_count(2)
        await page.click("[data-ended]")
        await expect(page.locator("tr[data-order]")).to_have_count(4)
        reasons = await house.sql(
            "select count(*) as n from events where kind = 'cancel' and payload ->> 'reason_code' = 'duplicate' and order_id::text in ($1, $2)",
            orders[2], orders[3],
        )  # fmt: skip
        assert reasons[0]["n"] == 2


async def test_a_view_is_saved_shared_and_opened_by_somebody_else_and_what_it_shows_becomes_a_file(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        await order_with_bob(house, template.us, "SN-1")
        free = await order_with_nobody(house)
        await page.goto(f"{house.url}/console/list?status=to_assign&columns=number,account,engineer")
        await page.click("[data-views] summary")
        await page.fill("[name=view]", "Waiting for somebody")
        await page.check("[name=shared]")
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-views] summary")).to_have_text("View: Waiting for somebody")
        await page.context.clear_cookies()
        await page.context.add_cookies([{"name": "outrider_session", "value": house.sign_in("max"), "url": house.url}])
        await page.goto(f"{house.url}/console/list")
        await expect(page.locator("tr[data-order]")).to_have_count(2)
        await page.click("[data-views] summary")
        await page.click("[data-view='Waiting for somebody']")
        await expect(page.locator("tr[data-order]")).to_have_count(1)
        number = await row(page, free).locator("[data-column=number]").inner_text()
        async with page.expect_download() as downloading:
            await page.click("[data-export=csv]")
        saved = Path(await (await downloading.value).path()).read_text("utf-8-sig")
        assert saved.splitlines() == ["Number,Customer,Engineer", f"{number},Dana's works,"]
