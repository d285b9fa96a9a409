"""What the server has had for thirty days leaves the phone; what it refused stays, however old."""

from pathlib import Path

import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast

from .chromium import PHONE, open_browser, page_of, sign_in_phone
from .phone_store import in_database, outbox
from .processes import Served
from .steps import tap
from .visits import order_with_bob

pytestmark = pytest.mark.journey
MAKE_OLD = in_database("""
  const tx = db.transaction('outbox', 'readwrite');
  const store = tx.objectStore('outbox');
  for (const row of await answer(store.getAll()))
    store.put({ ...row, at: row.action === 'set_off' ? row.at : 0, state: row.action === 'accept' ? 'attention' : row.state });
  await finished(tx);
""")


async def test_only_what_was_received_long_ago_is_forgotten(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.click(".visit-card")
    for action, after in (("accept", "accepted"), ("confirm_appointment", "appointment_confirmed"), ("set_off", "en_route")):
        await tap(page, action, after)
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible()
    await page.evaluate(MAKE_OLD)
    await page.reload()
    await expect(page.locator(".recorded li")).to_have_count(2)
    assert sorted(row["action"] for row in await outbox(page)) == ["accept", "set_off"]
    await browser.close()
