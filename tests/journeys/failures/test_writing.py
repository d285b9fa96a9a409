"""The failure catalogue, rows of writing: what becomes of words, strokes and reports while they are made."""

import asyncio
import json
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Playwright, expect

from tests.cast import Cast
from tests.offline.photos import photo
from tests.tiers import examples

from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..phone_store import drafts, frame, in_database, outbox
from ..processes import Served
from ..steps import draw, read_to_the_end, tap, write_report
from ..visits import order_with_bob
from .phone import Phone

pytestmark = pytest.mark.journey


async def test_row_26_a_page_that_the_camera_killed_comes_back_with_all_that_was_typed(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    picture = tmp_path / "one.jpg"
    picture.write_bytes(photo())
    await bob.page.set_input_files(".take-photo input", str(picture))
    await expect(bob.page.locator(".photos figure img")).to_have_count(1)
    address = bob.page.url
    await bob.page.fill("textarea[name=work_done]", "Half a sentence")
    async with asyncio.timeout(1):  # within a second of the last key
        while "Half a sentence" not in [row["values"].get("work_done") for row in await drafts(bob.page)]:
            await frame(bob.page)
    crashed = asyncio.ensure_future(bob.page.wait_for_event("crash"))
    bob_again = await bob.browser.new_page()
    ending = asyncio.ensure_future(bob.page.goto("chrome://crash"))
    await crashed
    ending.cancel()
    await bob_again.goto(address)
    await expect(bob_again.locator("textarea[name=work_done]")).to_have_value("Half a sentence")
    await expect(bob_again.locator(".photos figure img")).to_have_count(1)


@pytest.mark.soak  # in Node each time: pwa/src/engineer/drafts.test.ts
async def test_row_26_words_are_down_while_they_type_on_without_a_pause(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    typing = asyncio.ensure_future(bob.page.locator("textarea[name=work_done]").press_sequentially("word " * 12, delay=80))
    async with asyncio.timeout(10):
        while not any(row["values"].get("work_done") for row in await drafts(bob.page)):
            await frame(bob.page)
    assert not typing.done()
    await typing


POCKET = "Object.defineProperty(document, 'visibilityState', { value: 'hidden' }) && document.dispatchEvent(new Event('visibilitychange'))"


async def test_row_26_what_was_typed_last_is_down_when_the_phone_goes_into_the_pocket(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    await bob.page.evaluate("void (globalThis.setTimeout = () => 0)")  # the pause after a key never ends
    await bob.page.fill("textarea[name=work_done]", "The last word")
    await bob.page.evaluate(POCKET)
    async with asyncio.timeout(5):
        while "The last word" not in [row["values"].get("work_done") for row in await drafts(bob.page)]:
            await frame(bob.page)


async def test_row_28_turning_the_phone_keeps_the_signature(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await tap(bob.page, "start_repair", "repairing")
    await bob.page.click(".actions [data-report]")
    await write_report(bob.page, [])
    await bob.page.click(".actions button.primary")
    await read_to_the_end(bob.page)
    button = bob.page.locator("[data-party=customer] button.primary")
    await expect(button).to_be_disabled()
    await draw(bob.page, "customer")
    await expect(button).to_be_enabled()
    ink = (
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 3 && v).length"
    )
    for width, height in ((844, 390), (390, 844)):
        await bob.page.set_viewport_size({"width": width, "height": height})
        await expect(button).to_be_enabled()
        assert await bob.page.locator("[data-party=customer] canvas").evaluate(ink) > 200


LOOPS = examples(3, 50)
WRITTEN = in_database("""
  const tx = db.transaction('drafts', 'readwrite');
  const values = { fault_found: 'Belt torn', work_done: 'New belt', result: 'solved' };
  tx.objectStore('drafts').put({ attendance_id: arg, values, parts: [], photos: [], saved_at: 1 });
  await finished(tx);
""")


async def test_row_29_a_signature_is_never_missing_however_fast_it_was(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> None:
    for index in range(LOOPS):
        await order_with_bob(house, us, f"SN-9{index}")
    await house.sql("update orders set status = 'repairing'")
    visits = [str(row["id"]) for row in await house.sql("select id from attendances")]
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    for visit in visits:
        await page.evaluate(WRITTEN, visit)
    for visit in visits:
        await page.goto(f"{house.url}/app/visit/{visit}/report")
        await page.click(".actions button.primary")
        await read_to_the_end(page)
        for party in ("customer", "engineer"):
            await draw(page, party)
            await page.locator(f"[data-party={party}] button.primary").click()
        await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']").first).to_be_visible(timeout=60_000)
    sent = {row["attendance_id"]: json.loads(row["body"])["payload"] for row in await outbox(page) if row["kind"] == "seal_report"}
    rows = await house.sql(
        "select e.attendance_id::text as id, r.sealed, r.statement, encode(r.sha256, 'hex') as sha "
        "from reports r join events e on e.order_id = r.order_id where e.kind = 'report_sealed'"
    )
    assert len(sent) == len(rows) == LOOPS
    for row in rows:
        assert (row["sealed"].decode(), row["statement"].decode()) == (sent[row["id"]]["sealed"], sent[row["id"]]["statement"])
        said = json.loads(row["statement"])
        assert said["sha256"] == row["sha"]
        assert {mark["party"] for mark in said["signatures"] if sum(len(stroke["points"]) for stroke in mark["strokes"]) > 5} == {
            "customer",
            "engineer",
        }
    await browser.close()


BOTH = in_database("""
  const tx = db.transaction(['outbox', 'drafts']);
  const [taps, drafts] = await Promise.all([answer(tx.objectStore('outbox').getAll()), answer(tx.objectStore('drafts').getAll())]);
  return [taps.some((row) => row.action === 'note'), drafts.some((row) => row.words?.['sheet:note'])];
""")


async def begin_note(bob: Phone, text: str) -> None:
    """Without a server: in its sheet, and down in the phone's database."""
    bob.house.stop("serve")
    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await bob.page.fill(".sheet textarea", text)
    async with asyncio.timeout(10):
        while not await drafts(bob.page):
            await frame(bob.page)


async def test_row_03_words_leave_their_sheet_in_the_transaction_that_says_them(bob: Phone) -> None:
    await begin_note(bob, "Said once")
    await bob.page.click(".sheet button[type=submit]")
    said = words = False
    async with asyncio.timeout(10):
        while not said:
            said, words = await bob.page.evaluate(BOTH)
    assert not words  # killed here, the engineer would find the note in its sheet, and say it twice
    bob.house.start("serve")


POCKETED_AS_HE_SAVES = """() => {
  const area = document.querySelector('.sheet textarea');
  area.value = 'Said once';
  area.dispatchEvent(new Event('input', { bubbles: true }));
  area.form.requestSubmit();
  Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def test_row_03_words_that_are_being_said_do_not_come_back_into_their_sheet(bob: Phone) -> None:
    await begin_note(bob, "Said")
    await bob.page.evaluate(POCKETED_AS_HE_SAVES)
    async with asyncio.timeout(10):
        while [row["action"] for row in await outbox(bob.page)] != ["note"]:
            await frame(bob.page)
    assert await drafts(bob.page) == []
    bob.house.start("serve")


async def test_what_is_only_begun_goes_into_the_file_and_reaches_the_order_as_a_note(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.says("ok", 0)
    await bob.browser.set_offline(True)
    await bob.page.click(".actions [data-report]")
    await bob.page.fill("textarea[name=fault_found]", "Belt torn")
    await bob.page.click("text=Add part")
    await bob.page.get_by_label("Part", exact=True).fill("Belt")
    await bob.page.click(".top .pill")
    await expect(bob.page.locator("[data-drafts]")).to_contain_text("begun, not finished")
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        for _ in range(2):  # a second file of the same words is no second note
            async with bob.page.expect_download() as waited:
                await bob.page.click("[data-export]")
            file = Path(await (await waited.value).path()).read_bytes()
            brought = await alice.post("/api/unsent", content=file, headers={"content-type": "application/octet-stream"})
            brought.raise_for_status()
    notes = await bob.house.sql("select payload->>'text' as text from events where kind = 'note'")
    assert [row["text"] for row in notes] == ["Belt torn\n+ Belt"]
