"""The failure catalogue: what goes wrong in the field, each by its row, in a real browser against the real server."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, Playwright, Route, expect

from outrider.backup import backup, restore
from tests.cast import PASSWORD, Cast
from tests.conftest import Database
from tests.offline.test_photos import photo

from .chromium import PHONE, kill_browser, open_browser, page_of, sign_in_phone
from .phone_store import drafts, frame, in_step, outbox, photos
from .processes import Served, served
from .test_late_visit import order_with_bob
from .test_whole_road import draw, sign, tap, write_report

pytestmark = pytest.mark.journey
COMMANDS = "**/api/phone/commands"
WAYS = (("accept", "accepted"), ("confirm_appointment", "appointment_confirmed"), ("set_off", "en_route"), ("arrive", "arrived"))


@dataclass
class Phone:
    """Bob's phone on the visit that he has, signed in, everything received."""

    play: Playwright
    house: Served
    profile: Path
    order: str
    browser: BrowserContext
    page: Page

    async def close_and_open(self) -> None:
        """Chromium writes a new sign-in's cookie down only when it is closed; a phone that was used for a while has it."""
        await self.browser.close()
        await self._open()

    async def _open(self) -> None:
        self.browser = await open_browser(self.play, self.profile, PHONE)
        self.page = await page_of(self.browser)
        await self.page.goto(f"{self.house.url}/app/")
        await self.page.click(".visit-card")

    async def reopen(self) -> None:
        """As after a flat battery: the same profile, a new browser."""
        gone = asyncio.ensure_future(self.browser.wait_for_event("close"))
        kill_browser(self.profile)
        await gone
        await self._open()

    async def steps(self, *after: int) -> None:
        for at in after:
            await tap(self.page, *WAYS[at])

    async def says(self, net: str, unsent: int, within: float = 20_000) -> None:
        await expect(self.page.locator(f".pill[data-sync={net}][data-unsent='{unsent}']").first).to_be_visible(timeout=within)

    async def all_is_once(self, *actions: str) -> None:
        """The oracle: what the phone called saved is on the server exactly once, byte for byte."""
        await self.says("ok", 0, 60_000)
        kept = await outbox(self.page)
        rows = await self.house.sql("select id::text, body from commands")
        assert {row["id"]: row["body"].decode() for row in rows} == {row["id"]: row["body"] for row in kept}
        events = await self.house.sql("select kind from events where command_id is not null order by happened_at, written")
        assert [row["kind"] for row in events] == list(actions)


@pytest.fixture
def house(server: Any, template: Database, tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "data"
    data.mkdir()
    with served(server, template, data) as made:
        yield made


@pytest.fixture
async def bob(play: Playwright, house: Served, us: Cast, tmp_path: Path) -> AsyncIterator[Phone]:
    order, _ = await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    await page.click(".visit-card")
    made = Phone(play, house, tmp_path / "bob", order, browser, page)
    await made.says("ok", 0)
    yield made
    await made.browser.close()


def answering(status: int, body: str, **headers: str) -> Any:
    async def answer(route: Route) -> None:
        await route.fulfill(status=status, body=body, headers=headers)

    return answer


async def test_row_01_an_acknowledgement_that_is_lost_leaves_one_event(bob: Phone) -> None:
    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort("connectionreset")

    await bob.browser.route(COMMANDS, lose, times=1)
    await bob.steps(0)
    await bob.all_is_once("accept")


async def test_row_02_an_app_killed_while_it_sends_sends_again(bob: Phone) -> None:
    await bob.close_and_open()
    reached = asyncio.Event()

    async def hang(route: Route) -> None:
        await route.fetch()
        reached.set()

    await bob.browser.route(COMMANDS, hang)
    await bob.steps(0)
    await reached.wait()
    await bob.reopen()
    await bob.all_is_once("accept")


async def test_row_03_a_tap_called_saved_survives_a_kill_without_network(bob: Phone) -> None:
    await bob.close_and_open()
    bob.house.stop("serve")
    await bob.steps(0, 1)
    await bob.reopen()
    await expect(bob.page.locator("main.visit[data-status=appointment_confirmed]")).to_be_visible()
    bob.house.start("serve")
    await bob.all_is_once("accept", "confirm_appointment")


async def test_row_04_a_full_phone_refuses_the_photo_loudly_and_keeps_text_and_taps(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    session = await browser.new_cdp_session(page)
    await session.send("Storage.overrideQuotaForOrigin", {"origin": house.url, "quotaSize": 3_500_000})
    await sign_in_phone(page, house.url, "bob")
    await page.click(".visit-card")
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions .pair button >> nth=0")
    await page.fill("textarea[name=fault_found]", "Written before")
    picture = tmp_path / "large.jpg"
    refused = page.locator(".note.bad")
    for seed in range(1, 9):
        picture.write_bytes(photo(1500, seed))
        await page.set_input_files(".take-photo input", str(picture))
        await expect(page.locator(".photos figure").nth(seed - 1).or_(refused).first).to_be_visible()
        if await refused.count():
            break
    await expect(refused).to_contain_text("no room")
    await expect(page.locator("textarea[name=fault_found]")).to_have_value("Written before")
    await page.click(".back")
    await tap(page, "start_diagnosis", "diagnosing")
    await expect(page.locator(".banner.bad")).to_have_count(0)
    await browser.close()


BREAK = """(times) => {
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    if (times-- > 0) throw new DOMException('Connection to Indexed Database server lost. Refresh the page', 'UnknownError');
    return real.apply(this, args);
  };
}"""


async def test_row_06_a_dead_connection_to_the_phones_database_is_opened_again(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.says("offline", 0)
    await bob.page.evaluate(BREAK, 2)
    await bob.steps(0)
    bob.house.start("serve")
    await bob.all_is_once("accept")


async def test_row_06_one_that_stays_dead_is_said_in_red_and_nothing_is_called_saved(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.says("offline", 0)
    await bob.page.evaluate(BREAK, 1_000_000)
    await bob.page.click(".actions > [data-action=accept]")
    await expect(bob.page.locator(".banner.bad")).to_be_visible()
    await expect(bob.page.locator("main.visit[data-status=assigned]")).to_be_visible()
    bob.house.start("serve")


async def test_row_07_a_captive_portal_acknowledges_nothing(bob: Phone) -> None:
    await bob.browser.route("**/api/**", answering(200, "<html>Welcome to the hotel</html>", **{"content-type": "text/html"}))
    await bob.steps(0)
    await bob.says("portal", 1)
    await bob.browser.unroute("**/api/**")
    await bob.all_is_once("accept")


async def test_row_08_a_network_that_only_claims_to_be_there_is_called_offline(bob: Phone) -> None:
    bob.house.stop("serve", signal.SIGKILL)
    await bob.steps(0)
    await bob.says("offline", 1, 10_000)
    assert await bob.page.evaluate("navigator.onLine") is True
    bob.house.start("serve")
    await bob.all_is_once("accept")


async def test_row_09_no_answer_but_an_outcome_takes_anything_from_the_outbox(bob: Phone) -> None:
    asked: list[int] = []
    statuses = [500, 413, 409, 422, 404, 403, 502]

    async def refuse(route: Route) -> None:
        status = statuses[len(asked) % len(statuses)]
        asked.append(status)
        code = {413: "too_large", 409: "phone_not_registered", 404: "not_found"}.get(status, "broken")
        await route.fulfill(status=status, body=json.dumps({"code": code, "title": "x", "detail": "y"}), headers={"x-app": "outrider"})

    await bob.browser.route(COMMANDS, refuse)
    await bob.steps(0, 1)
    await bob.page.goto(f"{bob.house.url}/app/phone")
    for _ in statuses:
        before = len(asked)
        await bob.page.click("text=Send now")
        while len(asked) == before:
            await frame(bob.page)
    await expect(bob.page.locator(".queue li")).to_have_count(2)
    await bob.browser.unroute(COMMANDS)
    await bob.page.click("text=Send now")
    await bob.all_is_once("accept", "confirm_appointment")


POISON = """async () => {
  const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
  const db = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
  const tx = db.transaction('outbox', 'readwrite');
  const asked = tx.objectStore('outbox').getAll();
  asked.onsuccess = () => {
    const row = asked.result.find((each) => each.action === 'accept');
    tx.objectStore('outbox').put({ ...row, body: row.body.replace('"action":"accept"', '"action":"dance"') });
  };
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""


async def test_row_10_a_command_that_is_refused_blocks_nobody_and_is_shown(bob: Phone, us: Cast) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1)
    await bob.page.evaluate(POISON)
    bob.house.start("serve")
    await bob.page.reload()
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await expect(bob.page.locator(".queue .chip.bad")).to_have_count(1)
    rows = await bob.house.sql("select outcome->>'result' as result from commands order by lane_seq")
    assert [row["result"] for row in rows] == ["rejected", "accepted_conflict"]
    await expect(bob.page.locator("[data-export]")).to_be_visible()


async def test_row_11_an_expired_session_holds_the_queue_until_he_signs_in(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.house.sql("update sessions set revoked_at = now()")
    bob.house.start("serve")
    await bob.says("sign_in", 3)
    assert await bob.house.sql("select 1 from commands") == []
    await _sign_in_again(bob)
    await bob.page.click(".visit-card")
    await bob.all_is_once("accept", "confirm_appointment", "set_off")


async def _sign_in_again(bob: Phone, name: str = "bob") -> None:
    await bob.page.goto(f"{bob.house.url}/app/sign-in")
    await bob.page.fill("[name=login]", f"{name}@ours.test")
    await bob.page.fill("[name=password]", PASSWORD)
    await bob.page.click("button.primary")
    await bob.page.wait_for_selector("main.list")


async def test_row_13_and_14_another_person_on_the_phone_sends_and_sees_nothing_of_the_first(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.page.click("text=Sign out")
    await expect(bob.page.locator("[name=login]")).to_be_visible()  # without network, from the phone's own shell
    bob.house.start("serve")
    await _sign_in_again(bob, "charlie")
    await bob.says("ok", 0)
    await expect(bob.page.locator(".visit-card")).to_have_count(0)
    assert await bob.house.sql("select 1 from commands") == []
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await bob.page.click("text=Sign out")
    await _sign_in_again(bob, "bob")
    await bob.says("ok", 0)
    assert len(await bob.house.sql("select 1 from commands")) == 3


async def test_row_15_a_visit_cancelled_meanwhile_keeps_the_work_and_the_signatures(bob: Phone) -> None:
    await bob.steps(0, 1)
    await bob.says("ok", 0)
    bob.house.stop("serve")
    await bob.steps(2, 3)
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await tap(bob.page, "start_repair", "repairing")
    await bob.page.click(".actions .pair button >> nth=0")
    await write_report(bob.page, [])
    await sign(bob.page)
    kept = await outbox(bob.page)
    await bob.browser.set_offline(True)
    bob.house.start("serve")
    cookies = {"outrider_session": bob.house.sign_in("alice")}
    async with httpx.AsyncClient(base_url=bob.house.url, cookies=cookies) as alice:
        wanted = {"action": "cancel", "expected": "appointment_confirmed", "data": {"reason": "Called off"}}
        (await alice.post(f"/api/orders/{bob.order}/actions", json=wanted)).raise_for_status()
    await bob.browser.set_offline(False)
    await bob.says("ok", 0, 60_000)
    (order,) = await bob.house.sql("select status, needs_review from orders")
    assert order["status"] == "cancelled"
    assert order["needs_review"] is not None
    statement = json.loads(next(row["body"] for row in kept if row["kind"] == "seal_report"))["payload"]["statement"]
    assert [row["statement"].decode() for row in await bob.house.sql("select statement from reports")] == [statement]


async def test_row_17_somebody_disabled_meanwhile_loses_nothing(bob: Phone) -> None:
    bob.house.stop("serve")
    await bob.steps(0, 1, 2)
    await bob.house.sql("update users set active = false where name = 'Bob'")
    bob.house.start("serve")
    await bob.says("sign_in", 0)
    kept = await outbox(bob.page)
    rows = await bob.house.sql("select id::text, body, code from command_quarantine")
    assert {row["id"]: row["body"].decode() for row in rows} == {row["id"]: row["body"] for row in kept}
    assert {row["code"] for row in rows} == {"person_disabled"}


async def test_row_23_an_old_tab_steps_aside_for_a_newer_database(bob: Phone) -> None:
    other = await bob.browser.new_page()
    await other.goto(f"{bob.house.url}/icons/icon.svg")
    upgrade = """async () => {
      const { name } = (await indexedDB.databases()).find((row) => row.name.startsWith('outrider-'));
      const began = performance.now();
      await new Promise((done, failed) => { const asked = indexedDB.open(name, 99); asked.onsuccess = done; asked.onerror = failed; });
      return performance.now() - began;
    }"""
    assert await other.evaluate(upgrade) < 2000


async def test_row_24_a_frozen_tab_does_not_keep_the_others_from_sending(bob: Phone) -> None:
    reached = asyncio.Event()

    async def hang(route: Route) -> None:
        reached.set()

    await bob.page.route(COMMANDS, hang)
    await bob.steps(0)
    await reached.wait()
    session = await bob.browser.new_cdp_session(bob.page)
    await session.send("Page.setWebLifecycleState", {"state": "frozen"})
    other = await bob.browser.new_page()
    await other.goto(f"{bob.house.url}/app/")
    await expect(other.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=25_000)
    assert len(await bob.house.sql("select 1 from commands")) == 1
    await session.send("Page.setWebLifecycleState", {"state": "active"})


async def test_row_25_two_tabs_send_each_command_once(bob: Phone) -> None:
    await bob.steps(0, 1)
    other = await bob.browser.new_page()
    await other.goto(bob.page.url)
    await bob.browser.set_offline(True)
    for page, count in ((bob.page, 10), (other, 10)):
        for n in range(count):
            await page.click(".actions [aria-expanded]")
            await page.click(".sheet [data-action=note]")
            await page.fill(".sheet textarea", f"Note {n}")
            await page.click(".sheet button[type=submit]")
            await expect(page.locator(".sheet")).to_have_count(0)
    await bob.browser.set_offline(False)
    await expect(other.locator(".pill[data-sync=ok]")).to_be_visible(timeout=60_000)
    await bob.page.reload()
    await bob.all_is_once("accept", "confirm_appointment", *["note"] * 20)


async def test_row_26_a_page_that_the_camera_killed_comes_back_with_all_that_was_typed(bob: Phone, tmp_path: Path) -> None:
    await bob.steps(0, 1, 2, 3)
    await bob.page.click(".actions .pair button >> nth=0")
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


async def test_row_28_turning_the_phone_keeps_the_signature(bob: Phone) -> None:
    await bob.steps(0, 1, 2, 3)
    await tap(bob.page, "start_diagnosis", "diagnosing")
    await tap(bob.page, "start_repair", "repairing")
    await bob.page.click(".actions .pair button >> nth=0")
    await write_report(bob.page, [])
    await bob.page.click(".actions button.primary")
    button = bob.page.locator("[data-party=customer] button.primary")
    await expect(button).to_be_disabled()
    await bob.page.locator("[data-party=customer] canvas").scroll_into_view_if_needed()
    await draw(bob.page, "customer")
    await expect(button).to_be_enabled()
    ink = (
        "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.filter((v, i) => i % 4 === 3 && v).length"
    )
    for width, height in ((844, 390), (390, 844)):
        await bob.page.set_viewport_size({"width": width, "height": height})
        await expect(button).to_be_enabled()
        assert await bob.page.locator("[data-party=customer] canvas").evaluate(ink) > 200


async def test_row_30_a_photo_that_arrived_in_part_goes_on_where_it_broke_off(bob: Phone, tmp_path: Path) -> None:
    await bob.close_and_open()
    await bob.steps(0, 1, 2, 3)
    sent: list[int] = []

    async def count(route: Route) -> None:
        size = len(route.request.post_data_buffer or b"")
        if len(sent) == 3:
            await route.abort("connectionreset")
            return
        sent.append(size)
        await route.continue_()

    await bob.browser.route("**/api/blobs/*?offset=*", count)
    await bob.page.click(".actions .pair button >> nth=0")
    picture = tmp_path / "large.jpg"
    picture.write_bytes(photo(1500))
    await bob.page.set_input_files(".take-photo input", str(picture))
    await expect(bob.page.locator(".photos figure img")).to_have_count(1)
    (content,) = (await photos(bob.page)).values()
    while len(sent) < 3:
        await frame(bob.page)
    assert await bob.house.sql("select 1 from blobs where complete_at is not null") == []
    await bob.reopen()
    more: list[int] = []

    async def note(route: Route) -> None:
        more.append(len(route.request.post_data_buffer or b""))
        await route.continue_()

    await bob.browser.route("**/api/blobs/*?offset=*", note)
    while not await bob.house.sql("select 1 from blobs where complete_at is not null"):
        await frame(bob.page)
    assert sum(sent) + sum(more) < 1.5 * len(content)
    (blob,) = await bob.house.sql("select encode(sha256, 'hex') as name from blobs")
    assert (bob.house.data / "blobs" / str(bob.house.database.us.org_id) / blob["name"]).read_bytes() == content


async def test_row_33_a_phone_whose_clock_is_wrong_counts_at_the_right_time(bob: Phone) -> None:
    wrong = datetime.now(UTC) + timedelta(hours=3)
    await bob.page.clock.set_fixed_time(wrong)
    await bob.steps(0)
    await bob.says("ok", 0)
    await bob.steps(1)
    await bob.all_is_once("accept", "confirm_appointment")
    rows = await bob.house.sql(
        "select device_time, happened_at, server_time from events where command_id is not null order by happened_at, written"
    )
    assert all(abs(row["device_time"] - wrong) < timedelta(minutes=2) for row in rows)
    assert all(abs(row["happened_at"] - row["server_time"]) < timedelta(minutes=2) for row in rows)


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


async def test_row_36_a_first_day_that_was_interrupted_is_not_taken_for_the_whole(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)

    async def cut(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        await route.fulfill(status=200, body=text[: len(text) // 2], headers={"x-app": "outrider", "content-type": "application/json"})

    await browser.route("**/api/phone/pull*", cut, times=2)
    await sign_in_phone(page, house.url, "bob")
    await page.reload()
    await expect(page.locator(".visit-card")).to_have_count(1, timeout=30_000)
    await browser.close()
