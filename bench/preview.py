"""The look before a level or a calendar is published, over many open orders: how long who publishes waits, and everybody else.

`make bench-preview` measures 2,000 and 10,000 open orders (each with twenty events, and nine closed ones beside it); QUICK=1 the first alone.
"""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from tests.journeys.processes import Served, until

from outrider.clock import stopwatch

from .ground import installation
from .history import LEVEL, make
from .table import Row, tell

SIZES = (2_000,) if os.environ.get("QUICK") else (2_000, 10_000)
ROUNDS = 5
SECONDS, CALLBACK = 3_000, 50  # milliseconds: what a person waits for, and what others may have to wait
EACH = "0.001"  # seconds of a callback from which on the log tells of it


async def rule(erin: httpx.AsyncClient, kind: str, code: str) -> dict[str, Any]:
    return next(row["document"] for row in (await erin.get(f"/api/rules/{kind}")).json() if row["code"] == code)


async def drafts(erin: httpx.AsyncClient) -> dict[str, tuple[str, dict[str, Any]]]:
    """The worst that a draft may do: every open order is past its limits at once; and a calendar that every order is counted by."""
    level, calendar = await rule(erin, "level", LEVEL), await rule(erin, "calendar", "7x24")
    for limit in level["limits"]:
        limit["minutes"] = 1
    return {"level": (f"/api/rules/level/{LEVEL}/preview", level), "calendar": ("/api/rules/calendar/7x24/preview", calendar)}


async def times(erin: httpx.AsyncClient, path: str, document: dict[str, Any], open_orders: int) -> list[float]:
    found = list[float]()
    for _ in range(ROUNDS):
        began = stopwatch()
        answer = await erin.post(path, json={"document": document})
        found.append((stopwatch() - began) * 1000)
        answer.raise_for_status()
        assert answer.json()["orders"] >= min(open_orders, 2_000)
    return found


def watched(house: Served, log: Path) -> "subprocess.Popen[bytes]":
    """The server, with its callbacks on the clock."""
    with log.open("wb") as into:
        settings = {**house.environment(), "OUTRIDER_LONG": EACH}
        return subprocess.Popen([sys.executable, "-m", "tests.border.watched"], env=settings, stdout=into, stderr=into)


async def measure(house: Served, count: int) -> dict[str, list[float]]:
    await make(house.database.owner_dsn, house.database.us, count * 10)
    log = house.data / "watched.log"
    child = watched(house, log)
    try:
        until(house.answers)
        cookies = {"outrider_session": house.sign_in("erin")}
        async with httpx.AsyncClient(base_url=house.url, cookies=cookies, timeout=120) as erin:
            wanted = await drafts(erin)
            before = len(log.read_text())
            found = {name: await times(erin, *draft, count) for name, draft in wanted.items()}
        words = [line.split() for line in log.read_text()[before:].splitlines() if line.startswith("LONG")]
        found["callback"] = [float(line[1]) for line in words] or [0.0]
    finally:
        child.terminate()
        child.wait(15)
    return found


def main() -> int:
    rows = list[Row]()
    for count in SIZES:
        with installation() as house:
            house.stop("serve")
            found = asyncio.run(measure(house, count))
        for name in ("level", "calendar"):
            rows.append(Row(f"preview of a {name} median, {count:,} open orders", median(found[name]), "ms", SECONDS))
        rows.append(Row(f"longest callback meanwhile, {count:,} open orders", max(found["callback"]), "ms", CALLBACK))
    return tell("preview", rows)


if __name__ == "__main__":
    sys.exit(main())
