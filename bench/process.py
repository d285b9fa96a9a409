"""The order process with years of history behind it: status changes, alarms, the board, and how many orders a second.

`make bench-process` measures 10,000 and 100,000 orders; `FULL=1` adds a million. Nine tenths of them are closed.
"""

import asyncio
import hashlib
import os
import random
import sys
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
from tests.journeys.processes import Served
from tests.offline.phone import Phone

from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres
from outrider.ids import new_id

from .cost import Cost, Engineers, bare, cost
from .ground import installed
from .history import CREW, make
from .table import Row, p95, tell

SIZES = (10_000, 100_000, 1_000_000) if os.environ.get("FULL") else (10_000, 100_000)
CHANGES, BOARDS, ALARMS, SECONDS = 300, 60, 400, 20
COUNT, VISITS = 200, 40
COMPLETE = 15  # visits a second
SERVER, DATABASE = 6.0, 2.5  # milliseconds of a core for each of CLICKS
CLICKS = ("create", "assign", "act", "tap")
# Odoo 17 with OCA field service, two workers, two clients, on the same kind of machine, before; it does more in each call.
PEER = "Odoo 17 + OCA field service"
ODOO = {"create": 24.7, "assign": 75.7, "complete": 26.6, "list 80 orders": 29.7}
DISPATCHER = "insert into grants (org_id, user_id, role, scope, scope_id) values ($1, $2, 'dispatcher', 'station', md5('station1')::uuid)"
SOME = "select id from orders where number like 'B-%' and status = 'awaiting_assignment' order by md5(id::text || $1) limit $2"
# A clock that comes to its limit soon: what the worker then does is what it does for any other.
SOON = """
update clocks set due_at = $2, next_at = $2, next_step = 'breach' where order_id = $1 and what = 'awaiting_assignment' and stopped_at is null
"""


class Measured:
    def __init__(self, count: int) -> None:
        self.count = count
        self.change: list[float] = []
        self.board: list[float] = []
        self.delay: list[float] = []
        self.costs: dict[str, Cost] = {}


async def timed(work: Awaitable[httpx.Response]) -> float:
    began = stopwatch()
    answer = await work
    answer.raise_for_status()
    return (stopwatch() - began) * 1000


async def changes(alice: httpx.AsyncClient, orders: list[str]) -> list[float]:
    body = {"action": "cancel", "expected": "awaiting_assignment", "data": {"reason": "bench"}}
    return [await timed(alice.post(f"/api/orders/{order}/actions", json=body)) for order in orders]


async def alarms(owner: "asyncpg.Connection[asyncpg.Record]", orders: list[str]) -> list[float]:
    """Milliseconds from the moment of each alarm until another connection sees it, while they come in evenly."""
    start = datetime.now(UTC) + timedelta(seconds=2)
    due = {order: start + timedelta(seconds=SECONDS * n / len(orders)) for n, order in enumerate(orders)}
    await owner.executemany(SOON, list(due.items()))
    seen: dict[Any, float] = {}
    while len(seen) < len(orders):
        assert datetime.now(UTC) < start + timedelta(seconds=SECONDS + 60), f"{len(orders) - len(seen)} alarms are missing"
        for row in await owner.fetch("select order_id from alarms where step = 'breach'"):
            if row["order_id"] in due and row["order_id"] not in seen:
                seen[row["order_id"]] = (datetime.now(UTC) - due[row["order_id"]]).total_seconds() * 1000
        await asyncio.sleep(0.02)
    return list(seen.values())


def booking(id: str, n: int, now: datetime) -> dict[str, Any]:
    window = {"window_from": now.isoformat(), "window_to": (now + timedelta(days=20)).isoformat()}
    place = {"name": "Hall", "address": "Street", "lat": 52.5, "lon": 13.4}
    who = {"account_name": f"New works {n}", "contact": {"name": "Dana", "phone": "+49 30 5550100"}, "site": place}
    return {"id": id, "kind": "repair", "level": "2", "fault": "Fan stands still", **window, **who}


async def clicks(house: Served, database: Postgres, alices: list[httpx.AsyncClient], station: httpx.AsyncClient) -> dict[str, Cost]:
    """Two dispatchers at once, each with orders of its own; what is assigned here is spread over a crew."""
    now, crew = datetime.now(UTC), [str(UUID(hashlib.md5(f"engineer{n}".encode()).hexdigest())) for n in range(1, CREW + 1)]
    ids = [str(new_id(now)) for _ in range(COUNT)]

    async def create(alice: httpx.AsyncClient, n: int) -> None:
        (await alice.post("/api/orders", json=booking(ids[n], n, now))).raise_for_status()

    async def assign(alice: httpx.AsyncClient, n: int) -> None:
        body = {"engineer_id": crew[n % CREW], "expected": "received", "reason": ""}
        (await alice.post(f"/api/orders/{ids[n]}/assignment", json=body)).raise_for_status()

    async def act(alice: httpx.AsyncClient, n: int) -> None:
        body = {"action": "cancel", "expected": "assigned", "data": {"reason": "done by the customer"}}
        (await alice.post(f"/api/orders/{ids[n]}/actions", json=body)).raise_for_status()

    async def board(_: httpx.AsyncClient, n: int) -> None:
        (await station.get("/api/board")).raise_for_status()

    async def me(alice: httpx.AsyncClient, n: int) -> None:
        (await alice.get("/api/me")).raise_for_status()

    plan = {"create": create, "assign": assign, "act": act, "list 80 orders": board, "who am I": me}
    return {name: await cost(house, database, alices, work, COUNT) for name, work in plan.items()}


async def taps(house: Served, database: Postgres, alice: httpx.AsyncClient, clients: list[httpx.AsyncClient]) -> dict[str, Cost]:
    """Two engineers at once, each through a day of their own."""
    now, engineers = datetime.now(UTC), await Engineers.with_phones(house, clients)
    visits: list[tuple[UUID, UUID]] = []
    for n in range(VISITS):
        order, name = new_id(now), ("bob", "charlie")[n % 2]
        (await alice.post("/api/orders", json=booking(str(order), COUNT + n, now))).raise_for_status()
        body = {"engineer_id": str(house.database.us.users[name]), "expected": "received", "reason": ""}
        (await alice.post(f"/api/orders/{order}/assignment", json=body)).raise_for_status()
        (row,) = await house.sql("select id from attendances where order_id = $1", order)
        visits.append((order, row["id"]))

    async def accept(phone: Phone, n: int) -> None:
        await engineers.send(phone, *engineers.taps(phone, visits[n][1], "accept"))

    async def confirm(phone: Phone, n: int) -> None:
        await engineers.send(phone, *engineers.taps(phone, visits[n][1], "confirm_appointment"))

    async def complete(phone: Phone, n: int) -> None:
        await engineers.complete(phone, *visits[n])

    plan = {"tap": accept, "tap (confirm)": confirm, "complete": complete}
    return {name: await cost(house, database, engineers.phones, work, VISITS) for name, work in plan.items()}


async def measure(house: Served, database: Postgres, count: int) -> Measured:
    us, found = house.database.us, Measured(count)
    await make(house.database.owner_dsn, us, count)
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute("delete from grants where user_id = $1", us.users["max"])
    await owner.execute(DISPATCHER, us.org_id, us.users["max"])
    house.start("serve")
    house.start("work")

    def client(name: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=house.url, cookies={"outrider_session": house.sign_in(name)}, timeout=60)

    orders = [str(row["id"]) for row in await owner.fetch(SOME, str(random.random()), CHANGES + 20)]
    async with (
        client("alice") as alice,
        client("alice") as other,
        client("max") as station,
        client("bob") as bob,
        client("charlie") as charlie,
    ):
        await changes(alice, orders[:20])
        found.change = await changes(alice, orders[20:])
        await timed(station.get("/api/board"))
        found.board = [await timed(station.get("/api/board")) for _ in range(BOARDS)]
        waiting = [row["id"] for row in await owner.fetch(SOME, str(random.random()), ALARMS)]
        found.delay = await alarms(owner, waiting)
        if count == SIZES[0]:
            found.costs = await clicks(house, database, [alice, other], station) | await taps(house, database, alice, [bob, charlie])
            found.costs["bare"] = await bare(house, database, COUNT)
    await owner.close()
    return found


def rows(all_found: list[Measured]) -> list[Row]:
    made, first, last = [], all_found[0], all_found[-1]
    for found in all_found:
        size = f"{found.count:,} orders"
        made.append(Row(f"status change p95, {size}", p95(found.change), "ms"))
        made.append(Row(f"board of a station p95, {size}", p95(found.board), "ms"))
        made.append(Row(f"alarm delay p95, {size}", p95(found.delay), "ms", 1000))
        made.append(Row(f"alarm delay median, {size}", median(found.delay), "ms"))
    for name in ("change", "board"):
        ratio = p95(getattr(last, name)) / p95(getattr(first, name))
        made.append(Row(f"{name} p95 at {last.count:,} over that at {first.count:,}", ratio, "x", 1.5))
    return made + clicks_in(first.costs)


def clicks_in(costs: dict[str, Cost]) -> list[Row]:
    made, bare_ = list[Row](), costs["bare"]
    for name, each in costs.items():
        least = COMPLETE if name == "complete" else None
        row = Row(f"{name} a second, 2 clients", each.rate, "/s", least=least)
        made.append(msgspec.structs.replace(row, peer=PEER, ratio=each.rate / ODOO[name]) if name in ODOO else row)
    for name, each in costs.items():
        server, database = (SERVER, DATABASE) if name in CLICKS else (None, None)
        if name != "bare":
            made.append(
                Row(f"{name}: processor time of the server", each.server, "ms", server, "who am I", each.server / costs["who am I"].server)
            )
        made.append(
            Row(f"{name}: of the database", each.database, "ms", database, "one durable insert", each.database / max(bare_.database, 0.01))
        )
        if name in CLICKS:
            made.append(Row(f"{name}: of the database, with the worker", each.followed, "ms"))
    return made


def main() -> int:
    found = []
    for count in SIZES:
        with installed() as (database, house):
            house.stop("serve")
            found.append(asyncio.run(measure(house, database, count)))
            print(f"measured {count:,} orders", flush=True)
    return tell("process", rows(found))


if __name__ == "__main__":
    sys.exit(main())
