"""Why, as a code of the table: one tap on the phone, also without network, and words only where the code says nothing."""

import pytest
from playwright.async_api import Playwright, expect

from outrider.status.rules import REASONS
from tests.cast import Cast

from .chromium import PHONE, open_context, page_of, sign_in_phone
from .processes import Served
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_a_visit_is_declined_by_one_tap_on_a_reason_and_other_has_to_be_said_in_words(
    play: Playwright, house: Served, us: Cast
) -> None:
    await order_with_bob(house, us)
    phone = await open_context(play, PHONE, "zh-CN")
    bob = await page_of(phone)
    await sign_in_phone(bob, house.url, "bob")
    await bob.click(".visit-card")
    await expect(bob.locator("main.visit[data-status=assigned]")).to_be_visible()
    await bob.evaluate("navigator.serviceWorker.ready")  # from then on all of the app is kept
    await phone.set_offline(True)
    await bob.click(".actions [aria-expanded]")
    await bob.click(".sheet [data-action=decline]")
    chips, save = bob.locator("form.sheet [data-choose]"), bob.locator("form.sheet button.primary")
    assert [await chip.get_attribute("data-choose") for chip in await chips.all()] == list(REASONS["decline"])
    await expect(bob.locator("form.sheet [aria-pressed=true]")).to_have_count(0)  # nothing is preset
    await expect(save).to_be_disabled()
    await bob.click("form.sheet [data-choose=other]")
    await expect(save).to_be_disabled()
    await bob.fill("form.sheet [name=reason]", "路上封闭")
    await expect(save).to_be_enabled()
    await bob.fill("form.sheet [name=reason]", "")
    await bob.click("form.sheet [data-choose=tools]")
    await expect(bob.locator("form.sheet [aria-pressed=true]")).to_have_text("缺少工具")
    await save.click()
    await expect(bob.locator(".recorded li").first).to_contain_text("缺少工具")
    await phone.set_offline(False)
    await expect(bob.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    (event,) = await house.sql("select payload->>'reason_code' as code from events where kind = 'decline'")
    assert event["code"] == "tools"
    await phone.close()
