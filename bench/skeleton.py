"""The bare ceiling of the phone's figures: a page that does the least (skeleton.html), on the same profile, installed and then without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.async_api import Playwright
from tests.journeys.chromium import PHONE, open_browser, page_of
from tests.journeys.processes import free_port

HERE = Path(__file__).parent
FILES = {"/": ("skeleton.html", "text/html"), "/worker.js": ("skeleton.worker.js", "text/javascript")}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        name, kind = FILES[self.path]
        body = (HERE / name).read_bytes()
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody wants to read of each."""


@contextmanager
def served() -> Iterator[str]:
    """By another name than the app's address: two sites of a browser never share a process, whose throttled thread they would share too."""
    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


async def installed(play: Playwright, profile: Path) -> str:
    """Its address; from now on its service worker alone answers there."""
    with served() as url:
        browser = await open_browser(play, profile, PHONE)
        page = await page_of(browser)
        await page.goto(url)
        await page.wait_for_selector("main.list[data-painted]")
        await page.evaluate("navigator.serviceWorker.ready")
        await browser.close()
    return url
