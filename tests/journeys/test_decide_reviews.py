"""Two questions about one order: the worklist shows the most urgent first, each is answered for itself, and the list is live."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from playwright.async_api import Playwright, expect

from outrider.db import connect, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, Moment, Status
from outrider.status import actions as status
from outrider.status.review import actions as reviews
from tests.cast import Cast

from .chromium import DESK, open_context, page_of, sign_in_console
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_what_waits_is_decided_from_the_worklist_one_by_one(play: Playwright, house: Served, us: Cast) -> None:
    order_id, _ = await order_with_bob(house, us)
    desk = await open_context(play, DESK)
    page = await page_of(desk)
    await sign_in_console(page, house.url, "alice")
    await page.click("[role=tab] >> text=To decide")
    await expect(page.locator(".rows .blank")).to_contain_text("Nothing waits")
    await two_questions(house, us, UUID(order_id))
    rows = page.locator(".review-row")
    await expect(rows).to_have_count(2)  # heard, not looked up
    await expect(page.locator("[role=tab][aria-selected=true] b")).to_have_text("2")
    assert [await row.get_attribute("data-kind") for row in await rows.all()] == ["late_work", "new_place"]
    await expect(rows.first).to_contain_text("Late entry (Accept)")
    await expect(rows.first).to_contain_text("Bob")
    await page.keyboard.press("j")
    await expect(page.locator("[data-review]")).to_have_count(2)
    await expect(page.locator("[data-review=late_work] li")).to_contain_text("Accept")
    await page.click("[data-review=new_place] [data-keep]")
    await expect(page.locator("[data-review]")).to_have_count(1)
    await expect(rows).to_have_count(1)
    await page.click("[data-review=late_work] [data-give-back]")
    await expect(page.locator("[data-review]")).to_have_count(0)
    await expect(page.locator(".rows .blank")).to_contain_text("Nothing waits")
    (line,) = await house.sql("select u.name from attendances a join users u on u.id = a.engineer_id where a.ended_at is null")
    assert line["name"] == "Bob"
    await desk.close()


async def two_questions(house: Served, us: Cast, order: UUID) -> None:
    """Bob accepted without network what Charlie has by now; and a place that nobody knew."""
    cookies = {"outrider_session": house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        given = {"engineer_id": str(us.users["charlie"]), "expected": "assigned", "reason": "nearer"}
        (await alice.post(f"/api/orders/{order}/assignment", json=given)).raise_for_status()
    (bobs,) = await house.sql("select id from attendances where order_id = $1 and ended_at is not null", order)
    now = datetime.now(UTC)
    earlier = now - timedelta(minutes=5)
    pool = await connect(house.database.app_dsn, size=1)
    async with transaction(pool, us.org_id) as tx:
        moment = Moment(earlier, earlier, now)
        await status.take_from_phone(tx, bobs["id"], "accept", Status.ASSIGNED, Cause(us.actor("bob"), ALL, moment, new_id(now)), {})
        await reviews.open_review(tx, order, "new_place", now)
    await pool.close()
