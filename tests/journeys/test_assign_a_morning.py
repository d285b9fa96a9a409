"""Two dispatchers, one in English and one in Chinese, assign two mornings of 150 orders: most by a plan, the rest by hand. Each sees the other's."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import asyncpg
import httpx
import pytest
from playwright.async_api import Page, Playwright, expect

from outrider import db
from outrider.accounts.people import store as people
from outrider.ids import new_id
from outrider.model import Role
from tests.cast import HERE, Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served

pytestmark = [pytest.mark.journey, pytest.mark.soak, pytest.mark.timeout(1_800)]
ENGINEERS, PLANNED, BY_HAND = 40, 135, 15  # of each morning
SEARCHED = 300_000  # ms, on a machine that others use
AT_ONCE = 8


async def forty(house: Served, us: Cast) -> None:
    """Engineers all over the town, at the one station."""
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute(db.SET_ORG.replace("true", "false"), str(us.org_id))
    tx, now = db.Tx(owner, us.org_id), datetime.now(UTC)
    for n in range(ENGINEERS):
        user = new_id(now)
        await people.add_user(tx, user, f"Engineer {n}", f"e{n}@ours.test", "", "en", now)
        await people.add_grant(tx, user, Role.ENGINEER, "own", None)
        await people.add_engineer(
            tx, user, us.station, ["server"], (HERE[0] + 0.01 * (n % 8), HERE[1] + 0.01 * (n // 8)), (time(0), time(23, 59))
        )
    await owner.execute("update users set language = 'zh-CN' where email like 'max@%'")
    await owner.close()


async def take(house: Served, day: datetime, numbers: range) -> None:
    """Windows of two hours, all over the day and the town."""
    cookies, at_once = {"outrider_session": house.sign_in("alice")}, asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}, timeout=60) as alice:

        async def one(n: int) -> None:
            opens = day + timedelta(hours=8 + n % 8)
            site = {
                "name": f"Hall {n}",
                "address": f"Main street {n}",
                "lat": HERE[0] + 0.003 * (n % 25),
                "lon": HERE[1] + 0.003 * (n // 25),
            }
            wanted = {
                "id": str(new_id(day)), "kind": "repair", "level": "1", "fault": "Does not start", "account_name": f"Works {day.day} {n}",
                "window_from": opens.isoformat(), "window_to": (opens + timedelta(hours=2)).isoformat(), "work_minutes": 40,
                "contact": {"name": "Dana", "phone": f"+49 30 55{day.day:02}{n:03}"}, "site": site,
            }  # fmt: skip
            async with at_once:
                (await alice.post("/api/orders", json=wanted)).raise_for_status()

        await asyncio.gather(*(one(n) for n in numbers))


async def plan(page: Page, day: datetime) -> None:
    await page.keyboard.press("p")
    await page.select_option(".plan-ask [name=day]", day.date().isoformat())
    await page.click(".plan-ask button")
    await expect(page.locator(".plan[data-state=ready]")).to_be_visible(timeout=SEARCHED)
    await expect(page.locator("[data-figure=unassigned] strong")).to_have_text("0")
    await page.click(".plan-take .primary")
    await expect(page.locator(".plan .chip.good").first).to_be_visible(timeout=60_000)


async def by_hand(page: Page, works: str) -> None:
    """Found by its name, given to the first by two keys."""
    await page.fill("#search", works)
    await page.press("#search", "Enter")
    await expect(page.locator(".detail h1")).to_contain_text(works)
    await expect(page.locator(".candidate[data-rank='1'] button")).to_be_enabled()
    await page.locator("#search").blur()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.locator(".detail[data-status=assigned]")).to_be_visible()


async def test_two_mornings_of_150_orders_are_assigned_from_two_consoles(play: Playwright, house: Served, us: Cast) -> None:
    await forty(house, us)
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=n) for n in (1, 2)]
    browsers = [await open_context(play, DESK) for _ in days]
    alice, max_ = [await page_of(browser) for browser in browsers]
    await sign_in_console(alice, house.url, "alice")
    await sign_in_console(max_, house.url, "max")
    for day in days:
        await take(house, day, range(PLANNED))
    await plan(alice, days[0])
    await plan(max_, days[1])
    for page in (alice, max_):
        await page.goto(f"{house.url}/console?filter=unassigned")
    for day in days:
        await take(house, day, range(PLANNED, PLANNED + BY_HAND))
    left = 2 * BY_HAND
    for n in range(PLANNED, PLANNED + BY_HAND):
        for page, day in ((alice, days[0]), (max_, days[1])):
            await by_hand(page, f"Works {day.day} {n}")
            left -= 1
        for page in (alice, max_):
            await expect(page.locator("[data-filter=unassigned] b")).to_have_text(str(left))  # each hears of what the other gave
    assert await house.sql("select 1 from orders where status <> 'assigned'") == []
    held = await house.sql("select order_id, count(*) from attendances where ended_at is null group by 1 having count(*) > 1")
    assert held == []
    assert (await house.sql("select count(*) from forecasts where late_minutes > 0"))[0]["count"] == 0
    for browser in browsers:
        await browser.close()
