"""Whatever anybody does in whatever order: the status is one of the twenty, no event is lost, every clock and alarm is what an oracle
says that walks the minutes one by one and knows nothing of how clocks are computed, and no customer is told a time that does not stand."""

from collections.abc import Iterator
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from outrider import db
from outrider.model import ALL, SYSTEM, Actor, Cause, Moment, Role, Status, moment_of
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.rules import ACTIONS
from outrider.status.withdraw import actions as withdrawals
from tests.cast import NOW, take_order
from tests.conftest import Database
from tests.tiers import examples

from .acted import Acted
from .walked import MINUTE

SECOND = timedelta(seconds=1)
BESIDE = ["clock_warned", "clock_breached", "alarm_withdrawn", "part_requested", "part_moved"]  # what an action brings with it


class Histories(Acted, RuleBasedStateMachine):
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

    @invariant()
    def the_status_is_the_models(self) -> None:
        if hasattr(self, "order"):
            assert self.run(self.tx.value("select status from orders where id = $1", self.order)) == self.path[-1][0]

    @invariant()
    def no_event_is_lost(self) -> None:
        if hasattr(self, "order"):
            count = "select count(*) from events where order_id = $1 and kind <> all($2::text[])"
            assert self.run(self.tx.value(count, self.order, BESIDE)) == self.events


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
