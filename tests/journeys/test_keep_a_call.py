"""A question needs no order: it is kept with its answer, found, shown to whoever answers the next time, and made an order after all."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .customers import PHONE, customer
from .desk import at_desk


@pytest.mark.journey
async def test_a_question_is_kept_and_becomes_an_order_later(play: Playwright, server: Any, template: Database, tmp_path: Path) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        customer(house, datetime.now(UTC))
        called = f"{house.url}/console/new?phone={PHONE.replace('+', '%2B')}"
        await page.goto(called)
        await expect(page.locator("[name=customer]")).to_have_value("滨海工厂 Coast Works")
        await expect(page.locator(".caller")).to_be_visible()  # it comes by itself, and moves what is below
        await page.fill("[name=fault]", "How do I change the filter?")
        await page.get_by_role("button", name="No order needed").click()
        await expect(page.get_by_role("button", name="Save the call")).to_be_visible()
        await expect(page.locator("[name=fault]")).to_have_value("How do I change the filter?")
        await page.get_by_role("button", name="Save the call").click()
        await expect(page.locator("[name=answered]")).to_have_attribute("aria-invalid", "true")
        await page.fill("[name=answered]", "Page 12 of the manual")
        await page.get_by_role("button", name="Save the call").click()

        row = page.locator(".entries [data-row]")
        await expect(row).to_have_text("How do I change the filter?")
        await page.fill("[name=words]", "nothing of this")
        await expect(row).to_have_count(0)
        await page.fill("[name=words]", "manual")
        await row.click()
        await expect(page.locator(".entry")).to_contain_text("Page 12 of the manual")

        await page.goto(called)
        earlier = page.locator("[data-calls] details")
        await earlier.locator("summary").click()
        await expect(earlier).to_contain_text("Page 12 of the manual")

        await page.goto(f"{house.url}/console/calls")
        await row.click()
        await page.get_by_role("button", name="Turn it into an order").click()
        await expect(page.locator("[name=customer]")).to_have_value("滨海工厂 Coast Works")
        await expect(page.locator("[name=fault]")).to_have_value("How do I change the filter?")
        await page.select_option("[name=level]", "2")
        await page.get_by_role("button", name="Take order").click()
        await expect(page).to_have_url(re.compile("[?&]order="))
        (order,) = await house.sql("select number from orders")
        await page.get_by_role("link", name="Calls", exact=True).click()
        await expect(page.locator(".entries")).to_contain_text(order["number"])
