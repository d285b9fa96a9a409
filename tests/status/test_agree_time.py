"""Another time is agreed: the promise moves with all that stands on it, and the one before stays on record."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.rescue import actions as rescue
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.promise import actions as promise
from outrider.status.promise import rules
from outrider.status.promise.rules import Told
from outrider.status.withdraw import actions as withdrawals
from tests.cast import NOW, Cast, act, give, take_order, walk

HOUR = timedelta(hours=1)
TOMORROW = NOW + 24 * HOUR


def time_of(start: datetime, how: str = "called", why: str = "customer_wish", hours: int = 2) -> dict[str, Any]:
    return {"agreed_from": start.isoformat(), "agreed_to": (start + hours * HOUR).isoformat(), "how": how, "why": why}


async def outcomes(tx: Tx, order: UUID, now: datetime) -> list[str]:
    return [row.outcome for row in await promise.promises(tx, order, now)]


async def test_the_promise_moves_and_the_old_one_stays_on_record(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await act(tx, us, "alice", order, "agree_time", NOW + timedelta(minutes=5), **time_of(TOMORROW))
    assert await tx.value("select window_from from visits where order_id = $1", order) == TOMORROW
    assert await tx.value("select arrival_promise from attendances where id = $1", attendance) == TOMORROW + 2 * HOUR
    first, second = await promise.promises(tx, order, NOW + HOUR)
    assert (first.window_to, first.outcome, second.window_to, second.outcome) == (NOW + HOUR, "moved", TOMORROW + 2 * HOUR, "open")
    assert (second.how, second.why) == ("called", "customer_wish")


async def test_who_was_not_reached_has_agreed_to_nothing(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "agree_time", **time_of(TOMORROW, "not_reached", "traffic"))
    assert await outcomes(tx, order, NOW + HOUR) == ["missed", "open"]


async def test_what_is_agreed_after_its_time_was_missed_before(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "agree_time", NOW + 2 * HOUR, **time_of(TOMORROW))
    assert await outcomes(tx, order, NOW + 2 * HOUR) == ["missed", "open"]


async def test_whoever_comes_in_time_has_kept_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", at=NOW + timedelta(minutes=50))
    assert await outcomes(tx, order, NOW + 3 * HOUR) == ["kept"]


async def test_a_promise_that_passes_while_the_visit_waits_is_neither_kept_nor_missed(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    await act(tx, us, "bob", order, "request_parts", NOW + timedelta(minutes=10), text="A fan")
    assert await outcomes(tx, order, NOW + timedelta(minutes=50)) == ["open"]
    assert await outcomes(tx, order, NOW + 3 * HOUR) == ["waited"]
    await act(tx, us, "bob", order, "receive_parts", NOW + 4 * HOUR)
    await act(tx, us, "alice", order, "agree_time", NOW + 4 * HOUR, **time_of(TOMORROW, why="part"))
    first, second = await promise.promises(tx, order, NOW + 5 * HOUR)
    assert (first.outcome, first.ended_at, second.outcome) == ("waited", NOW + HOUR, "open")


async def test_a_visit_that_went_on_before_its_time_and_came_too_late_was_missed(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    await act(tx, us, "bob", order, "request_parts", NOW + timedelta(minutes=10), text="A fan")
    await act(tx, us, "bob", order, "receive_parts", NOW + timedelta(minutes=20))
    await act(tx, us, "bob", order, "set_off", NOW + timedelta(minutes=30))
    await act(tx, us, "bob", order, "arrive", NOW + 2 * HOUR)
    assert await outcomes(tx, order, NOW + 3 * HOUR) == ["missed"]


async def test_an_arrival_that_was_taken_back_has_kept_nothing(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", at=NOW + timedelta(minutes=40))
    await act(tx, us, "bob", order, "undo", NOW + timedelta(minutes=42))
    assert await outcomes(tx, order, NOW + timedelta(minutes=45)) == ["open"]
    await act(tx, us, "bob", order, "arrive", NOW + 2 * HOUR)
    assert await outcomes(tx, order, NOW + 3 * HOUR) == ["missed"]


async def test_an_order_that_was_cancelled_by_mistake_keeps_its_promise(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "alice", order, "cancel", reason="By mistake")
    assert await outcomes(tx, order, NOW) == ["void"]
    await withdrawals.withdraw(tx, order, Status.CANCELLED, Cause(us.actor("alice"), ALL, moment_of(NOW + timedelta(seconds=3))))
    assert await outcomes(tx, order, NOW) == ["open"]


async def test_what_was_kept_stays_kept_when_a_further_time_is_withdrawn(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", at=NOW + timedelta(minutes=40))
    later = NOW + 3 * HOUR
    await act(tx, us, "bob", order, "request_parts", NOW + HOUR, text="A fan")
    await act(tx, us, "bob", order, "receive_parts", later)
    await act(tx, us, "alice", order, "agree_time", later, **time_of(TOMORROW, why="part"))
    assert await outcomes(tx, order, later) == ["kept", "open"]
    await withdrawals.withdraw(tx, order, Status.PARTS_READY, Cause(us.actor("alice"), ALL, moment_of(later + timedelta(seconds=3))))
    assert await outcomes(tx, order, later + HOUR) == ["kept"]


async def test_an_accepted_visit_has_its_time_confirmed_by_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    assert (await act(tx, us, "bob", order, "agree_time", **time_of(TOMORROW))).status == Status.APPOINTMENT_CONFIRMED


async def test_clocks_that_count_from_the_window_follow(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="3")
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment")
    due = "select due_at from clocks where order_id = $1 and what = 'appointment_confirmed'"
    before = await tx.value(due, order)
    await act(tx, us, "alice", order, "agree_time", **time_of(TOMORROW))
    assert await tx.value(due, order) > before + 20 * HOUR
    assert await clocks.differences(tx, order) == []


async def test_what_the_engineer_said_of_the_old_promise_is_over(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await act(tx, us, "bob", order, "running_late", minutes=40, cause="traffic")
    await act(tx, us, "alice", order, "agree_time", **time_of(TOMORROW, why="traffic"))
    assert await tx.value("select late_minutes from attendances where id = $1", attendance) is None


async def test_the_customer_and_the_engineer_are_told(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await tx.run("update contacts set channel = 'sms'")
    await act(tx, us, "alice", order, "agree_time", **time_of(TOMORROW))
    said = "select n.kind from notifications n where n.kind in ('time_changed', 'visit_moved') order by n.kind"
    assert [row["kind"] for row in await tx.connection.fetch(said)] == ["time_changed", "visit_moved"]


async def test_nobody_is_told_what_they_have_just_said(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "agree_time", **time_of(TOMORROW))
    assert await tx.value("select count(*) from notifications where kind = 'visit_moved'") == 0


async def test_it_is_withdrawn_with_all_that_followed(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "running_late", minutes=40, cause="traffic")
    rows = "select v.window_from, v.window_to, a.arrival_promise, a.planned_start, a.late_minutes from visits v, attendances a where v.order_id = $1"
    before = tuple(await tx.connection.fetchrow(rows, order) or ())
    await act(tx, us, "alice", order, "agree_time", **time_of(TOMORROW))
    cause = Cause(us.actor("alice"), ALL, moment_of(NOW + timedelta(seconds=3)))
    await withdrawals.withdraw(tx, order, Status.ASSIGNED, cause)
    assert tuple(await tx.connection.fetchrow(rows, order) or ()) == before
    assert await outcomes(tx, order, NOW) == ["open"]
    assert await clocks.differences(tx, order) == []


async def test_a_part_that_comes_after_the_promise_makes_nobody_late(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "accept")
    await act(tx, us, "bob", order, "request_parts", text="A fan")
    later = NOW + 5 * HOUR
    await act(tx, us, "bob", order, "receive_parts", later)
    await rescue.watch(tx, later, Backoff())
    assert await tx.value("select count(*) from forecasts") == 0
    await act(tx, us, "alice", order, "agree_time", later, **time_of(later + HOUR, why="part"))
    await rescue.watch(tx, later, Backoff())
    assert await tx.value("select late_minutes from forecasts") == 0


@pytest.mark.parametrize(
    ("start", "hours"),
    [(NOW, 0), (NOW, -1), (NOW - timedelta(days=90), 2), (NOW + timedelta(days=900), 2), (NOW, 24 * 60)],
    ids=["empty", "backwards", "long past", "years ahead", "two months long"],
)
async def test_a_window_that_nobody_can_mean_is_refused(tx: Tx, us: Cast, start: datetime, hours: int) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "alice", order, "agree_time", **time_of(start, hours=hours))
    assert refusal.value.code == "window_not_valid"


async def test_a_time_that_an_engineer_agreed_without_network_is_kept_though_the_visit_has_gone(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await give(tx, us, order, "charlie", "Needed elsewhere")
    cause = Cause(us.actor("bob"), ALL, moment_of(NOW))
    said = await status.take_from_phone(tx, attendance, "agree_time", Status.ASSIGNED, cause, time_of(TOMORROW))
    assert said.conflict == "action_not_possible"
    assert await tx.value("select window_from from visits where order_id = $1", order) == NOW
    assert await outcomes(tx, order, NOW) == ["open"]
    assert await clocks.differences(tx, order) == []
    assert await tx.value("select payload->>'agreed_from' from events where kind = 'agree_time'") is not None


EVENTS = st.lists(st.tuples(st.sampled_from(("called", "not_reached", "arrive", "withdraw", "cancel")), st.integers(1, 300)), max_size=8)


@given(EVENTS)
def test_every_promise_but_the_last_has_ended_and_none_is_lost(steps: list[tuple[str, int]]) -> None:
    at, agreed = NOW, 1
    events = [Told("order_taken", NOW, {"to": "received", "window_from": NOW.isoformat(), "window_to": (NOW + HOUR).isoformat()})]
    for what, minutes in steps:
        at += timedelta(minutes=minutes)
        if what in ("called", "not_reached"):
            window = {"window_from": (at + HOUR).isoformat(), "window_to": (at + 3 * HOUR).isoformat()}
            events.append(Told("agree_time", at, {"to": "assigned", "how": what, **window}))
            agreed += 1
        elif what == "withdraw" and events[-1].kind == "agree_time":
            events.append(Told("decision_withdrawn", at, {"action": "agree_time", "from": "assigned", "to": "assigned"}))
            agreed -= 1
        elif what in ("arrive", "cancel"):
            events.append(Told(what, at, {"to": "arrived" if what == "arrive" else "cancelled"}))
    rows = rules.promises(events, at)
    assert len(rows) == agreed
    assert all(row.outcome != "open" for row in rows[:-1])
