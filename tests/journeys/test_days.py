"""Phone and board know today and the days after it: also without network, over midnight, and from an address."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def visits(house: Served, us: Cast) -> tuple[str, str, str]:
    """With bob: one of today, one of tomorrow, one in three weeks; the sites of the cast are in UTC."""
    tomorrow = datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(10), UTC)
    made = [
        (await order_with_bob(house, us, serial, begins))[0]
        for serial, begins in (("SN-1", None), ("SN-2", tomorrow), ("SN-3", tomorrow + timedelta(days=20)))
    ]
    return made[0], made[1], made[2]


async def under(page: Page, name: str, count: int) -> None:
    group = page.locator(f"[data-day={name}]")
    await expect(group.locator("summary b")).to_have_text(str(count))
    await expect(group.locator(".visit-card")).to_have_count(count)


async def test_the_phone_tells_its_visits_by_day_also_over_midnight_without_network(play: Playwright, house: Served, us: Cast) -> None:
    await visits(house, us)
    phone = await open_context(play, PHONE)
    bob = await page_of(phone)
    await bob.clock.install()
    await sign_in_phone(bob, house.url, "bob")
    for name in ("today", "tomorrow", "later"):
        await under(bob, name, 1)
    await bob.click("[data-day=tomorrow] summary")
    await expect(bob.locator("[data-day=tomorrow] .visit-card")).to_be_hidden()
    await bob.click("[data-day=tomorrow] summary")
    await expect(bob.locator("[data-day=tomorrow] .visit-card")).to_be_visible()

    await bob.evaluate("navigator.serviceWorker.ready")  # from then on all of the app is kept
    await phone.set_offline(True)
    now = datetime.now(UTC)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(0, 1), UTC)
    await bob.clock.fast_forward(int((midnight - now).total_seconds() * 1000))
    await under(bob, "today", 2)
    await expect(bob.locator("[data-day=tomorrow]")).to_have_count(0)
    await phone.close()


async def test_the_board_shows_a_day_by_key_by_press_and_from_its_address(play: Playwright, house: Served, us: Cast) -> None:
    today, tomorrow, later = await visits(house, us)
    desk = await open_context(play, DESK)
    alice = await page_of(desk)
    await sign_in_console(alice, house.url, "alice")
    rows = alice.locator(".row")
    await expect(rows).to_have_count(3)
    await expect(alice.locator(".by-day button")).to_have_text(["All", "Today 1", "Tomorrow 1", "Later 1"])
    for name, order in (("today", today), ("tomorrow", tomorrow), ("later", later)):
        await alice.keyboard.press("d")
        await expect(alice).to_have_url(f"{house.url}/console?day={name}")
        await expect(rows).to_have_count(1)
        await expect(rows).to_have_attribute("data-order", order)
    await alice.reload()
    await expect(rows).to_have_attribute("data-order", later)
    await alice.click(".by-day [data-day=tomorrow]")
    await expect(rows).to_have_attribute("data-order", tomorrow)
    await alice.keyboard.press("d")
    await alice.keyboard.press("d")  # past the last one come all again
    await expect(alice).to_have_url(f"{house.url}/console")
    await expect(rows).to_have_count(3)
    await alice.goto(f"{house.url}/console?day=tomorrow&filter=done")  # what is done is not told by days
    await expect(alice.locator(".filters")).to_be_visible()
    await expect(alice.locator(".by-day")).to_have_count(0)
    await desk.close()
