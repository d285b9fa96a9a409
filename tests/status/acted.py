"""One order, done to by anybody: what it takes to act, and at the end the comparison of what is stored with what an oracle says."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import msgspec

from outrider import db
from outrider.assign import actions as assign
from outrider.customer.actions import by_link
from outrider.customer.times import actions as times
from outrider.customer.times.rules import name_of
from outrider.model import ALL, Actor, Cause, Moment, Role, Status
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from outrider.status.levels import defaults
from outrider.status.order import actions as orders
from outrider.status.promise import actions as promises
from outrider.status.rules import read
from outrider.status.withdraw.rules import WITHDRAWABLE
from tests.cast import DATA, NOW, Cast
from tests.conftest import Database

from .told import differs
from .walked import MINUTE, Walked

REFUSALS = {"action_not_possible", "not_allowed", "data_missing", "status_moved", "already_assigned", "engineer_not_suitable", "not_found"}


async def tell_nobody(tx: db.Tx, fired: Any, now: datetime) -> None: ...


@dataclass
class Decided:
    """What was so before a person decided something."""

    actor: Actor
    path: list[tuple[Status, datetime]]
    windows: list[tuple[datetime, datetime]]
    engineer: str
    at: datetime


class Acted(Walked):
    """An order in a transaction of its own, and what it should be by now. decided: the last decision that can be withdrawn."""

    database: ClassVar[Database]
    connection: "asyncpg.Connection[asyncpg.Record]"
    tx: db.Tx
    order: UUID
    level: str

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.us: Cast = self.database.us
        self.now = NOW
        self.path: list[tuple[Status, datetime]] = [(Status.RECEIVED, NOW)]
        self.windows: list[tuple[datetime, datetime]] = []
        self.held: list[tuple[datetime, datetime]] = []  # while a workaround holds
        self.events = 0
        self.engineer = "bob"
        self.decided: Decided | None = None

    def run(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def publish_a_level_with_every_commitment(self) -> None:
        """The shipped incident level, offered without a contract and in office hours."""
        made = defaults.level("I", {"en": "X", "zh-CN": "X"})
        made.family, made.calendar = "standard", "5x8"
        actor = Actor("user", "console", self.us.users["erin"])
        await levels.publish(self.tx, "level", "X", msgspec.to_builtins(made), 0, "", actor, NOW - timedelta(days=1))

    def teardown(self) -> None:
        try:
            if hasattr(self, "order"):
                self.run(self.compare())
        finally:
            if hasattr(self, "connection"):
                self.run(self.connection.close())
            self.loop.close()

    def work_on(self, steps: int, wait: int, late: int, until: tuple[Status, ...]) -> None:
        name = self.engineer
        usual = {
            Status.RECEIVED: ("triage", "alice"), Status.REMOTE_SUPPORT: ("send_visit", "alice"), Status.AWAITING_ASSIGNMENT: ("assign", "alice"),
            Status.ASSIGNED: ("accept", name), Status.ACCEPTED: ("confirm_appointment", name), Status.APPOINTMENT_CONFIRMED: ("set_off", name),
            Status.AWAITING_PARTS: ("receive_parts", name), Status.PARTS_IN_TRANSIT: ("receive_parts", name), Status.PARTS_READY: ("set_off", name),
            Status.EN_ROUTE: ("arrive", name), Status.ARRIVED: ("start_diagnosis", name), Status.DIAGNOSING: ("start_repair", name),
            Status.REPAIRING: ("start_test", name), Status.TESTING: ("finish_work", name), Status.AWAITING_CUSTOMER: ("resume", name),
            Status.AWAITING_SIGNATURE: ("sign", name), Status.SIGNED: ("follow_up", "alice"),
        }  # fmt: skip
        for _ in range(steps):
            if self.path[-1][0] in usual and self.path[-1][0] not in until:
                action, who = usual[self.path[-1][0]]
                self.now += wait * MINUTE
                happened = max(self.path[-1][1], self.now - late * MINUTE) if who == name else self.now
                role = Role.DISPATCHER if who == "alice" else Role.ENGINEER
                self.run(self.look())
                self.attempt(action, Actor("user", "phone", self.us.users[who], frozenset({role})), name, happened)

    def attempt(self, action: str, actor: Actor, name: str, happened: datetime) -> None:
        moment = Moment(happened, happened, self.now)
        engineer = self.us.users["bob" if name == "alice" else name]

        async def act() -> None:
            before = await self.tx.value("select status from orders where id = $1", self.order)
            async with self.connection.transaction():
                if action in ("assign", "hand_over"):
                    await assign.assign(self.tx, self.order, engineer, Status(before), Cause(actor, ALL, moment), "why")
                elif action == "sign":  # no tap: it comes with a sealed report
                    head = await orders.lock_order(self.tx, self.order, ALL)
                    await status.apply(self.tx, head, action, Cause(actor, ALL, moment), {"report_id": self.order})
                else:
                    await status.change(self.tx, self.order, action, Cause(actor, ALL, moment), data=read(action, DATA, closed=False))

        try:
            self.run(act())
        except Problem as refusal:
            assert refusal.code in REFUSALS
            return
        self.events += 1
        self.decided = Decided(actor, [*self.path], [*self.windows], self.engineer, happened) if action in WITHDRAWABLE else None
        self.engineer = name if action in ("assign", "hand_over") else self.engineer
        self.follow(action, happened)

    def choose(self, n: int) -> None:
        slots, promised = self.run(self.offered())
        if not slots:
            return
        chosen = slots[n % len(slots)]

        async def choose() -> None:
            async with self.connection.transaction():
                await times.choose(self.tx, self.order, name_of(chosen), name_of(promised) if promised else "", by_link(self.now))

        try:
            self.run(choose())
        except Problem as refusal:
            assert refusal.code in {"time_not_offered", "too_many_changes"}
            return
        self.events, self.decided = self.events + 1, None
        self.follow("agree_time", self.now, chosen[0])
        assert self.run(differs(self.tx, self.order, self.now)) == []
        self.now += MINUTE  # what is said at one instant has no order

    async def offered(self) -> tuple[Any, Any]:
        return await times.open_times(self.tx, self.order, self.now), await promises.current(self.tx, self.order)

    async def look(self) -> None:
        while await clocks.fire(self.tx, self.now, tell_nobody, limit=3):
            pass

    async def compare(self) -> None:
        self.now += 2 * MINUTE
        await self.look()
        assert await clocks.differences(self.tx, self.order) == []
        assert await differs(self.tx, self.order, self.now) == []
        stored, said = await clocks.of_order(self.tx, self.order)
        level = (await levels.levels(self.tx))[self.level]
        calendar = (await levels.calendar_versions(self.tx, level.calendar))[-1][1]
        wanted = self.oracle(level, calendar)
        assert {(row.what, row.n): row.stopped_at for row in stored} == {key: stop for key, (stop, *_) in wanted.items()}
        for row in stored:
            _, warn, due = wanted[(row.what, row.n)]
            for ours, theirs in ((row.warn_at, warn), (row.due_at, due)):
                # the oracle knows whole minutes, and only those before the clock stopped or until now
                came = ours is not None and (ours < row.stopped_at if row.stopped_at else ours <= self.now)
                assert (ours if came else None) == theirs, (row, warn, due)
        live = {(row.what, row.n, row.step) for row in said if row.withdrawn_at is None}
        assert len(live) == sum(1 for row in said if row.withdrawn_at is None)
        assert live == {
            (what, n, step)
            for (what, n), (_, warn, due) in wanted.items()
            for step, at in (("warn", warn), ("breach", due))
            if at is not None
        }
