from datetime import timedelta

import pytest

from outrider.db import Tx
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.status import actions as status
from tests.cast import NOW, WAITS, Cast, act, give, take_order, walk


async def test_an_order_walks_from_call_to_signature(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "triage")
    await give(tx, us, order)
    reached = await walk(
        tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "start_repair", "start_test", "finish_work"
    )
    assert reached == Status.AWAITING_SIGNATURE


async def test_refuses_a_jump_from_assigned_to_finished(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "bob", order, "finish_work")
    assert refusal.value.code == "action_not_possible"


async def test_refuses_an_engineer_who_is_not_on_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "charlie", order, "accept")
    assert refusal.value.code == "not_allowed"


async def test_refuses_a_decision_made_on_an_old_screen(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "triage")
    with pytest.raises(Problem) as refusal:
        await status.change(tx, order, "take_remote", Cause(us.actor("alice"), ALL, moment_of(NOW)), expected=Status.RECEIVED)
    assert refusal.value.code == "status_moved"


async def test_asks_for_the_reason_of_a_cancellation(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "alice", order, "cancel")
    assert refusal.value.params == {"fields": ["reason"]}


async def test_every_change_is_an_event_with_both_statuses(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "triage")
    rows = await tx.connection.fetch(
        "select kind, from_status, to_status from events where order_id = $1 order by happened_at, written", order
    )
    assert [(row["kind"], row["from_status"], row["to_status"]) for row in rows] == [
        ("order_taken", None, "received"),
        ("triage", "received", "awaiting_assignment"),
    ]


async def test_the_engineer_undoes_their_last_tap_and_its_fact(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    assert await walk(tx, us, order, "undo", at=NOW + timedelta(minutes=2)) == Status.APPOINTMENT_CONFIRMED
    assert await tx.value("select set_off_at from attendances where id = $1", attendance) is None


async def test_an_undo_after_ten_minutes_is_refused(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    with pytest.raises(Problem) as refusal:
        await act(tx, us, "bob", order, "undo", NOW + timedelta(minutes=11))
    assert refusal.value.code == "action_not_possible"


async def test_running_late_keeps_the_status_and_the_minutes(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    changed = await act(tx, us, "bob", order, "running_late", minutes=25, cause="traffic")
    assert changed.status == Status.ASSIGNED
    assert await tx.value("select late_minutes from attendances where id = $1", attendance) == 25


async def test_what_was_told_of_being_late_is_lowered_and_taken_back(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    told = "select late_minutes from attendances where id = $1"
    for minutes in (45, 10):
        await act(tx, us, "bob", order, "running_late", minutes=minutes, cause="traffic")
        assert await tx.value(told, attendance) == minutes
    changed = await act(tx, us, "bob", order, "on_time")
    assert (changed.status, await tx.value(told, attendance)) == (Status.ASSIGNED, None)


@pytest.mark.parametrize("fact", ["set_off", "arrive"])
async def test_what_was_told_of_being_late_ends_with_what_happens(tx: Tx, us: Cast, fact: str) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    before = ("accept", "confirm_appointment") if fact == "set_off" else ("accept", "confirm_appointment", "set_off")
    await walk(tx, us, order, *before)
    await act(tx, us, "bob", order, "running_late", minutes=45, cause="traffic")
    await walk(tx, us, order, fact)
    assert await tx.value("select late_minutes is null and late_cause is null from attendances where id = $1", attendance)


async def test_a_step_that_was_skipped_and_a_distance_are_kept_as_they_were_said(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await act(tx, us, "bob", order, "arrive", distance_m=1160)
    await act(tx, us, "bob", order, "start_repair", skipped=True)
    rows = await tx.connection.fetch("select kind, payload from events where kind in ('arrive', 'start_repair') order by kind")
    said = [(row["kind"], row["payload"].get("distance_m"), row["payload"].get("skipped")) for row in rows]
    assert said == [("arrive", 1160, None), ("start_repair", None, True)]


async def test_a_declaration_without_signature_does_not_sign(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "finish_work")
    changed = await act(tx, us, "bob", order, "declare_unsigned", reason="absent", witness="The porter")
    assert changed.status == Status.AWAITING_SIGNATURE
    assert await tx.value(WAITS) == "unsigned"  # the office decides
    await act(tx, us, "bob", order, "resume_work")
    assert await tx.value(WAITS) is None


async def test_cancelling_ends_the_attendance_and_closes_the_visit(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await act(tx, us, "alice", order, "cancel", reason="Solved itself")
    assert await tx.value("select end_reason from attendances where id = $1", attendance) == "cancel"
    assert await tx.value("select count(*) from visits where order_id = $1 and closed_at is null", order) == 0


async def test_a_reopened_order_has_a_visit_again(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "triage")
    await tx.run("update orders set status = 'follow_up' where id = $1", order)
    await tx.run("update visits set closed_at = $2 where order_id = $1", order, NOW)
    await act(tx, us, "alice", order, "reopen", reason="Same fault again")
    assert await tx.value("select count(*) from visits where order_id = $1 and closed_at is null", order) == 1
