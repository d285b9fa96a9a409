"""What one click costs: processor time of the server and of the database, beside a bare transaction with one durable insert in the same run."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from tests.journeys.processes import Served
from tests.offline.phone import Phone

from outrider.embedded.postgres import Postgres
from outrider.ids import new_id

from .history import CREW
from .load import cpu_of
from .scale import backends
from .table import Row

COUNT = 200
SERVER_BAR, DATABASE_BAR = 6.0, 2.5  # milliseconds of a core
# What an engineer taps between setting off and the signatures, and where the order stands before each.
ROAD = [
    ("accept", "assigned"), ("confirm_appointment", "accepted"), ("set_off", "appointment_confirmed"), ("arrive", "en_route"),
    ("start_diagnosis", "arrived"), ("start_repair", "diagnosing"), ("start_test", "repairing"), ("finish_work", "testing"),
]  # fmt: skip


@dataclass
class Cost:
    """Milliseconds of a core for each, and how many a second came through one after the other."""

    server: float
    database: float
    rate: float


async def cost(house: Served, database: Postgres, work: Callable[[int], Awaitable[Any]], count: int = COUNT) -> Cost:
    await work(0)
    server, pids = house.children["serve"].pid, backends(database)
    loop = asyncio.get_running_loop()
    before, began = (cpu_of(server), {pid: cpu_of(pid) for pid in pids}), loop.time()
    for n in range(1, count + 1):
        await work(n)
    took, spent = loop.time() - began, cpu_of(server) - before[0]
    in_database = sum(cpu_of(pid) - was for pid, was in before[1].items())
    return Cost(spent / count * 1000, in_database / count * 1000, count / took)


def booking(id: str, n: int, now: datetime) -> dict[str, Any]:
    window = {"window_from": now.isoformat(), "window_to": (now + timedelta(hours=8)).isoformat()}
    place = {"name": "Hall", "address": "Street", "lat": 52.5, "lon": 13.4}
    who = {"account_name": f"New works {n}", "contact": {"name": "Dana", "phone": "+49 30 5550100"}, "site": place}
    return {"id": id, "kind": "repair", "level": "2", "fault": "Fan stands still", **window, **who}


async def costs(house: Served, database: Postgres, alice: httpx.AsyncClient, bob: httpx.AsyncClient) -> dict[str, Cost]:
    now, made = datetime.now(UTC), dict[str, Cost]()
    ids = [str(new_id(now)) for _ in range(COUNT + 1)]
    phone = await Phone(bob).register()  # type: ignore[arg-type]
    us = house.database.us

    async def create(n: int) -> None:
        (await alice.post("/api/orders", json=booking(ids[n], n, now))).raise_for_status()

    async def assign(n: int) -> None:
        body = {"engineer_id": str(us.users["bob"]), "expected": "received", "reason": ""}
        (await alice.post(f"/api/orders/{ids[n]}/assignment", json=body)).raise_for_status()

    made["a booking"] = await cost(house, database, create)
    made["an assignment"] = await cost(house, database, assign)
    rows = await house.sql("select order_id, id from attendances where ended_at is null")
    visits: dict[str, UUID] = {str(row["order_id"]): row["id"] for row in rows}

    def tap(action: str, expected: str) -> Callable[[int], Awaitable[None]]:
        async def run(n: int) -> None:
            (outcome,) = await phone.send(phone.act(visits[ids[n]], action, expected, wall=datetime.now(UTC)), sent_at=datetime.now(UTC))
            assert outcome["result"] == "applied", outcome

        return run

    for action, expected in ROAD[:3]:
        made[f"a tap ({action})"] = await cost(house, database, tap(action, expected))

    async def action(n: int) -> None:
        body = {"action": "cancel", "expected": "en_route", "data": {"reason": "bench"}}
        (await alice.post(f"/api/orders/{ids[n]}/actions", json=body)).raise_for_status()

    async def who(n: int) -> None:
        (await alice.get("/api/me")).raise_for_status()

    made["an action in the office"] = await cost(house, database, action)
    made["who am I"] = await cost(house, database, who)
    return made
