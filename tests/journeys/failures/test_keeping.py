"""The failure catalogue, rows of keeping: what the phone may do to what lies on it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Playwright, expect

from outrider.backup import backup, restore
from tests.cast import Cast
from tests.offline.photos import photo

from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..phone_store import drafts, frame, in_database, in_step, outbox
from ..processes import Served
from ..steps import tap
from ..visits import order_with_bob
from .phone import WAYS, Phone, sign_in_again

pytestmark = pytest.mark.journey


async def test_row_03_a_tap_called_saved_survives_a_kill_without_network(bob: Phone) -> None:
    await bob.close_and_open()
    bob.house.stop("serve")
    await bob.steps(0, 1)
    await bob.reopen()
    await expect(bob.page.locator("main.visit[data-status=appointment_confirmed]")).to_be_visible()
    bob.house.start("serve")
    await bob.all_is_once("accept", "confirm_appointment")


async def limited(play: Playwright, house: Served, profile: Path, more: int) -> tuple[BrowserContext, Page]:
    """A phone that has so many bytes left. Said before anything is opened: the browser remembers for a while how much there was."""
    browser = await open_browser(play, profile, PHONE)
    page = await page_of(browser)
    session = await browser.new_cdp_session(page)
    used = (await session.send("Storage.getUsageAndQuota", {"origin": house.url}))["usage"]
    await session.send("Storage.overrideQuotaForOrigin", {"origin": house.url, "quotaSize": used + more})
    return browser, page


async def test_row_04_a_full_phone_refuses_the_photo_loudly_and_keeps_text_and_taps(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await expect(page.locator("[data-pack=ready]")).to_be_visible()
    await browser.close()
    browser, page = await limited(play, house, tmp_path / "bob", 1_000_000)
    await page.goto(f"{house.url}/app/")
    await page.click(".visit-card")
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions [data-report]")
    await page.fill("textarea[name=fault_found]", "Written before")
    # The browser does not tell how much is left: only the write itself shows it, and only then the full phone is met.
    await page.evaluate("void (navigator.storage.estimate = async () => ({}))")
    house.stop("serve")  # nothing that it took makes room meanwhile
    picture = tmp_path / "large.jpg"
    refused = page.locator(".note.bad")
    for size in (1500, 700, 400, 200, 100):  # down to the last corner: a tap finds room only because received photos make it
        kept, before = await page.locator(".photos figure").count(), -1
        while kept > before:
            picture.write_bytes(photo(size, kept))
            await page.set_input_files(".take-photo input", str(picture))
            await expect(page.locator(".photos figure").nth(kept).or_(refused).first).to_be_visible()
            kept, before = await page.locator(".photos figure").count(), kept
        await expect(refused).to_contain_text("no room")
    await expect(page.locator("textarea[name=fault_found]")).to_have_value("Written before")
    await page.click(".back")
    house.start("serve")
    await page.click(".pill")
    await page.click("text=Send now")
    await page.click(".back")  # a tap waits for the room that photos make once they are received, and the sender for nothing
    await tap(page, "start_diagnosis", "diagnosing")
    await expect(page.locator(".banner.bad")).to_have_count(0)
    await browser.close()


NO_BALLAST = in_database("""
  const tx = db.transaction('meta', 'readwrite');
  tx.objectStore('meta').delete('ballast');
  await finished(tx);
""")
# Down to the last few bytes; it stays until the profile goes.
FILL = """async () => {
  const asked = indexedDB.open('filling', 1);
  const db = await new Promise((done, failed) => {
    asked.onupgradeneeded = () => asked.result.createObjectStore('rest', { autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  for (const size of [65536, 4096, 256, 16]) {
    for (let full = false; !full; ) {
      const tx = db.transaction('rest', 'readwrite');
      tx.objectStore('rest').add(crypto.getRandomValues(new Uint8Array(size)));
      full = await new Promise((done, failed) => {
        tx.oncomplete = () => done(false);
        tx.onabort = () => (tx.error.name === 'QuotaExceededError' ? done(true) : failed(tx.error));
      });
    }
  }
  db.close();
}"""


async def test_row_04_where_there_is_no_room_for_the_servers_answer_the_photos_go_and_make_it(bob: Phone, tmp_path: Path) -> None:
    """Nothing else can make room: not even the ballast is left. Then the same commands go once more, and their answer is kept."""
    await bob.close_and_open()
    await bob.steps(0, 1, 2, 3)
    await bob.says("ok", 0)
    bob.house.stop("serve")
    await bob.page.click(".actions [data-report]")
    for n in range(2):
        picture = tmp_path / f"{n}.jpg"
        picture.write_bytes(photo(400, n))
        await bob.page.set_input_files(".take-photo input", str(picture))
        await expect(bob.page.locator(".photos figure")).to_have_count(n + 1)
    await bob.page.click(".back")
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await bob.browser.close()
    bob.browser, beside = await limited(bob.play, bob.house, bob.profile, 1_000_000)
    await beside.route("**/beside", lambda route: route.fulfill(body="<title>beside</title>", content_type="text/html"))
    await beside.goto(f"{bob.house.url}/beside")
    await beside.evaluate(NO_BALLAST)
    await beside.evaluate(FILL)
    bob.page = await bob.browser.new_page()
    await bob.page.goto(f"{bob.house.url}/app/")
    await expect(bob.page.locator(".visit-card")).to_have_count(1)
    await beside.evaluate(FILL)  # what the browser has tidied up meanwhile, with the ballast
    bob.house.start("serve")
    await bob.all_is_once("accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
    assert len(await bob.house.sql("select 1 from blobs where complete_at is not null")) == 2


BREAK = """(times) => {
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    if (times-- > 0) throw new DOMException('Connection to Indexed Database server lost. Refresh the page', 'UnknownError');
    return real.apply(this, args);
  };
}"""


@pytest.mark.soak  # in Node each time: pwa/src/engineer/outbox.test.ts
async def test_row_06_a_dead_connection_to_the_phones_database_is_opened_again(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.says("offline", 0)
    await bob.page.evaluate(BREAK, 2)
    await bob.steps(0)
    bob.house.start("serve")
    await bob.all_is_once("accept")


@pytest.mark.soak  # in Node each time: pwa/src/engineer/outbox.test.ts
async def test_row_06_one_that_stays_dead_is_said_in_red_and_nothing_is_called_saved(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.says("offline", 0)
    await bob.page.evaluate(BREAK, 1_000_000)
    await bob.page.click(".actions [data-action=accept]")
    await expect(bob.page.locator(".banner.bad")).to_be_visible()
    await expect(bob.page.locator("main.visit[data-status=assigned]")).to_be_visible()
    bob.house.start("serve")


async def test_row_06_words_of_a_sheet_stay_until_they_are_saved(bob: Phone) -> None:
    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await bob.page.fill(".sheet textarea", "A long note")
    await bob.page.evaluate(BREAK, 1_000_000)
    await bob.page.click(".sheet button[type=submit]")
    await expect(bob.page.locator(".banner.bad")).to_be_visible()
    await bob.page.click(".actions [aria-expanded]")
    await bob.page.click(".sheet [data-action=note]")
    await expect(bob.page.locator(".sheet textarea")).to_have_value("A long note")


async def test_row_23_an_old_tab_steps_aside_for_a_newer_database(bob: Phone) -> None:
    other = await bob.browser.new_page()
    await other.goto(f"{bob.house.url}/icons/icon.svg")
    upgrade = """async () => {
      const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
      const began = performance.now();
      await new Promise((done, failed) => { const asked = indexedDB.open(name, 99); asked.onsuccess = done; asked.onerror = failed; });
      return performance.now() - began;
    }"""
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions [data-report]")
    await bob.page.evaluate("void (globalThis.setTimeout = () => 0)")  # no pause after a key ends: only stepping aside writes it down
    await bob.page.fill("textarea[name=work_done]", "The last word")
    assert await other.evaluate(upgrade) < 2000
    await expect(bob.page.locator("[data-outdated]")).to_contain_text("newer version")
    assert "The last word" in [row["values"].get("work_done") for row in await drafts(other)]


async def test_row_35_what_was_acknowledged_after_the_backup_comes_back_from_the_phone(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0)
    await bob.says("ok", 0)
    made = await backup(bob.house.database.owner_dsn, bob.house.data, tmp_path / "backups", datetime.now(UTC))
    await bob.steps(1, 2)
    await bob.says("ok", 0)
    bob.house.stop("serve")
    await restore(bob.house.database.owner_dsn, bob.house.data, made)
    assert len(await bob.house.sql("select 1 from commands")) == 1
    bob.house.start("serve")
    await in_step(bob.page)
    await expect(bob.page.locator("main.visit[data-status=en_route]")).to_be_visible()
    await bob.all_is_once("accept", "confirm_appointment", "set_off")


WIPE = {"storageTypes": "indexeddb,cache_storage,service_workers"}


async def test_row_05_what_the_browser_deletes_under_an_open_app_is_put_back_and_told(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1)
    for action, text in (("request_parts", "A fan"), ("note", "Half a sentence")):
        await bob.page.click(".actions [aria-expanded]")
        await bob.page.click(f".sheet [data-action={action}]")
        await bob.page.fill(".sheet textarea", text)
        async with asyncio.timeout(10):
            while text not in str(await drafts(bob.page)):
                await frame(bob.page)
        if action != "note":
            await bob.page.keyboard.press("Escape")
    kept = await outbox(bob.page)
    session = await bob.browser.new_cdp_session(bob.page)
    typing = asyncio.ensure_future(bob.page.locator(".sheet textarea").press_sequentially(" and on it goes", delay=30))
    await session.send("Storage.clearDataForOrigin", {"origin": bob.house.url, **WIPE})
    await expect(bob.page.locator("[data-wiped]")).to_be_visible()
    await typing
    async with asyncio.timeout(10):
        while not kept or await outbox(bob.page) != kept or "on it goes" not in str(await drafts(bob.page)):
            await frame(bob.page)
    (words,) = [row["words"] for row in await drafts(bob.page)]
    assert words["sheet:request_parts"] == {"text": "A fan"}  # another one, begun before, and not touched since
    bob.house.start("serve")
    await bob.all_is_once("accept", "confirm_appointment")
    await bob.page.reload()
    await expect(bob.page.locator("main.visit[data-status=appointment_confirmed]")).to_be_visible()


FULL = """(full) => {
  globalThis.put ??= IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...args) {
    if (full && this.name === 'outbox') throw new DOMException('', 'QuotaExceededError');
    return globalThis.put.apply(this, args);
  };
}"""


@pytest.mark.soak  # in Node each time: pwa/src/engineer/recovery.test.ts
async def test_row_05_what_could_not_be_put_back_is_put_back_before_anything_else_is_written(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1)
    await bob.page.evaluate(FULL, True)
    session = await bob.browser.new_cdp_session(bob.page)
    await session.send("Storage.clearDataForOrigin", {"origin": bob.house.url, **WIPE})
    await expect(bob.page.locator(".banner.bad")).to_be_visible()
    await bob.page.evaluate(FULL, False)
    await tap(bob.page, *WAYS[2])
    await expect(bob.page.locator("[data-wiped]")).to_be_visible()
    bob.house.start("serve")
    await bob.all_is_once("accept", "confirm_appointment", "set_off")


async def deleted_while_closed(bob: Phone, kinds: str) -> Page:
    """Two taps without a server, the app closed, and then its storage of these kinds deleted: another tab of the same browser."""
    bob.house.stop("serve")
    await bob.steps(0, 1)
    elsewhere = await bob.browser.new_page()
    await elsewhere.goto("about:blank")
    await bob.page.close()
    session = await bob.browser.new_cdp_session(elsewhere)
    await session.send("Storage.clearDataForOrigin", {"origin": bob.house.url, "storageTypes": kinds})
    return elsewhere


async def test_row_05_what_went_behind_a_closed_app_is_told_at_the_next_start(bob: Phone) -> None:
    elsewhere = await deleted_while_closed(bob, "indexeddb,cookies")
    await elsewhere.goto(f"{bob.house.url}/app/")
    await expect(elsewhere.locator("[data-lost]")).to_contain_text("2 entries")
    bob.house.start("serve")
    bob.page = elsewhere
    await sign_in_again(bob)
    await expect(elsewhere.locator(".visit-card")).to_have_count(1)


async def test_row_05_what_went_behind_a_closed_app_is_told_also_to_whom_the_server_still_knows(bob: Phone) -> None:
    await bob.close_and_open()
    elsewhere = await deleted_while_closed(bob, "indexeddb")
    bob.house.start("serve")
    await elsewhere.goto(f"{bob.house.url}/app/")
    await expect(elsewhere.locator(".visit-card")).to_have_count(1)
    await expect(elsewhere.locator("[data-lost]")).to_contain_text("2 entries")
