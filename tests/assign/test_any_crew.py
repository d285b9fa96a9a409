"""Whatever the office and the engineers do in whatever order: one leads, nobody is booked twice, and only who leads has a report signed."""

import json
from base64 import b64decode
from collections import Counter
from datetime import time, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from outrider.accounts.people import store as people
from outrider.accounts.sessions import store as sessions
from outrider.assign import actions as assign
from outrider.assign.crew import actions as crew
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, MOVABLE, Actor, Cause, Role, Status, moment_of
from outrider.offline.pull import store as pull
from outrider.problems import Problem
from outrider.schedule import actions as schedule
from outrider.sign import actions as sign
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.order.rules import OrderState
from outrider.status.rules import MAIN_PATH
from outrider.status.withdraw import actions as withdrawals
from tests.cast import HERE, NOW, Cast, take_order
from tests.offline.phone import Phone

NAMES = ("bob", "charlie", "frank", "grace")
HELD = (*MOVABLE, Status.AWAITING_SIGNATURE)  # somebody leads
REFUSALS = {
    "action_not_possible", "already_assigned", "not_found", "not_allowed", "nothing_to_withdraw", "acted_meanwhile", "not_the_lead", "review_open",
    "too_late_to_withdraw",
}  # fmt: skip
OPEN = "select engineer_id, joins_from is not null as joins from attendances where order_id = $1 and ended_at is null"
THEIRS = "select id from attendances where order_id = $1 and engineer_id = $2 order by assigned_at desc, id desc"
SEALED = "select bool_and(a.joins_from is null) from reports r join attendances a on a.id = r.attendance_id where r.order_id = $1"
AGREED = {
    "agreed_from": (NOW + timedelta(hours=5)).isoformat(), "agreed_to": (NOW + timedelta(hours=6)).isoformat(), "how": "called", "why": "part",
}  # fmt: skip


class Walk:
    """One order, done to at random. Every engineer has a phone, which may know of nothing that the office did meanwhile."""

    def __init__(self, tx: Tx, us: Cast, random: Random) -> None:
        self.tx, self.us, self.random = tx, us, random
        self.now, self.users, self.phone = NOW, dict(us.users), Phone(None)  # type: ignore[arg-type]
        self.order = UUID(int=0)
        self.done = list[str]()

    async def begin(self) -> None:
        for name in NAMES[2:]:
            user = self.users[name] = new_id(NOW)
            await people.add_user(self.tx, user, name.title(), f"{name}@ours.test", "+49 30 2", "en", NOW)
            await people.add_grant(self.tx, user, Role.ENGINEER, "own", None)
            await people.add_engineer(self.tx, user, self.us.station, ["server"], HERE, (time(0), time(23, 59)))
        await sessions.add_phone(self.tx, self.phone.id, self.users["bob"], {}, "test", NOW)

    def by(self, name: str) -> Cause:
        role = Role.ENGINEER if name in NAMES else Role.DISPATCHER
        actor = Actor("user", "phone" if name in NAMES else "console", self.users[name], frozenset({role}))
        return Cause(actor, ALL, moment_of(self.now), new_id(self.now))

    async def stands(self) -> OrderState:
        return await orders.see_order(self.tx, self.order, ALL)

    async def step(self) -> None:
        steps = {
            self.gives: 2,
            self.joins: 4,
            self.leaves: 2,
            self.acts: 1,
            self.takes_back: 1,
            self.taps: 2,
            self.works_on: 2,
            self.seals: 1,
        }
        [what], who = self.random.choices([*steps], [*steps.values()]), self.random.choice(NAMES)
        self.now += timedelta(seconds=1)
        try:
            async with self.tx.connection.transaction():
                await what(who, await self.stands())
            self.done.append(f"{what.__name__} {who}")
        except Problem as refusal:
            assert refusal.code in REFUSALS, (refusal.code, self.done)

    async def gives(self, who: str, order: OrderState) -> None:
        stays = self.random.random() < 0.5
        await assign.assign(self.tx, self.order, self.users[who], order.status, self.by("alice"), "why", stays=stays)

    async def joins(self, who: str, order: OrderState) -> None:
        opens = NOW + timedelta(minutes=self.random.randrange(200))
        joining = crew.Joining(self.users[who], opens, opens + timedelta(hours=1), reason_code="reinforcement")
        await crew.join(self.tx, self.order, joining, order.status, self.by("alice"))

    async def leaves(self, who: str, order: OrderState) -> None:
        await crew.leave(self.tx, self.order, self.users[who], "", "not_needed", order.status, self.by("alice"))

    async def acts(self, who: str, order: OrderState) -> None:
        action = self.random.choice(("unassign", "cancel", "reopen", "reopen", "agree_time"))
        await status.change(self.tx, self.order, action, self.by("alice"), data=AGREED if action == "agree_time" else {"reason": "why"})

    async def takes_back(self, who: str, order: OrderState) -> None:
        await withdrawals.withdraw(self.tx, self.order, order.status, self.by("alice"))

    async def works_on(self, who: str, order: OrderState) -> None:
        lead = next((name for name in NAMES if self.users[name] == order.engineer_id), None)
        if lead and order.status in MAIN_PATH:
            await status.change(self.tx, self.order, MAIN_PATH[order.status], self.by(lead), data={})

    async def _theirs(self, who: str) -> UUID | None:
        """Also what was taken from them."""
        rows = await self.tx.connection.fetch(THEIRS, self.order, self.users[who])
        return self.random.choice(rows[:2])["id"] if rows else None

    async def taps(self, who: str, order: OrderState) -> None:
        action = self.random.choice(("set_off", "arrive", "finish_work", "decline", "note"))
        if attendance := await self._theirs(who):
            await status.take_from_phone(self.tx, attendance, action, order.status, self.by(who), {"reason": "why", "text": "words"})

    async def seals(self, who: str, order: OrderState) -> None:
        """Or corrects what was sealed first."""
        first = await self.tx.value("select id from reports where order_id = $1 order by sealed_at limit 1", self.order)
        corrects: dict[str, Any] = {"replaces": str(first)} if first and self.random.random() < 0.5 else {}
        if attendance := await self._theirs(who):
            said = json.loads(self.phone.seal(attendance, self.phone.report(self.order, **corrects)))["payload"]
            wanted = sign.Seal(said["sealed"], said["statement"], b64decode(said["phone_signature"]))
            key = sign.PhoneKey(self.phone.id, self.phone.jwk())
            await sign.seal(self.tx, attendance, Status.AWAITING_SIGNATURE, wanted, key, self.by(who))

    async def holds(self) -> None:
        order, rows = await self.stands(), await self.tx.connection.fetch(OPEN, self.order)
        leads = [row["engineer_id"] for row in rows if not row["joins"]]
        assert len(leads) == (1 if order.status in HELD else 0), self.done
        assert leads or not rows, self.done
        days = await schedule.routes(self.tx, self.now)
        twice = [Counter(row["engineer_id"] for row in rows), *(Counter(stop.order_id for stop in day.stops) for day in days)]
        assert max(most for each in twice for most in (0, *each.values())) <= 1, self.done
        assert await self.tx.value(SEALED, self.order) in (None, True), self.done
        for row in rows:
            told = [job.crew for job in await pull.jobs(self.tx, row["engineer_id"], [self.order], None) if job.ended_at is None]
            assert [bool(said and said.joins) for said in told] == [row["joins"]], self.done


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.soak] if seed >= 2 else []) for seed in range(100)])
async def test_no_sequence_leaves_two_leads_a_foreign_report_or_somebody_twice(tx: Tx, us: Cast, seed: int) -> None:
    walk = Walk(tx, us, Random(seed))
    await walk.begin()
    for _ in range(8):
        walk.order, walk.done = await take_order(tx, us, window=(0, 240)), []
        for _ in range(30):
            await walk.step()
            await walk.holds()
