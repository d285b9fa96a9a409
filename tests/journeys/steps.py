"""What an engineer does on a phone, step by step, as many journeys take them."""

from pathlib import Path

from playwright.async_api import Page, expect

FIELDS = {
    "fault_found": "Fan 3 stands still; 风扇三停转",
    "diagnosis": "Bearing worn",
    "work_done": "Fan replaced, firmware kept",
    "parameters": "fan.min 20 -> 30 %",
    "open_points": "Filter in May",
}


async def tap(page: Page, action: str, after: str) -> None:
    await page.click(f".actions [data-action={action}]")
    arrived, asked = page.locator(f"main.visit[data-status={after}]"), page.locator("[data-anyway]")
    if action == "confirm_appointment":  # a call that was made
        await page.click("[data-how=called]")
    if action == "arrive":  # a phone that knows that it is far away asks first
        await expect(arrived.or_(asked).first).to_be_visible()
        if await asked.count():
            await asked.click()
    await expect(arrived).to_be_visible()


async def read_to_the_end(page: Page) -> None:
    """Past the end of the report the pad comes by itself."""
    await page.locator("[data-end]").scroll_into_view_if_needed()
    await page.locator("[data-party=customer] canvas").wait_for()


async def draw(page: Page, party: str) -> None:
    box = await page.locator(f"[data-party={party}] canvas").bounding_box()
    assert box
    await page.mouse.move(box["x"] + 30, box["y"] + 60)
    await page.mouse.down()
    for step in range(12):
        await page.mouse.move(box["x"] + 30 + step * 20, box["y"] + 60 + (step % 3) * 22)
    await page.mouse.up()


async def write_report(page: Page, pictures: list[Path]) -> None:
    await page.click("details.more > summary")
    for name, text in FIELDS.items():
        await page.fill(f"textarea[name={name}]", text)
    await page.click("[name=solved]")
    await page.click("text=Add part")
    await page.get_by_label("Part", exact=True).fill("Fan 60 mm")
    for index, picture in enumerate(pictures, 1):
        await page.set_input_files(".take-photo input", str(picture))
        await expect(page.locator(".photos figure img")).to_have_count(index)


async def sign(page: Page) -> None:
    await page.click(".actions button.primary")
    await expect(page.locator(".document")).to_contain_text(FIELDS["fault_found"])
    await read_to_the_end(page)
    for party in ("customer", "engineer"):
        await draw(page, party)
        await page.click(f"[data-party={party}] button.primary")
        if party == "customer":
            await page.locator("[data-party=engineer]").wait_for()
            await page.reload()  # the customer does not have to sign a second time
    await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()
