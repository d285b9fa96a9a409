"""The failure catalogue, rows of sending: what happens on the way, and to whoever waits for it."""

import asyncio
import json
import signal
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Response, Route, expect

from tests.cast import Cast

from ..chaos.proxy import proxied
from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..day import give_visits
from ..phone_store import frame, in_database
from ..steps import tap
from .phone import COMMANDS, WAYS, Phone, answering

pytestmark = pytest.mark.journey


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


@pytest.mark.soak  # in Node each time: pwa/src/engineer/send.test.ts
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


@pytest.mark.soak  # in Node each time: pwa/src/engineer/send.test.ts
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
    await expect(bob.page.locator(".pill[data-sync=trouble]")).to_be_visible()
    await expect(bob.page.locator("[data-net]")).to_contain_text("the server has a problem")
    await bob.browser.unroute(COMMANDS)
    await bob.page.click("text=Send now")
    await bob.all_is_once("accept", "confirm_appointment")


POISON = in_database("""
  const tx = db.transaction('outbox', 'readwrite');
  const row = (await answer(tx.objectStore('outbox').getAll())).find((each) => each.action === 'accept');
  tx.objectStore('outbox').put({ ...row, body: row.body.replace('"action":"accept"', '"action":"dance"') });
  await finished(tx);
  return row.id;
""")


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


async def test_row_10_a_command_that_is_refused_blocks_no_other_visit(bob: Phone, us: Cast) -> None:
    """Not even an order that the engineer began there, with all that they did in it."""
    give_visits(bob.house, 1, "bob")
    await bob.page.click(".back")
    await expect(bob.page.locator(".visit-card")).to_have_count(2)
    bob.house.stop("serve")
    for card in ("Hall 1", "Hall 0"):
        await bob.page.click(f".visit-card:has-text('{card}')")
        await tap(bob.page, *WAYS[0])
        await bob.page.click(".back")
    poisoned = await bob.page.evaluate(POISON)
    bob.house.start("serve")
    await bob.page.reload()
    await bob.page.goto(f"{bob.house.url}/app/phone")
    await expect(bob.page.locator(".queue .chip.bad")).to_have_count(1)
    rows = {str(row["id"]): row["result"] for row in await bob.house.sql("select id, outcome->>'result' as result from commands")}
    assert (rows.pop(poisoned), [*rows.values()]) == ("rejected", ["applied"])


async def test_row_24_a_frozen_tab_does_not_keep_the_others_from_sending(bob: Phone) -> None:
    reached = asyncio.Event()

    async def hang(route: Route) -> None:
        reached.set()

    await bob.page.route(COMMANDS, hang)
    await bob.steps(0)
    await reached.wait()
    other = await bob.browser.new_page()
    await other.goto(f"{bob.house.url}/app/")
    session = await bob.browser.new_cdp_session(bob.page)
    await session.send("Page.setWebLifecycleState", {"state": "frozen"})
    await expect(other.locator(".pill[data-sync=ok][data-unsent='0']")).to_be_visible(timeout=20_000)
    assert len(await bob.house.sql("select 1 from commands")) == 1
    await session.send("Page.setWebLifecycleState", {"state": "active"})


async def test_row_25_two_tabs_send_each_command_once(bob: Phone) -> None:
    await bob.steps(0, 1)
    other = await bob.browser.new_page()
    await other.goto(bob.page.url)
    await bob.browser.set_offline(True)
    sent: list[str] = []
    bob.browser.on("response", lambda answer: sent.extend(ids_in(answer)))
    for page in (bob.page, other):
        await page.bring_to_front()
        for n in range(10):
            await page.click(".actions [aria-expanded]")
            await page.click(".sheet [data-action=note]")
            await page.fill(".sheet textarea", f"Note {n}")
            await page.click(".sheet button[type=submit]")
            await expect(page.locator(".sheet")).to_have_count(0)
    await bob.browser.set_offline(False)
    await expect(other.locator(".pill[data-sync=ok]")).to_be_visible(timeout=60_000)
    await bob.all_is_once("accept", "confirm_appointment", *["note"] * 20)
    await expect(other.locator(".pill[data-unsent='0']").first).to_be_visible()
    assert len(sent) == len(set(sent)) == 20, "the server forgives a command that comes twice, but nobody sends one twice"


def ids_in(answer: Response) -> list[str]:
    commands = answer.request.method == "POST" and answer.url.endswith("/api/phone/commands")
    return [row["id"] for row in (answer.request.post_data_json or {})["commands"]] if commands else []


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


@pytest.mark.parametrize("hours", [-3, 3])
async def test_row_33_a_clock_that_was_set_without_network_counts_at_the_right_time(bob: Phone, hours: int) -> None:
    """What the phone learned of its clock with the last answer is not true any more; the lane keeps its order."""
    bob.house.stop("serve")
    await bob.steps(0)
    await bob.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=hours))
    await bob.steps(1, 2)
    bob.house.start("serve")
    await bob.page.click(".pill")
    await bob.page.click("text=Send now")
    await bob.all_is_once("accept", "confirm_appointment", "set_off")
    rows = await bob.house.sql("select device_time, happened_at, server_time from events where command_id is not null order by written")
    assert all(abs(row["happened_at"] - row["server_time"]) < timedelta(minutes=2) for row in rows)
    assert [round((row["device_time"] - row["server_time"]) / timedelta(hours=1)) for row in rows] == [0, hours, hours]


async def test_row_18_a_batch_that_arrives_late_and_after_its_successor_changes_nothing(bob: Phone) -> None:
    """A phone sends what waits from its oldest on, so what overtakes on the way holds it too; gaps: tests/offline/test_commands.py."""
    async with proxied(bob.house.port) as road:
        await bob.browser.close()
        bob.browser = await open_browser(bob.play, bob.profile.with_name("other"), PHONE)
        bob.page = await page_of(bob.browser)
        await sign_in_phone(bob.page, road.url, "bob")
        await bob.page.click(".visit-card")
        await bob.says("ok", 0)
        road.weather = "reordering"
        await bob.steps(0)
        await bob.says("offline", 1)
        await bob.steps(1, 2)  # these arrive, and the first one after them
        await bob.says("ok", 0)
        assert road.met > 1 and not road.held
        await bob.all_is_once("accept", "confirm_appointment", "set_off")


async def test_row_32_a_gap_stays_a_gap(bob: Phone) -> None:
    """The app lay in the pocket on the drive: no line is invented, and the engineer and the office can see since when nothing is known."""
    await bob.says("ok", 0)
    await moved(bob, 52.61)
    async with asyncio.timeout(20):
        while not await bob.house.sql("select 1 from positions where lat = 52.61"):
            await frame(bob.page)
    session = await bob.browser.new_cdp_session(bob.page)
    await session.send("Page.setWebLifecycleState", {"state": "frozen"})
    await session.send("Page.setWebLifecycleState", {"state": "active"})
    await bob.page.evaluate("() => { const real = Date.now.bind(Date); Date.now = () => real() + 7 * 60_000; }")  # so long it lay there
    await moved(bob, 52.63)
    await bob.page.click(".pill")
    await bob.page.click("[data-position=known] summary")
    await expect(bob.page.locator("[data-gap]")).to_have_count(1)
    await expect(bob.page.locator("[data-gap]")).to_contain_text("min")
    async with asyncio.timeout(20):
        while not await bob.house.sql("select 1 from positions where lat = 52.63"):
            await frame(bob.page)
    between = "select device_time from positions where lat in (52.61, 52.63) order by device_time"
    first, last = [row["device_time"] for row in await bob.house.sql(between)]
    assert last - first > timedelta(minutes=6)
    assert not await bob.house.sql("select 1 from positions where device_time > $1 and device_time < $2", first, last)


async def moved(bob: Phone, lat: float) -> None:
    await bob.browser.set_geolocation({"latitude": lat, "longitude": 13.40, "accuracy": 9})


async def test_row_32_the_screen_stays_on_while_they_travel_and_again_when_they_look(bob: Phone) -> None:
    await bob.page.add_init_script(
        "window.locks = 0; navigator.wakeLock.request = async () => { window.locks++; const lock = new EventTarget(); "
        "lock.release = async () => undefined; window.last = lock; return lock; };"
    )
    await bob.page.reload()
    await bob.steps(0, 1)
    assert await bob.page.evaluate("window.locks") == 0
    await bob.steps(2)
    async with asyncio.timeout(5):
        while await bob.page.evaluate("window.locks") != 1:
            await frame(bob.page)
    await bob.page.evaluate("window.last.dispatchEvent(new Event('release')); document.dispatchEvent(new Event('visibilitychange'))")
    async with asyncio.timeout(5):
        while await bob.page.evaluate("window.locks") != 2:
            await frame(bob.page)
