"""Chromium as a phone or a desk, each with a profile on disk that outlives a kill."""

import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright, expect

from tests.cast import HERE, PASSWORD

from .processes import until

# Without windows of its own the same Chromium takes half the processor's time, and shows no notifications. None: Playwright's own.
WHOLE = shutil.which("chromium") or shutil.which("chromium-browser")
EXECUTABLE = shutil.which(os.environ.get("CHROMIUM", "chromium-headless-shell")) or WHOLE
NOTIFIED: dict[str, Any] = {"executable_path": WHOLE, **({} if WHOLE else {"channel": "chromium"})}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
]  # fmt: skip
HEADLESS: dict[str, Any] = {"args": FLAGS, "headless": True, **({"executable_path": EXECUTABLE} if EXECUTABLE else {})}
SHARED: dict[Playwright, Browser] = {}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "geolocation": {"latitude": HERE[0], "longitude": HERE[1], "accuracy": 8}, "permissions": ["geolocation", "camera"],
}  # fmt: skip
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@asynccontextmanager
async def chromium() -> AsyncIterator[Playwright]:
    async with async_playwright() as made:
        yield made
        if shared := SHARED.pop(made, None):
            await shared.close()


async def open_browser(made: Playwright, profile: Path, kind: dict[str, Any], language: str = "en", **more: Any) -> BrowserContext:
    """The same profile again is the same phone again."""
    options = {**kind, "locale": language, **HEADLESS, **more}
    return patient(await made.chromium.launch_persistent_context(str(profile), **options))


async def open_context(made: Playwright, kind: dict[str, Any], language: str = "en", **more: Any) -> BrowserContext:
    """Where nothing has to outlive it: a phone or a desk of its own in the one browser that is there already."""
    if made not in SHARED or not SHARED[made].is_connected():
        SHARED[made] = await made.chromium.launch(**HEADLESS)
    return patient(await SHARED[made].new_context(**{**kind, "locale": language, **more}))


def patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    return context


async def page_of(context: BrowserContext) -> Page:
    return context.pages[0] if context.pages else await context.new_page()


def _of_profile(profile: Path) -> list[int]:
    mark, found = f"--user-data-dir={profile}".encode(), []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in words and not any(word.startswith(b"--type=") for word in words):
                found.append(int(folder.name))
    return found


def kill_browser(profile: Path) -> None:
    """SIGKILL, as a phone that runs out of battery: nothing can be written any more."""
    found = _of_profile(profile)
    assert found, "no browser runs on this profile"
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(_alive(pid) for pid in found))


def _alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


async def _sign_in(page: Page, address: str, name: str, then: str) -> None:
    await page.goto(address)
    await page.fill("[name=login]", f"{name}@ours.test")
    await page.fill("[name=password]", PASSWORD)
    await page.click("button.primary")
    await page.wait_for_selector(then)


async def sign_in_phone(page: Page, url: str, name: str) -> None:
    await _sign_in(page, f"{url}/app/", name, "main.list .dateline span")  # their visits are here, if they have any


async def sign_in_console(page: Page, url: str, name: str) -> None:
    await _sign_in(page, f"{url}/console", name, ".board")


async def assign_to(desk: Page, engineer_id: UUID) -> None:
    """By their button; who is not first is chosen with a reason. Where the phones last were decides who is."""
    candidate = desk.locator(f".candidate[data-engineer='{engineer_id}']")
    behind = await candidate.get_attribute("data-rank") != "1"
    await candidate.locator("button").click()
    if behind:
        await desk.click(".asked [data-reason=has_part]")
