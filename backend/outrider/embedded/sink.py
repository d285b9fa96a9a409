"""Where the mails and SMS of a demonstration end: nobody outside is told anything, and a page shows what would have gone out."""

import json
import re
from collections import deque
from collections.abc import Callable
from datetime import datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

import msgspec

from .. import lang

KEPT, LARGEST = 200, 200_000
LINK = re.compile(r"https?://[^\s<]+")
WAYS = ("mail", "sms")
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>{title}</title>
<style>:root{{color-scheme:light dark}}body{{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}}
article{{border-top:1px solid GrayText;padding:.75rem 0}}p{{margin:.25rem 0;overflow-wrap:anywhere;white-space:pre-line}}small{{opacity:.75}}</style>
<h1>{title}</h1><p>{intro}</p>{rows}</html>"""


class Message(msgspec.Struct, frozen=True):
    way: str
    to: str
    title: str
    body: str
    at: datetime


class Sink(ThreadingHTTPServer):
    """On this machine alone."""

    daemon_threads = True

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.now = now
        self.messages = deque[Message](maxlen=KEPT)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def channels(self) -> dict[str, str]:
        """As OUTRIDER_MAIL and OUTRIDER_SMS want them."""
        return {f"OUTRIDER_{way.upper()}": f"json://127.0.0.1:{self.server_port}/{way}/{{to}}" for way in WAYS}

    def begin(self) -> "Sink":
        Thread(target=self.serve_forever, daemon=True).start()
        return self

    def page(self, language: str) -> str:
        rows = "".join(
            f"<article><small>{row.at:%H:%M:%S} · {escape(row.way.upper())} · {escape(row.to)}</small>"
            f"<p><b>{escape(row.title)}</b></p><p>{LINK.sub(_link, escape(row.body))}</p></article>"
            for row in reversed(list(self.messages))
        )
        said = {name: lang.say(language, f"sink.{name}") for name in ("title", "intro", "empty")}
        return PAGE.format(language=language, title=said["title"], intro=said["intro"], rows=rows or f"<p>{said['empty']}</p>")


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'


class Handler(BaseHTTPRequestHandler):
    server: Sink

    def do_POST(self) -> None:
        """What Apprise sends to a json:// address."""
        _, way, to = [unquote(part) for part in self.path.split("?")[0].split("/", 2)] if self.path.count("/") >= 2 else ("", "", "")
        size = int(self.headers.get("content-length") or 0)
        if way not in WAYS or size > LARGEST:
            self._answer(404, "")
            return
        said = json.loads(self.rfile.read(size))
        self.server.messages.append(Message(way, to, str(said.get("title", "")), str(said.get("message", "")), self.server.now()))
        self._answer(200, "")

    def do_GET(self) -> None:
        self._answer(200, self.server.page(lang.choose(self.headers.get("accept-language"))))

    def _answer(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: it would stand between the lines of `up`."""
