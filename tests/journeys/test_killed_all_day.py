"""A day of alarms, replayed at six hundred times its speed, while worker and server are killed fifty times."""

import asyncio
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from outrider import db
from outrider.clock import Clock
from outrider.status.clocks import actions as clocks
from outrider.status.clocks import rules
from tests.conftest import Database

from .processes import Served, served, until

SPEED, KILLS, ORDERS = 600.0, 25, 60
OFFICE = (("triage", "received"), ("cancel", "awaiting_assignment"))
COUNT_SAID = """
select (select count(*) from events where kind in ('clock_warned', 'clock_breached')) as said, (select count(*) from alarms) as alarms,
  (select count(*) from (select order_id, what, n, step from alarms where withdrawn_at is null group by 1, 2, 3, 4 having count(*) > 1) d) as twice
"""


class Day:
    """What the people of the day do: orders come in, some move on, some wait too long. They try again until the server has it."""

    def __init__(self, house: Served, clock: Clock, chance: random.Random) -> None:
        self.house, self.clock, self.chance = house, clock, chance
        self.alice = httpx.Client(base_url=house.url, cookies={"outrider_session": house.sign_in("alice")}, timeout=5)
        self.orders: list[str] = []
        self.taken = 0

    def run(self) -> None:
        began = self.clock.now()
        plan = sorted((self.chance.uniform(0, 400), self.chance.random(), n) for n in range(ORDERS))
        steps: list[tuple[float, Callable[[], None]]] = []
        for at, fate, _ in plan:
            order = str(uuid4())
            self.orders.append(order)
            steps.append((at, lambda order=order: self.take(order)))  # type: ignore[misc]
            if fate < 0.7:
                steps.append((at + self.chance.uniform(2, 60), lambda order=order: self.act(order, *OFFICE[0])))  # type: ignore[misc]
            if fate < 0.25:
                steps.append((at + self.chance.uniform(61, 200), lambda order=order: self.act(order, *OFFICE[1], reason="no longer")))  # type: ignore[misc]
        for at, step in sorted(steps, key=lambda row: row[0]):
            until(lambda at=at: self.clock.now() >= began + timedelta(minutes=at), 120)
            step()
        self.alice.close()

    def take(self, order: str) -> None:
        now = datetime.now(UTC)
        body = {
            "id": order, "kind": "repair", "level": "0", "fault": "Down", "window_from": now.isoformat(),
            "window_to": (now + timedelta(hours=1)).isoformat(), "account_name": f"Works {order[:8]}",
            "contact": {"name": "Dana", "phone": "+49 30 5550100"}, "site": {"name": "Hall", "address": "Street", "lat": 52.5, "lon": 13.4},
        }  # fmt: skip
        self.again(lambda: self.alice.post("/api/orders", json=body), 201)
        self.taken += 1

    def act(self, order: str, action: str, expected: str, **data: str) -> None:
        body = {"action": action, "expected": expected, "data": data}
        self.again(lambda: self.alice.post(f"/api/orders/{order}/actions", json=body), 200)

    def again(self, ask: Callable[[], httpx.Response], wanted: int) -> None:
        """Until it is on the server: an answer that was cut off may have been the right one, and then the status has moved."""

        def there() -> bool:
            try:
                answer = ask()
            except httpx.TransportError:
                return False
            if answer.status_code == 503:
                return False
            assert answer.status_code == wanted or (answer.status_code, answer.json()["code"]) == (409, "status_moved"), answer.text
            return True

        until(there, 60)


def kill_often(house: Served, name: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(times):
        moment = time.monotonic() + chance.uniform(0.05, 1.2)
        until(lambda moment=moment: time.monotonic() >= moment)
        house.stop(name, signal.SIGKILL)
        house.start(name)


@pytest.mark.journey
@pytest.mark.soak
@pytest.mark.timeout(400)
def test_fifty_kills_neither_lose_nor_repeat_an_alarm(server: Any, template: Database, tmp_path: Path) -> None:
    start = datetime.now(UTC)
    settings = {"OUTRIDER_SPEED": str(SPEED), "OUTRIDER_SPEED_FROM": start.isoformat()}
    with served(server, template, tmp_path, "work", **settings) as house:
        day = Day(house, Clock(SPEED, start), random.Random(11))
        faults: list[BaseException] = []

        def guarded(work: Callable[[], None]) -> threading.Thread:
            def run() -> None:
                try:
                    work()
                except BaseException as fault:
                    faults.append(fault)

            thread = threading.Thread(target=run)
            thread.start()
            return thread

        threads = [
            guarded(day.run),
            guarded(lambda: kill_often(house, "work", KILLS, 1)),
            guarded(lambda: kill_often(house, "serve", KILLS, 2)),
        ]
        for thread in threads:
            thread.join()
        assert faults == []
        assert day.taken == ORDERS
        asyncio.run(compare(house, day))
        verify = subprocess.run(
            [sys.executable, "-m", "outrider", "clocks", "verify"], env=house.environment(), capture_output=True, text=True
        )
        assert (verify.returncode, verify.stdout.splitlines()[0]) == (0, f"ours: {ORDERS} orders, 0 clocks differ")


async def compare(house: Served, day: Day) -> None:
    pool = await db.connect(house.database.app_dsn, size=1)
    org_id = house.database.us.org_id
    settled = day.clock.now()
    while True:
        async with db.transaction(pool, org_id) as tx:
            if not await tx.value("select exists (select from clocks where next_at <= $1)", settled):
                break
    house.stop("work")
    async with db.transaction(pool, org_id) as tx:
        said, expected = set(), set()
        for row in await tx.connection.fetch("select id from orders"):
            assert await clocks.differences(tx, row["id"]) == []
            for alarm in (await clocks.of_order(tx, row["id"]))[1]:
                if alarm.withdrawn_at is None and alarm.due_at <= settled:
                    said.add((row["id"], alarm.what, alarm.n, alarm.step, alarm.due_at))
            for clock in await clocks.derive(tx, row["id"]):
                expected |= {(row["id"], clock.what, clock.n, step, at) for step, at in rules.steps_of(clock) if at <= settled}
        assert len(expected) > 150
        assert said == expected
        counts = await tx.connection.fetchrow(COUNT_SAID)
    await pool.close()
    assert counts is not None
    assert counts["twice"] == 0
    assert counts["said"] == counts["alarms"]
