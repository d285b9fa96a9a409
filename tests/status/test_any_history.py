"""Whatever anybody does in whatever order: the status is one of the twenty, no event is lost, every clock and alarm is what an oracle
says that walks the minutes one by one and knows nothing of how clocks are computed, and no customer is told a time that does not stand."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from outrider import db
from outrider.assign import actions as assign
from outrider.customer.actions import by_link
from outrider.customer.times import actions as times
from outrider.customer.times.rules import name_of
from outrider.model import ALL, SYSTEM, Actor, Cause, Moment, Role, Status, moment_of
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from outrider.status.levels import defaults
from outrider.status.order import actions as orders
from outrider.status.promise import actions as promises
from outrider.status.rules import ACTIONS, read
from outrider.status.withdraw import actions as withdrawals
from outrider.status.withdraw.rules import WITHDRAWABLE
from tests.cast import DATA, NOW, Cast, take_order
from tests.conftest import Database
from tests.tiers import examples

from .told import differs
from .walked import MINUTE, Walked

SECOND = timedelta(seconds=1)
BESIDE = ["clock_warned", "clock_breached", "alarm_withdrawn", "part_requested", "part_moved"]  # what an action brings with it
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


class Histories(Walked, RuleBasedStateMachine):
    database: ClassVar[Database]

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

    @initialize(level=st.sampled_from(("0", "1", "X")), start=st.sampled_from((0, 45, 200)))
    def take(self, level: str, start: int) -> None:
        async def begin() -> None:
            self.connection = await asyncpg.connect(self.database.app_dsn)
            await db.codecs(self.connection)
            self.transaction = self.connection.transaction()
            await self.transaction.start()
            await self.connection.execute(db.SET_ORG, str(self.us.org_id))
            self.tx = db.Tx(self.connection, self.us.org_id)
            await self.publish_a_level_with_every_commitment()
            self.order = await take_order(self.tx, self.us, window=(start, start + 60), level=level)
            await self.tx.run("update contacts set channel = 'sms'")

        self.run(begin())
        self.windows.append((NOW, NOW + timedelta(minutes=start)))
        self.level = level
        self.events = 1

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

    @rule(
        action=st.sampled_from(ACTIONS),
        role=st.sampled_from([*Role]),
        name=st.sampled_from(("bob", "charlie", "alice")),
        wait=st.integers(0, 90),
        late=st.integers(0, 60),
    )
    def anybody_does_anything(self, action: str, role: Role, name: str, wait: int, late: int) -> None:
        self.now += wait * MINUTE
        happened = max(self.path[-1][1], self.now - late * MINUTE) if role == Role.ENGINEER else self.now
        self.attempt(action, Actor("user", "console", self.us.users[name], frozenset({role})), name, happened)

    @rule(
        action=st.sampled_from(
            ("undo", "undo", "wait_for_customer", "resume_work", "no_access", "return_to_remote", "request_parts", "note")
        ),
        wait=st.integers(0, 15),
        late=st.integers(0, 240),
    )
    def the_engineer_taps(self, action: str, wait: int, late: int) -> None:
        self.now += wait * MINUTE
        happened = max(self.path[-1][1], self.now - late * MINUTE)
        self.attempt(action, Actor("user", "phone", self.us.users[self.engineer], frozenset({Role.ENGINEER})), self.engineer, happened)

    @rule(
        action=st.sampled_from(
            ("reopen", "reopen", "cancel", "hand_over", "unassign", "agree_time", "close", "take_remote", "solve_remotely")
        )
    )
    def the_office_acts(self, action: str) -> None:
        self.now += 7 * MINUTE
        other = "charlie" if self.engineer == "bob" else "bob"
        roles = frozenset({Role.DISPATCHER, Role.SERVICE_DESK})
        self.attempt(action, Actor("user", "console", self.us.users["alice"], roles), other, self.now)

    @rule(steps=st.integers(1, 9), wait=st.integers(1, 90), late=st.integers(0, 240))
    def an_engineer_works_on(self, steps: int, wait: int, late: int) -> None:
        """Random actions alone hardly ever come to a signature. Late: the engineer's phone had no network meanwhile."""
        self.work_on(steps, wait, late, ())

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

    @rule(hours=st.sampled_from((None, 1, 3, 20)), wait=st.integers(1, 20), late=st.integers(0, 240))
    def what_is_signed_is_not_solved(self, hours: int | None, wait: int, late: int) -> None:
        """hours: a workaround is to hold so long."""
        self.work_on(16, wait, late, (Status.SIGNED, Status.FOLLOW_UP))
        if self.path[-1][0] == Status.SIGNED:
            happened = max(self.path[-1][1], self.now - late * MINUTE)
            until = happened + timedelta(hours=hours) if hours else None
            moment = Moment(happened, happened, self.now)

            async def go_on() -> None:
                head = await orders.lock_order(self.tx, self.order, ALL)
                facts = {"report_id": self.order, "reason": "part", "held_until": until}
                await status.apply(self.tx, head, "continue_work", Cause(SYSTEM, ALL, moment), facts)

            self.run(go_on())
            self.events += 1
            self.follow("continue_work", happened)
            if until:
                self.held.append((happened, until))

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

    @rule(n=st.integers(0, 29), wait=st.integers(1, 30))
    def the_customer_chooses_another_time(self, n: int, wait: int) -> None:
        self.now += wait * MINUTE
        self.choose(n)

    @rule(n=st.integers(0, 29))
    def the_customer_chooses_while_the_office_may_still_undo(self, n: int) -> None:
        """What the office has just agreed has not gone out yet."""
        self.now += MINUTE
        self.attempt("agree_time", Actor("user", "console", self.us.users["alice"], frozenset({Role.DISPATCHER})), "bob", self.now)
        self.choose(n)

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

    @rule()
    def who_decided_takes_it_back(self) -> None:
        before = self.decided
        cause = Cause(before.actor if before else Actor("user", "console", self.us.users["alice"]), ALL, moment_of(self.now))

        async def withdraw() -> None:
            async with self.connection.transaction():
                await withdrawals.withdraw(self.tx, self.order, self.path[-1][0], cause)

        if before is None:
            with pytest.raises(Problem) as refusal:
                self.run(withdraw())
            assert refusal.value.code in {"nothing_to_withdraw", "acted_meanwhile", "customer_acted", "too_late_to_withdraw"}
            return
        late = before.at + 10 * SECOND < self.now
        try:
            self.run(withdraw())
        except Problem as refusal:
            assert (refusal.code, late) == ("too_late_to_withdraw", True)
            return
        self.path, self.windows, self.engineer, self.decided = before.path, before.windows, before.engineer, None
        self.events += 1

    @rule(wait=st.integers(0, 240))
    def the_worker_looks(self, wait: int) -> None:
        self.now += wait * MINUTE
        self.run(self.look())

    async def look(self) -> None:
        while await clocks.fire(self.tx, self.now, tell_nobody, limit=3):
            pass

    @invariant()
    def the_status_is_the_models(self) -> None:
        if hasattr(self, "order"):
            assert self.run(self.tx.value("select status from orders where id = $1", self.order)) == self.path[-1][0]

    @invariant()
    def no_event_is_lost(self) -> None:
        if hasattr(self, "order"):
            count = "select count(*) from events where order_id = $1 and kind <> all($2::text[])"
            assert self.run(self.tx.value(count, self.order, BESIDE)) == self.events

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


@pytest.fixture
def machine(template: Database) -> Iterator[type[Histories]]:
    Histories.database = template
    yield Histories


@pytest.mark.hypothesis
def test_no_sequence_of_actions_leaves_an_undefined_state_or_a_wrong_clock(machine: type[Histories]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples(15, 500), stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)),
    )
