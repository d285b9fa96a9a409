"""Pages for people without the apps: one template environment, words by language, files by the build's manifest."""

import json
from datetime import UTC, datetime
from functools import cache, partial
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import jinja2
from litestar import Response

from . import lang
from .config import WEB

HERE = Path(__file__).parent
environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader([HERE / "console" / "templates", HERE / "customer" / "templates", HERE / "carry_in" / "templates"]),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def read_all() -> None:
    """Every template and language, before anybody waits for the first page: reading them took the loop longer than a request may."""
    for name in environment.list_templates():
        environment.get_template(name)
    for language in lang.languages():
        lang.messages(language)
        lang.long_time(language, datetime(2000, 1, 1, tzinfo=UTC), "UTC")


@cache
def _manifest() -> dict[str, Any]:
    """Empty before the first build; pages then come without style and still work."""
    path = WEB / ".vite" / "manifest.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def assets(entry: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"css": [], "js": []}
    row = _manifest().get(entry)
    if row:
        found["js"].append("/" + row["file"])
        names = [entry, *row.get("imports", [])]
        for name in names:
            found["css"] += ["/" + css for css in _manifest()[name].get("css", [])]
    return found


def local_path(wanted: str) -> str:
    """Where to go on this host, ready for a `location` header. What a browser may read as another host's address is "/"."""
    hostile = (
        not wanted.startswith("/")
        or wanted.startswith("//")
        or "\\" in wanted
        or any(ord(sign) < 32 or ord(sign) == 127 for sign in wanted)
    )
    return "/" if hostile else quote(wanted, safe="/?#&=%:@!$'()*+,;~", errors="replace")


def path_of(address: str) -> str:
    """Path and query of a whole address (a `referer`), as `local_path` makes them."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return local_path(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")


def mark_of(name: str) -> str:
    """A firm's mark, as the address of a picture: the first sign of its name."""
    sign = escape(name.strip()[:1].upper())
    letter = (
        f'<text x="16" y="22.5" font-family="sans-serif" font-size="18" font-weight="700" fill="#fff" text-anchor="middle">{sign}</text>'
    )
    square = '<rect width="32" height="32" rx="8" fill="#0a4594"/>'
    return "data:image/svg+xml," + quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{square}{letter}</svg>')


def _words(language: str) -> dict[str, Any]:
    """What a template says with: each in the page's language."""

    def day_of(moment: datetime, zone: str) -> str:
        return lang.day(language, moment.astimezone(ZoneInfo(zone)).date())

    return {
        "t": partial(lang.say, language),
        "at": partial(lang.moment, language),
        "span": partial(lang.duration, language),
        "day_at": partial(lang.long_time, language),
        "day": partial(lang.day, language),
        "day_of": day_of,
        "clock": partial(lang.clock_time, language),
        "money": partial(lang.money, language),
        "language": language,
        "languages": lang.languages(),
        "say": lang.say,
    }


def page(template: str, language: str, status: int = 200, firm: str = "", phone: str = "", **values: Any) -> Response[str]:
    """firm: in whose name it speaks; without one, the product's. phone: whom to ring."""
    mark = mark_of(firm) if firm else "/icons/icon.svg"
    html = environment.get_template(template).render(
        **_words(language), firm=firm, phone=phone, mark=mark, assets=assets("src/customer/main.ts"), **values
    )
    return Response(html, media_type="text/html; charset=utf-8", status_code=status, headers={"cache-control": "no-store"})


def picture(jpeg: bytes) -> Response[bytes]:
    """Kept by no browser: whoever signs out, or whose link is over, has it no longer."""
    return Response(jpeg, media_type="image/jpeg", headers={"cache-control": "private, no-store"})
