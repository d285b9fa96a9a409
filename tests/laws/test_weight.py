"""What the phone has to load before the first screen, and what it keeps to open without network; bars of the offline specification."""

import gzip
import json
import re

from outrider.config import WEB

JAVASCRIPT, STYLES, PRECACHE = 60_000, 15_000, 250_000


def packed(name: str) -> int:
    return len(gzip.compress((WEB / name).read_bytes(), 9))


def first_screen() -> tuple[set[str], set[str]]:
    """Scripts and styles of the engineer's entry and all that it imports at once."""
    chunks = json.loads((WEB / ".vite" / "manifest.json").read_text())
    seen, todo, styles = set[str](), ["app/index.html"], set[str]()
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += chunks[name].get("imports", [])
            styles |= set(chunks[name].get("css", []))
    return {chunks[name]["file"] for name in seen}, styles


def kept() -> int:
    """Bytes, gzip, of all that the service worker keeps. Without the decoder of codes: decision 10."""
    names = set(re.findall(r'"?url"?:\s*"([^"]+)"', (WEB / "sw.js").read_text()))
    assert len(names) > 5
    return sum(map(packed, {name for name in names if not name.endswith(".wasm")}))


def test_the_first_screen_of_the_phone_is_light() -> None:
    scripts, styles = first_screen()
    assert 20_000 < sum(map(packed, scripts)) <= JAVASCRIPT
    assert 1_000 < sum(map(packed, styles)) <= STYLES


def test_all_that_the_phone_keeps_of_the_app_is_light() -> None:
    assert kept() <= PRECACHE


def test_what_is_shipped_has_no_hook_for_tests() -> None:
    """One call in the page would draw and seal a customer's signature."""
    assert [path.name for path in (WEB / "assets").glob("*.js") if "keepFixes" in path.read_text()] == []
