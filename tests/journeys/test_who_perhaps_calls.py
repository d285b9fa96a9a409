"""A number that only ends like a known one is said to be doubtful beside the field, and fills in nobody; a certain one does."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, expect

from outrider.lang import languages
from tests.conftest import Database

from .customers import PHONE, customer
from .desk import at_desk

WORDS = {"en": "Perhaps", "zh": "可能是"}


@pytest.mark.journey
@pytest.mark.parametrize("language", languages())
async def test_a_doubtful_number_says_perhaps_and_fills_in_nobody(
    play: Playwright, server: Any, template: Database, tmp_path: Path, language: str
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice", language) as (house, page):
        customer(house, datetime.now(UTC))
        await page.goto(f"{house.url}/console/new?phone=55501234")
        await expect(page.locator("#perhaps")).to_contain_text(WORDS[language[:2]])
        await expect(page.locator(".options .chip")).to_have_text(WORDS[language[:2]])
        await expect(page.locator("[name=customer]")).to_have_value("55501234")
        await page.fill("[name=customer]", PHONE)
        await expect(page.locator("#perhaps")).to_have_count(0)
        await expect(page.locator(".options [data-customer]")).to_be_visible()
        await expect(page.locator(".options [data-newcomer]")).to_be_visible()
        await page.goto(f"{house.url}/console/new?phone={PHONE.replace('+', '%2B')}")
        await expect(page.locator("[name=customer]")).to_have_value("滨海工厂 Coast Works")


@pytest.mark.journey
@pytest.mark.parametrize("language", languages())
async def test_the_number_of_a_new_contact_says_whose_it_perhaps_is_and_waits_to_be_chosen(
    play: Playwright, server: Any, template: Database, tmp_path: Path, language: str
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice", language) as (house, page):
        customer(house, datetime.now(UTC))
        await page.goto(f"{house.url}/console/new")
        await page.fill("[name=customer]", "Somebody new")
        number, known = page.locator("[name=contact_phone]"), page.locator("[data-known] button")
        await number.fill("55501234")
        await expect(page.locator("#known-number")).to_contain_text(WORDS[language[:2]])
        await expect(known.locator(".chip")).to_have_text(WORDS[language[:2]])
        await expect(number).to_have_attribute("aria-describedby", "known-number")
        await number.fill("0000000")
        await expect(known).to_have_count(0)
        await expect(page.locator("#known-number")).to_have_count(0)
        await number.fill(PHONE)
        await expect(known).to_contain_text("李秀英")
        await expect(known.locator(".chip")).to_have_count(0)
        await expect(page.locator("[name=customer]")).to_have_value("Somebody new")  # it fills in nobody by itself
        await known.click()
        await expect(page.locator("[name=customer]")).to_have_value("滨海工厂 Coast Works")
        await expect(page.locator("[name=contact] option:checked")).to_contain_text(PHONE)
        await expect(number).to_have_count(0)
