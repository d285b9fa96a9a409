"""A seeded random walk: two engineers and a dispatcher go on working while everything around them fails (faults.py).

What is judged at the end stands in oracle.py. A seed replays its schedule of faults, saves and taps; when exactly the network
delivers is the machine's own.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from playwright.async_api import Page, Playwright

from outrider.embedded.postgres import Failed, Postgres
from outrider.ids import new_id
from tests.cast import PASSWORD, Cast
from tests.small_disk import ballast_of
from tests.streams import Stream, hears_within, ready

from ..chromium import DESK, open_browser, page_of, sign_in_console
from ..processes import Served
from ..visits import order_with_bob
from .phone import Phone, open_phone
from .proxy import proxied

ORDERS = 6
STREAMS = 12
KINDS = ("note", "note", "note", "note", "duty", "site", "site", "photo", "report", "report", "seal")


@dataclass
class Walk:
    house: Served
    server: Postgres
    us: Cast
    folder: Path
    seed: int
    random: Random
    phones: list[Phone]
    desk: Page
    office: httpx.AsyncClient
    faults: Counter[str] = field(default_factory=Counter)
    backup: Path | None = None
    releases: int = 0
    dispatched: int = 0
    disk: Path | None = None  # of the database, where it is one that may be filled
    streams: list[Stream] = field(default_factory=list)
    heard_after: float = 0.0  # seconds: the longest that a stream heard nothing, counted from when the server was ready

    async def dispatch(self) -> None:
        """The dispatcher moves a visit to the other engineer, or settles what they were asked. Nothing where they cannot."""
        pick, other = self.random.random(), self.random.choice(("bob", "charlie"))
        with suppress(httpx.HTTPError):
            board = await self._office("GET", "/api/board")
            orders = sorted(board["orders"], key=lambda row: row["number"]) if board else []
            if not orders:
                return
            line = orders[int(pick * len(orders))]
            given = {"engineer_id": str(self.us.users[other]), "expected": line["status"], "reason": "Somebody nearer"}
            waits = [row for row in await self._office("GET", "/api/reviews") or [] if row["order_id"] == line["id"]]
            if waits:
                await self._office("POST", f"/api/reviews/{waits[0]['id']}", {"decision": "keep"})
            else:
                await self._office("POST", f"/api/orders/{line['id']}/assignment", given)

    async def _office(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.office.request(method, path, json=body)
        if answer.status_code == 401:
            await self.office.post("/api/sign-in", json={"login": "alice@ours.test", "password": PASSWORD})
            answer = await self.office.request(method, path, json=body)
        self.dispatched += answer.is_success and method == "POST"
        return answer.json() if answer.is_success and answer.content else None

    def start_database(self) -> None:
        """Not before the last process of the killed one is gone: it refuses until then."""
        for _ in range(200):
            try:
                return self.server.start(self.server.port)
            except (Failed, OSError):
                assert self.server.child is not None
                self.server.child.wait(15)
        raise AssertionError("the database does not start again")

    async def goes_on(self) -> None:
        """What had been stopped, killed or filled runs; and within five seconds every stream hears."""
        self.start()
        await ready(self.house)
        self.heard_after = max(self.heard_after, await hears_within(self.house, self.streams))

    def start(self) -> None:
        if self.disk:
            ballast_of(self.disk).unlink(missing_ok=True)
        if self.server.child is None or self.server.child.poll() is not None:
            self.start_database()
        if "serve" not in self.house.children:
            self.house.start("serve")

    async def heal(self) -> None:
        await self.goes_on()
        for phone in self.phones:
            phone.proxy.weather = "fair"
            await phone.browser.set_offline(False)
            await phone.sign_in()


async def take_orders(house: Served, us: Cast) -> None:
    """Six at one place, half with each engineer: they write about the same site."""
    await order_with_bob(house, us)
    (first,) = await house.sql("select account_id, contact_id, site_id from orders")
    cookies, now = {"outrider_session": house.sign_in("alice")}, datetime.now(UTC)
    async with httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        for index in range(1, ORDERS):
            wanted = {
                "id": str(new_id(now)), "kind": "repair", "level": "1", "fault": f"Machine {index} stands still", "serial": f"SN-{index}0",
                "window_from": now.isoformat(), "window_to": (now + timedelta(hours=index)).isoformat(),
                **{name: str(value) for name, value in first.items()},
            }  # fmt: skip
            (await alice.post("/api/orders", json=wanted)).raise_for_status()
            status = (await alice.get(f"/api/orders/{wanted['id']}")).json()["line"]["status"]
            given = {"engineer_id": str(us.users[("bob", "charlie")[index % 2]]), "expected": status, "reason": ""}
            (await alice.post(f"/api/orders/{wanted['id']}/assignment", json=given)).raise_for_status()


@asynccontextmanager
async def begun(
    play: Playwright, house: Served, server: Postgres, us: Cast, folder: Path, seed: int, disk: Path | None = None
) -> AsyncIterator[Walk]:
    await take_orders(house, us)
    async with (
        proxied(house.port) as first,
        proxied(house.port) as second,
        httpx.AsyncClient(base_url=house.url, headers={"origin": house.url}, timeout=5) as office,
    ):
        phones = [await open_phone(play, "bob", folder, first), await open_phone(play, "charlie", folder, second)]
        browser = await open_browser(play, folder / "alice", DESK)
        desk = await page_of(browser)
        await sign_in_console(desk, house.url, "alice")
        cookie, streams = house.sign_in("alice"), [Stream() for _ in range(STREAMS)]
        tasks = [asyncio.create_task(stream.keep_listening(house, cookie)) for stream in streams]
        try:
            yield Walk(house, server, us, folder, seed, Random(seed), phones, desk, office, disk=disk, streams=streams)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for opened in (browser, *(phone.browser for phone in phones)):
                await opened.close()


def planned(walk: Walk, count: int, kinds: tuple[str, ...] = KINDS) -> list[dict[str, Any]]:
    """What is saved in one go, and where; now and then an order begins."""
    rows = [
        {"kind": walk.random.choice(kinds), "pick": walk.random.random(), "text": f"{walk.seed}:{walk.random.getrandbits(40)} 现场"}
        for _ in range(count)
    ]
    if walk.random.random() < 0.1:
        rows[0]["kind"] = "begin"
    return rows
