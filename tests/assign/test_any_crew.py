"""Whatever the office and the engineers do in whatever order: one leads, nobody is booked twice, and only who leads has a report signed."""

import asyncio
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Awaitable, Iterator
from datetime import datetime, time, timedelta
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from outrider import db
from outrider.accounts.people import store as people
from outrider.accounts.sessions import store as sessions
from outrider.assign import actions as assign
from outrider.assign.crew import actions as crew
from outrider.ids import new_id
from outrider.model import ALL, MOVABLE, Actor, Cause, Role, Status, moment_of
from outrider.offline.pull import store as pull
from outrider.problems import Problem
from outrider.schedule import actions as schedule
from outrider.sign import actions as sign
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.rules import MAIN_PATH
from outrider.status.withdraw import actions as withdrawals
from tests.cast import HERE, NOW, Cast, take_order
from tests.conftest import Database
from tests.offline.phone import Phone
from tests.tiers import examples

NAMES = ("bob", "charlie", "frank", "grace")
HELD = (*MOVABLE, Status.AWAITING_SIGNATURE)  # somebody leads
REFUSALS = {
    "action_not_possible", "already_assigned", "not_found", "not_allowed", "nothing_to_withdraw", "acted_meanwhile", "not_the_lead",
    "status_moved", "review_open", "too_late_to_withdraw", "engineer_not_suitable",
}  # fmt: skip
OPEN = "select engineer_id, joins_from is not null as joins from attendances where order_id = $1 and ended_at is null"
THEIRS = "select id from attendances where order_id = $1 and engineer_id = $2 order by assigned_at desc, id desc"
SEALED = "select bool_and(a.joins_from is null) from reports r join attendances a on a.id = r.attendance_id"


class Crews(RuleBasedStateMachine):
    """Every engineer has a phone, which may know of nothing that the office did meanwhile."""

    database: ClassVar[Database]
    order: UUID

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = NOW
        self.us: Cast = self.database.us
        self.users = dict(self.us.users)
        self.phone = Phone(None)  # type: ignore[arg-type]

    def run(self, work: Awaitable[Any]) -> Any:
        return self.loop.run_until_complete(work)

    @initialize()
    def take(self) -> None:
        async def begin() -> None:
            self.connection = await asyncpg.connect(self.database.app_dsn)
            await db.codecs(self.connection)
            await self.connection.transaction().start()
            await self.connection.execute(db.SET_ORG, str(self.us.org_id))
            self.tx = db.Tx(self.connection, self.us.org_id)
            for name in NAMES[2:]:
                user = self.users[name] = new_id(NOW)
                await people.add_user(self.tx, user, name.title(), f"{name}@ours.test", "+49 30 2", "en", NOW)
                await people.add_grant(self.tx, user, Role.ENGINEER, "own", None)
                await people.add_engineer(self.tx, user, self.us.station, ["server"], HERE, (time(0), time(23, 59)))
            await self.tx.run(sessions.ADD_PHONE, self.phone.id, self.users["bob"], {}, "test", NOW)
            self.order = await take_order(self.tx, self.us, window=(0, 240))

        self.run(begin())

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.run(self.connection.close())
        self.loop.close()

    def by(self, name: str) -> Cause:
        role = Role.ENGINEER if name in NAMES else Role.DISPATCHER
        actor = Actor("user", "phone" if name in NAMES else "console", self.users[name], frozenset({role}))
        return Cause(actor, ALL, moment_of(self.now), new_id(self.now))

    def stands(self) -> Status:
        found: Status = self.run(orders.see_order(self.tx, self.order, ALL)).status
        return found

    def attempt(self, work: Awaitable[Any]) -> None:
        async def tried() -> None:
            async with self.connection.transaction():
                await work

        self.now += timedelta(seconds=1)
        try:
            self.run(tried())
        except Problem as refusal:
            assert refusal.code in REFUSALS, refusal.code

    @rule(name=st.sampled_from(NAMES), stays=st.booleans())
    def the_office_gives_it_to_somebody(self, name: str, stays: bool) -> None:
        self.attempt(assign.assign(self.tx, self.order, self.users[name], self.stands(), self.by("alice"), "why", stays=stays))

    @rule(name=st.sampled_from(NAMES), minutes=st.integers(0, 200))
    def somebody_joins(self, name: str, minutes: int) -> None:
        window = NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=minutes + 60)
        joining = crew.Joining(self.users[name], *window, reason_code="reinforcement")
        self.attempt(crew.join(self.tx, self.order, joining, self.stands(), self.by("alice")))

    @rule(name=st.sampled_from(NAMES))
    def somebody_is_withdrawn(self, name: str) -> None:
        self.attempt(crew.leave(self.tx, self.order, self.users[name], "", "not_needed", self.stands(), self.by("alice")))

    @rule(action=st.sampled_from(("unassign", "cancel", "reopen", "agree_time")))
    def the_office_acts(self, action: str) -> None:
        at = {"agreed_from": NOW + timedelta(hours=5), "agreed_to": NOW + timedelta(hours=6), "how": "called", "why": "part"}
        said = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in at.items()}
        data = said if action == "agree_time" else {"reason": "why"}
        self.attempt(status.change(self.tx, self.order, action, self.by("alice"), data=data))

    @rule()
    def the_office_takes_it_back(self) -> None:
        self.attempt(withdrawals.withdraw(self.tx, self.order, self.stands(), self.by("alice")))

    @rule(
        name=st.sampled_from(NAMES), nth=st.integers(0, 2), action=st.sampled_from(("set_off", "arrive", "finish_work", "decline", "note"))
    )
    def somebody_taps(self, name: str, nth: int, action: str) -> None:
        """Also on what was taken from them."""
        theirs = self.run(self.connection.fetch(THEIRS, self.order, self.users[name]))
        if nth < len(theirs):
            said = {"reason": "why", "text": "words"}
            taken = status.take_from_phone(self.tx, theirs[nth]["id"], action, self.stands(), self.by(name), said)
            self.attempt(taken)

    @rule(steps=st.integers(1, 8))
    def whoever_leads_works_on(self, steps: int) -> None:
        for _ in range(steps):
            head = self.run(orders.see_order(self.tx, self.order, ALL))
            who = next((name for name in NAMES if self.users[name] == head.engineer_id), None)
            if who and head.status in MAIN_PATH:
                self.attempt(status.change(self.tx, self.order, MAIN_PATH[head.status], self.by(who), data={}))

    @rule(name=st.sampled_from(NAMES), nth=st.integers(0, 1))
    def somebody_seals(self, name: str, nth: int) -> None:
        theirs = self.run(self.connection.fetch(THEIRS, self.order, self.users[name]))
        if nth < len(theirs):
            said = json.loads(self.phone.seal(theirs[nth]["id"], self.phone.report(self.order)))["payload"]
            wanted = sign.Seal(said["sealed"], said["statement"], b64decode(said["phone_signature"]))
            key = sign.PhoneKey(self.phone.id, self.phone.jwk())
            self.attempt(sign.seal(self.tx, theirs[nth]["id"], Status.AWAITING_SIGNATURE, wanted, key, self.by(name)))

    @invariant()
    def one_leads_where_somebody_has_it(self) -> None:
        if hasattr(self, "order"):
            rows = self.run(self.connection.fetch(OPEN, self.order))
            leads = [row for row in rows if not row["joins"]]
            assert len(leads) == (1 if self.stands() in HELD else 0)
            assert leads or not rows

    @invariant()
    def nobody_is_booked_twice(self) -> None:
        if hasattr(self, "order"):
            rows = self.run(self.connection.fetch(OPEN, self.order))
            assert max(Counter(row["engineer_id"] for row in rows).values(), default=0) <= 1
            days = self.run(schedule.routes(self.tx, self.now))
            assert max((Counter(stop.order_id for stop in day.stops)[self.order] for day in days), default=0) <= 1

    @invariant()
    def only_who_leads_has_it_signed(self) -> None:
        if hasattr(self, "order"):
            assert self.run(self.tx.value(SEALED)) in (None, True)

    @invariant()
    def every_phone_is_told_the_same_lead(self) -> None:
        if hasattr(self, "order"):
            head = self.run(orders.see_order(self.tx, self.order, ALL))
            for name in NAMES:
                jobs = [job for job in self.run(pull.jobs(self.tx, self.users[name], None, None)) if job.ended_at is None]
                assert [job.crew is None or not job.crew.joins for job in jobs] in ([], [self.users[name] == head.engineer_id])


@pytest.fixture
def machine(template: Database) -> Iterator[type[Crews]]:
    Crews.database = template
    yield Crews


@pytest.mark.hypothesis
def test_no_sequence_leaves_two_leads_a_foreign_report_or_somebody_twice(machine: type[Crews]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples(15, 500), stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)),
    )
