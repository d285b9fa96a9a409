"""A pin moves with its engineer: what moved comes along with the word that it did."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Playwright, expect

from tests.conftest import Database

from .desk import at_desk
from .processes import Served


def send(house: Served, cookie: str, accuracy_m: int) -> None:
    fix = {"device_time": datetime.now(UTC).isoformat(), "lat": 52.52, "lon": 13.41, "accuracy_m": accuracy_m}
    answer = httpx.post(f"{house.url}/api/positions", json={"fixes": [fix]}, cookies={"outrider_session": cookie})
    assert answer.json()["kept"] == 1, answer.text


@pytest.mark.journey
async def test_a_pin_follows_its_engineer_and_the_others_are_not_asked_for(
    play: Playwright, server: Any, template: Database, tmp_path: Path
) -> None:
    async with at_desk(play, server, template, tmp_path, "alice") as (house, page):
        bob, pin, asked = house.sign_in("bob"), page.locator(f"[data-pin='{house.database.us.users['bob']}']"), list[str]()
        await page.click(".map-list summary")
        for accuracy_m in (8, 20, 30):  # by what the page asks for as it opens, or by the first hint: the third one comes by a hint
            send(house, bob, accuracy_m)
            await expect(pin).to_contain_text(f"±{accuracy_m} m")
        page.on("request", lambda request: asked.append(request.url))
        send(house, bob, 40)
        await expect(pin).to_contain_text("±40 m")
        assert [url for url in asked if "/api/positions" in url] == []
