"""What one click costs: how many a second, and the processor time of the server and of the database for each.

Beside it in the same run stand the floor of any request, and a bare transaction with one durable insert.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from tests.journeys.processes import Served
from tests.offline.phone import Phone

from outrider.clock import stopwatch
from outrider.embedded.postgres import Postgres

from .load import children_of, cpu_of

Work = Callable[[Any, int], Awaitable[Any]]
# What an engineer taps until the signatures, and where the order stands before each.
ROAD = {
    "accept": "assigned", "confirm_appointment": "accepted", "set_off": "appointment_confirmed", "arrive": "en_route",
    "start_diagnosis": "arrived", "start_repair": "diagnosing", "start_test": "repairing", "finish_work": "testing",
}  # fmt: skip
BARE = "insert into bench_bare (at) values (now())"


@dataclass
class Cost:
    """Milliseconds of a core for each: of the server, of the database for the server's own connections, and for those of the worker too,
    which delivers what was said and watches. rate: how many a second.
    """

    server: float
    database: float
    followed: float
    rate: float


def cpu_of_all(database: Postgres) -> float:
    """Seconds of every process that the database has or had."""
    assert database.child is not None
    pid = database.child.pid
    return sum(map(cpu_of, children_of(pid))) + cpu_of(pid, with_ended=True)


def ports_of(pid: int) -> set[int]:
    """Of this process's own ends of its connections."""
    opened = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir() if path.is_symlink()}
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]]
    return {int(row[1].partition(":")[2], 16) for row in rows if f"socket:[{row[9]}]" in opened}


def backends(database: Postgres) -> dict[int, tuple[int, float]]:
    """Of each process of the database that has a client: the client's port, and its seconds. Vacuuming and checkpoints are nobody's click."""
    assert database.child is not None
    found = dict[int, tuple[int, float]]()
    for pid in children_of(database.child.pid):
        client = re.search(r"\((\d+)\)", Path(f"/proc/{pid}/cmdline").read_text())
        if client:
            found[pid] = (int(client[1]), cpu_of(pid))
    return found


def spent(before: dict[int, tuple[int, float]], after: dict[int, tuple[int, float]], ports: set[int] | None = None) -> float:
    return sum(cpu - before.get(pid, (0, 0.0))[1] for pid, (port, cpu) in after.items() if ports is None or port in ports)


async def cost(house: Served, database: Postgres, hands: list[Any], work: Work, count: int, asking: int | None = None) -> Cost:
    """With as many at once as there are hands; the first of each is not measured. asking: the process that asks the database."""

    async def one(first: int) -> None:
        for n in range(first + len(hands), count, len(hands)):
            await work(hands[first], n)

    await asyncio.gather(*(work(hand, n) for n, hand in enumerate(hands)))
    pid = house.children["serve"].pid
    server, before, began = cpu_of(pid), backends(database), stopwatch()
    await asyncio.gather(*map(one, range(len(hands))))
    took, done, after = stopwatch() - began, count - len(hands), backends(database)
    seconds = cpu_of(pid) - server, spent(before, after, ports_of(asking or pid)), spent(before, after)
    used, clicked, followed = (each * 1000 / done for each in seconds)
    return Cost(used, clicked, followed, done / took)


async def bare(house: Served, database: Postgres, count: int) -> Cost:
    """The ceiling: nothing but a row that survives a power cut."""
    owner = await asyncpg.connect(house.database.owner_dsn)
    await owner.execute("create table bench_bare (at timestamptz)")

    async def insert(connection: Any, _: int) -> None:
        async with connection.transaction():
            await connection.execute(BARE)

    found = await cost(house, database, [owner], insert, count, os.getpid())
    await owner.execute("drop table bench_bare")
    await owner.close()
    return found


class Engineers:
    """Two phones, each with visits of its own."""

    def __init__(self, house: Served, phones: list[Phone]) -> None:
        self.house, self.phones = house, phones

    @classmethod
    async def with_phones(cls, house: Served, clients: list[httpx.AsyncClient]) -> "Engineers":
        return cls(house, [await Phone(client).register() for client in clients])  # type: ignore[arg-type]

    async def send(self, phone: Phone, *commands: bytes) -> None:
        for command in commands:  # one tap, one sending
            (outcome,) = await phone.send(command, sent_at=datetime.now(UTC))
            assert outcome["result"] == "applied", outcome

    def taps(self, phone: Phone, visit: UUID, *actions: str) -> list[bytes]:
        return [phone.act(visit, action, ROAD[action], wall=datetime.now(UTC)) for action in actions]

    async def complete(self, phone: Phone, order: UUID, visit: UUID) -> None:
        """From setting off to the sealed report: seven sendings."""
        await self.send(phone, *self.taps(phone, visit, *list(ROAD)[2:]), phone.seal(visit, phone.report(order)))
