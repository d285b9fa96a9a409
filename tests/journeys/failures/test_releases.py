"""Rows 19 to 21 of the failure catalogue: what a deploy does to phones that are open or full of work, and a shell with holes."""

import asyncio
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Playwright, expect

from outrider.config import ROOT
from tests.cast import Cast
from tests.offline.photos import photo

from ..chromium import PHONE, open_browser, page_of, sign_in_phone
from ..phone_store import drafts, frame, in_database, in_step, outbox, photos
from ..processes import Served
from ..release import newer
from ..steps import draw, tap
from ..visits import order_with_bob
from .phone import WAYS

pytestmark = pytest.mark.journey
NEWER = "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => undefined)"
DROP = """async (part) => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const row of await cache.keys()) if (row.url.includes(part)) await cache.delete(row);
  }
}"""
PARTS = """async () => {
  const urls = [];
  for (const name of await caches.keys()) for (const row of await (await caches.open(name)).keys()) urls.push(new URL(row.url).pathname);
  return urls;
}"""


async def deploy(house: Served, folder: Path, mark: str = "N") -> None:
    house.stop("serve")
    house.settings["OUTRIDER_WEB"] = str(newer(folder, mark))
    house.start("serve")


async def parts(page: Page, part: str) -> list[str]:
    return [url for url in await page.evaluate(PARTS) if part in url]


INSTALLING = "navigator.serviceWorker.getRegistration().then((found) => found.installing !== null)"
WAITING = "navigator.serviceWorker.getRegistration().then((found) => found.waiting !== null)"


async def test_a_page_that_no_worker_controls_asks_to_be_taken(browser: BrowserContext) -> None:
    page = await page_of(browser)
    await page.evaluate("navigator.serviceWorker.ready")
    await (await browser.new_cdp_session(page)).send("Page.reload", {"ignoreCache": True})  # goes past the worker
    await page.locator("main.visit").wait_for()
    async with asyncio.timeout(20):
        while not await page.evaluate("navigator.serviceWorker.controller !== null"):
            await frame(page)


@pytest.mark.parametrize("overtaken", [False, True], ids=["one deploy", "after one that was never in use"])
async def test_row_19_an_open_page_finds_its_own_parts_after_a_deploy(
    browser: BrowserContext, house: Served, tmp_path: Path, overtaken: bool
) -> None:
    old = await page_of(browser)
    if overtaken:
        await old.evaluate("navigator.serviceWorker.ready")
        await deploy(house, tmp_path / "overtaken", "O")
        await old.evaluate(NEWER)
        async with asyncio.timeout(20):
            while not await old.evaluate(WAITING):
                await frame(old)
    await deploy(house, tmp_path / "newer")
    other = await browser.new_page()
    await other.goto(f"{house.url}/app/phone")
    await other.evaluate(NEWER)
    async with asyncio.timeout(20):
        while await other.evaluate(INSTALLING):  # the one before is offered until then
            await frame(other)
    async with other.expect_navigation():
        await other.click("text=Restart with the update")
    assert await other.evaluate("[...document.scripts].some((row) => /engineer-[\\w-]{7}N\\.js/.test(row.src))")
    await (await browser.new_cdp_session(old)).send("Network.clearBrowserCache")  # it may be gone, and would hide what is tested
    await old.click("button:has-text('Scan')")  # its decoder comes only now, under the name of the release before
    await expect(old.locator(".scanner video")).to_be_visible()
    looks = "document.querySelector('.scanner video').srcObject !== null"  # the decoder has begun
    async with asyncio.timeout(20):
        while not await old.evaluate(looks):
            await frame(old)


async def test_row_20_a_deploy_never_takes_what_is_being_typed(browser: BrowserContext, house: Served, tmp_path: Path) -> None:
    page = await page_of(browser)
    for way in WAYS:
        await tap(page, *way)
    await page.click(".actions button:has-text('Report')")
    await page.fill("textarea[name=work_done]", "Half a sentence")
    await deploy(house, tmp_path / "newer")
    await page.evaluate(NEWER)
    await expect(page.locator("button.banner.go")).to_be_visible()
    assert await page.input_value("textarea[name=work_done]") == "Half a sentence"
    await page.click("button.banner.go")
    async with page.expect_navigation():
        await page.click("text=Restart with the update")
    assert [row["values"]["work_done"] for row in await drafts(page)] == ["Half a sentence"]


async def test_the_restart_waits_for_no_request_that_wakes_the_old_worker(browser: BrowserContext, house: Served, tmp_path: Path) -> None:
    """Browsers end a worker early only where it runs; one that a request is just waking would stay for half a minute, or for five."""
    page = await page_of(browser)
    await deploy(house, tmp_path / "newer")
    await page.evaluate(NEWER)
    await page.click("button.banner.go")
    restart = page.locator("text=Restart with the update")
    await expect(restart).to_be_visible()
    cdp = await browser.new_cdp_session(page)
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    in_charge = None

    def heard(event: dict[str, list[dict[str, str]]]) -> None:
        nonlocal in_charge
        for version in event["versions"]:
            if version["status"] == "activated":
                in_charge = version["versionId"]
                if version["runningStatus"] == "stopped" and not ended.done():
                    ended.set_result(None)

    cdp.on("ServiceWorker.workerVersionUpdated", heard)
    await cdp.send("ServiceWorker.enable")
    async with asyncio.timeout(20):
        while in_charge is None:
            await frame(page)
        await cdp.send("ServiceWorker.stopWorker", {"versionId": in_charge})
        await ended
    async with page.expect_navigation():
        await restart.evaluate("(button) => { void fetch('/api/version'); button.click(); }")


async def test_row_21_a_hole_in_the_shell_heals_or_says_so(browser: BrowserContext, house: Served) -> None:
    page = await page_of(browser)
    await page.reload()
    for part in ("/assets/engineer-", "/app/index.html"):
        await page.evaluate(DROP, part)
        await page.reload()
        await expect(page.locator("main.visit")).to_be_visible()
        assert await parts(page, part)
    await page.evaluate(DROP, "/assets/engineer-")
    house.stop("serve")
    await page.click(".actions > [data-action=accept]")
    await expect(page.locator("main.visit[data-status=accepted]")).to_be_visible()
    await page.reload()
    await expect(page.locator("body")).to_contain_text("Open it again where there is network")
    async with page.expect_download() as waited:  # and the way out with what is unsent
        await page.click("a >> nth=0")
    work = json.loads(Path(await (await waited.value).path()).read_text())
    assert [json.loads(row)["payload"]["action"] for row in json.loads(work["text"])["commands"]] == ["accept"]
    await page.goto(f"{house.url}/app/")  # as its icon opens it
    await expect(page.locator("body")).to_contain_text("Open it again where there is network")
    house.start("serve")
    await page.reload()
    await expect(page.locator(".visit-card")).to_be_visible()


FIRST_RELEASE = "74b0322"  # 0.1.0, as CHANGELOG.md names it
RELEASE_BEFORE = "b0ae016"  # 0.3.0


def built(commit: str, folder: Path) -> Path:
    """The pages of an older release, built anew from its sources. Its packages are those of today."""
    folder.mkdir()
    with (folder / "pages.tar").open("wb") as file:
        subprocess.run(["git", "archive", commit, "pwa"], cwd=ROOT, stdout=file, check=True)
    with tarfile.open(folder / "pages.tar") as tar:
        tar.extractall(folder, filter="data")
    (folder / "pwa" / "node_modules").symlink_to(ROOT / "pwa" / "node_modules")
    npx = shutil.which("npx") or "npx"
    subprocess.run([npx, "--no-install", "vite", "build", "--logLevel", "error"], cwd=folder / "pwa", check=True, capture_output=True)
    return folder / "pwa" / "dist"


async def signed_in_with(release: str, play: Playwright, house: Served, us: Cast, tmp_path: Path) -> tuple[BrowserContext, Page]:
    """A phone that has this release, from a server of its own day."""
    house.stop("serve")
    house.settings["OUTRIDER_WEB"] = str(built(release, tmp_path / "old"))
    house.start("serve")
    await order_with_bob(house, us)
    browser = await open_browser(play, tmp_path / "bob", PHONE)
    page = await page_of(browser)
    await sign_in_phone(page, house.url, "bob")
    await page.evaluate("navigator.serviceWorker.ready")
    return browser, page


@pytest.mark.soak
async def test_row_22_a_phone_with_a_release_of_long_ago_hands_in_everything(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    """The engineer was away for weeks with the first release: what it saved is applied by this server, and its database by this app."""
    newest = house.settings.get("OUTRIDER_WEB")
    browser, page = await signed_in_with(FIRST_RELEASE, play, house, us, tmp_path)
    await page.reload()  # that release did not always control the page of the sign-in; a second start it does
    await page.click(".visit-card")
    await tap(page, *WAYS[0])
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']").first).to_be_visible()
    house.stop("serve")
    for way in (*WAYS[1:], ("start_diagnosis", "diagnosing")):
        await tap(page, *way)
    await signed_with_a_photo(page, tmp_path)
    kept = await outbox(page)
    assert kept[-1]["kind"] == "seal_report"
    house.settings["OUTRIDER_WEB"] = newest or ""
    house.start("serve")
    await expect(page.locator(".pill[data-sync=ok][data-unsent='0']").first).to_be_visible(timeout=60_000)
    rows = await house.sql("select id::text, body, outcome->>'result' as result from commands")
    assert {row["id"]: (row["body"].decode(), row["result"]) for row in rows} == {row["id"]: (row["body"], "applied") for row in kept}
    await page.evaluate(NEWER)
    await page.click("text=Update ready", timeout=60_000)  # all of the app is fetched before
    async with page.expect_navigation():
        await page.click("text=Restart with the update")
    await expect(page.locator("[data-lock-now]")).to_be_visible()  # this release's app, over the database of the first
    assert [row["id"] for row in await outbox(page)] == [row["id"] for row in kept]
    (picture,) = (await photos(page)).items()
    async with asyncio.timeout(30):
        while not await house.sql("select 1 from blobs where complete_at is not null"):
            await frame(page)
    assert (house.data / "blobs" / str(us.org_id) / picture[0]).read_bytes() == picture[1]
    (report,) = await house.sql("select sealed from reports")
    assert picture[0] in report["sealed"].decode()
    await browser.close()


async def signed_with_a_photo(page: Page, tmp_path: Path) -> None:
    """On the screens of the first release."""
    await page.click(".actions .pair button:has-text('Report')")
    for name in ("fault_found", "work_done"):
        await page.fill(f"textarea[name={name}]", f"The {name}")
    await page.click("[name=solved]")
    picture = tmp_path / "one.jpg"
    picture.write_bytes(photo(40))
    await page.set_input_files(".take-photo input", str(picture))
    await expect(page.locator(".photos figure img")).to_have_count(1)
    await page.click(".actions button.primary")
    for party in ("customer", "engineer"):
        await page.locator(f"[data-party={party}] canvas").scroll_into_view_if_needed()
        await draw(page, party)
        await page.click(f"[data-party={party}] button.primary")
    await expect(page.locator("main.visit[data-status=signed]")).to_be_visible()


EPOCH = in_database("""
  const tx = db.transaction('meta', 'readwrite');
  const before = await answer(tx.objectStore('meta').get('epoch'));
  if (arg) tx.objectStore('meta').put(arg + before, 'epoch');
  await finished(tx);
  return before;
""")


@pytest.mark.soak
async def test_a_phone_of_the_release_before_meets_this_server_and_sends_nothing_again(
    play: Playwright, house: Served, us: Cast, tmp_path: Path
) -> None:
    """Its server called the epoch by a longer name, which changed at every failover."""
    browser, page = await signed_in_with(RELEASE_BEFORE, play, house, us, tmp_path)
    await page.click(".visit-card")
    await tap(page, *WAYS[0])
    await in_step(page)
    house.stop("serve")  # an answer under way would write over it
    await expect(page.locator(".pill[data-sync=ok]")).to_have_count(0)
    await page.evaluate(EPOCH, "7342187421873645281-2-")
    house.start("serve")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if "/api/phone/commands" in request.url else None)
    await page.reload()
    await in_step(page)
    await in_step(page)
    assert [body for body in sent if json.loads(body)["commands"]] == []
    assert [row["state"] for row in await outbox(page)] == ["received"]
    assert (await page.evaluate(EPOCH)).startswith("7342187421873645281-2-")
    await tap(page, *WAYS[1])  # and what is new still goes
    await in_step(page)
    assert [len(json.loads(body)["commands"]) for body in sent if json.loads(body)["commands"]] == [1]
    await browser.close()
