"""Signed and not solved: why is tapped without network, the order goes on, the office decides, and the next engineer reads what was done."""

import pytest
from playwright.async_api import Page, Playwright, expect

from tests.cast import Cast

from .chromium import DESK, PHONE, assign_to, open_context, page_of, sign_in_console, sign_in_phone
from .processes import Served
from .steps import FIELDS, sign, tap
from .test_correct_report import STEPS
from .visits import order_with_bob

pytestmark = pytest.mark.journey


async def test_what_is_signed_as_not_solved_goes_on_with_another_engineer(play: Playwright, house: Served, us: Cast) -> None:
    order, _ = await order_with_bob(house, us)
    phone, desk = await open_context(play, PHONE), await open_context(play, DESK)
    page, office = await page_of(phone), await page_of(desk)
    await sign_in_phone(page, house.url, "bob")
    await page.click(".visit-card")
    await expect(page.locator(".memory")).to_be_visible()  # its day pack is here
    await page.evaluate("navigator.serviceWorker.ready")  # and so is the app
    await phone.set_offline(True)
    for action, after in STEPS:
        await tap(page, action, after)
    await page.click(".actions [data-report]")
    await the_reason_is_asked_for(page)
    await sign(page)
    await phone.set_offline(False)
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=60_000)
    await expect(page.locator("[data-goes-on]")).to_contain_text("A part is missing")

    await sign_in_console(office, house.url, "alice")
    await office.goto(f"{house.url}/console?order={order}")
    await expect(office.locator(".detail[data-status=awaiting_assignment] .report-row")).to_contain_text("Not solved · A part is missing")
    await expect(office.locator(".history li").first).to_contain_text("Not solved · A part is missing: the work goes on")
    await office.click("[data-review=unsolved] [data-decision=part]")
    await expect(office.locator("[data-review]")).to_have_count(0)
    await expect(office.locator(".history li").first).to_contain_text("A part first")
    await assign_to(office, us.users["charlie"])
    await expect(office.locator(".detail[data-status=assigned]")).to_be_visible()
    await whoever_answers_reads_it(office, house)
    await the_next_engineer_reads_it(play, house)
    await desk.close()
    await phone.close()


async def the_reason_is_asked_for(page: Page) -> None:
    for name in ("fault_found", "work_done"):
        await page.fill(f"textarea[name={name}]", FIELDS[name])
    await page.click("[name=unsolved]")
    await expect(page.locator(".actions [role=status]")).to_contain_text("Why it is not solved")
    await expect(page.locator(".actions button.primary")).to_be_disabled()
    await page.click("[data-field=reason] [name=part]")
    await page.click("details.classes > summary")
    await page.click("[data-field=fault_class] [name=hardware]")


async def whoever_answers_reads_it(office: Page, house: Served) -> None:
    """The customer rings: what was done before stands beside the form."""
    await office.goto(f"{house.url}/console/new?phone=%2B49305550100")
    earlier = office.locator(".caller details.earlier")
    await expect(earlier.locator("summary")).to_have_text("What Bob did")
    await earlier.locator("summary").click()
    await expect(earlier).to_contain_text(FIELDS["work_done"])
    await expect(earlier).to_contain_text("Not solved · A part is missing")


async def the_next_engineer_reads_it(play: Playwright, house: Served) -> None:
    phone = await open_context(play, PHONE)
    page = await page_of(phone)
    await sign_in_phone(page, house.url, "charlie")
    await page.click(".visit-card")
    await page.click("[data-before] > summary")
    await expect(page.locator("[data-before]")).to_contain_text("Not solved · A part is missing")
    await expect(page.locator("[data-before]")).to_contain_text(FIELDS["work_done"])
    await phone.close()
