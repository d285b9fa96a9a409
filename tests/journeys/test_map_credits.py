"""Who made the map is said by a button in the console's narrow panel, and lies over nothing until it is asked for."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .desk import at_desk


@pytest.mark.journey
async def test_the_credits_of_the_consoles_map_are_a_button_that_opens_them(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "erin") as (_, page):
        credits_, words = page.locator(".maplibregl-ctrl-attrib"), page.locator(".maplibregl-ctrl-attrib-inner")
        await expect(credits_).to_have_class("maplibregl-ctrl maplibregl-ctrl-attrib maplibregl-compact")
        await expect(words).to_be_hidden()
        box = await credits_.bounding_box()
        assert box is not None and box["width"] <= 60
        await page.click(".maplibregl-ctrl-attrib-button")
        await expect(words).to_contain_text("OpenStreetMap")
        await page.click(".maplibregl-ctrl-attrib-button")
        await expect(words).to_be_hidden()
