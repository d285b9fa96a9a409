"""An order that somebody has, for a journey to begin with."""

from datetime import UTC, datetime, timedelta

import httpx
from playwright.async_api import Page

from outrider.ids import new_id
from tests.cast import Cast

from .processes import Served


async def undo_for_a_minute(house: Served) -> None:
    """What is decided may be taken back so long: the ten seconds of a person pass between two steps on a machine that is busy."""
    await house.sql("update orgs set undo_seconds = 60")


async def order_with_bob(house: Served, us: Cast, serial: str = "SN-9", begins: datetime | None = None) -> tuple[str, str]:
    """A visit promised within the half hour, or from another time on, with bob; its id and the customer's link."""
    now = datetime.now(UTC)
    begins = begins or now
    wanted = {
        "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": "Does not start", "serial": serial, "account_name": "Dana's works",
        "window_from": begins.isoformat(), "window_to": (begins + timedelta(minutes=30)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 1", "address": "Main street 1", "lat": 52.53, "lon": 13.41},
    }  # fmt: skip
    cookies = {"outrider_session": house.sign_in("alice")}
    headers = {"origin": house.url}
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers=headers) as alice:
        (await alice.post("/api/orders", json=wanted)).raise_for_status()
        given = {"engineer_id": str(us.users["bob"]), "expected": "awaiting_assignment", "reason": ""}
        given["expected"] = (await alice.get(f"/api/orders/{wanted['id']}")).json()["line"]["status"]
        (await alice.post(f"/api/orders/{wanted['id']}/assignment", json=given)).raise_for_status()
        link = (await alice.post(f"/api/orders/{wanted['id']}/customer-link")).json()["url"]
    return str(wanted["id"]), str(link)


async def order_with_nobody(house: Served) -> str:
    now = datetime.now(UTC)
    wanted = {
        "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": "Hums", "serial": "SN-77", "account_name": "Dana's works",
        "window_from": now.isoformat(), "window_to": (now + timedelta(hours=6)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 2", "address": "Main street 2", "lat": 52.52, "lon": 13.42},
    }  # fmt: skip
    async with httpx.AsyncClient(
        base_url=house.url, cookies={"outrider_session": house.sign_in("alice")}, headers={"origin": house.url}
    ) as alice:
        (await alice.post("/api/orders", json=wanted)).raise_for_status()
    return str(wanted["id"])


async def runs_late(page: Page) -> None:
    await page.click(".actions [aria-expanded]")
    await page.click(".sheet [data-action=running_late]")
    await page.click("form.sheet [data-choose='45']")
    await page.click("form.sheet [data-choose=traffic]")
    await page.click("form.sheet button.primary")
