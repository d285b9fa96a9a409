from datetime import timedelta
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Cause, Scope, Status, moment_of
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.review import actions as reviews
from outrider.status.review.rules import KINDS, LATE_WORK
from tests.cast import NOW, REVIEW, WAITS, Cast, act, give, take_order, walk


async def test_a_fact_for_a_cancelled_order_is_kept_and_shown_for_review(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await act(tx, us, "alice", order, "cancel", reason="Called off")
    changed = await status.take_from_phone(
        tx, attendance, "arrive", Status.EN_ROUTE, Cause(us.actor("bob"), ALL, moment_of(NOW), order), {}
    )
    assert (changed.status, changed.conflict) == (Status.CANCELLED, "action_not_possible")
    assert await tx.value("select arrived_at from attendances where id = $1", attendance) == NOW
    assert await tx.value(WAITS) == "arrive"


async def settled(tx: Tx, us: Cast, decision: str = "keep", review: UUID | None = None) -> str:
    """The kind of what was decided: the first that waits, where none is named."""
    one = review or await tx.value(REVIEW)
    return (await reviews.settle(tx, one, us.actor("alice"), ALL, moment_of(NOW), decision)).kind


async def test_several_questions_about_one_order_are_decided_one_by_one(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await reviews.open_review(tx, order, "new_place", NOW - timedelta(minutes=1))
    await assign.assign(tx, order, us.users["charlie"], Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)), "nearer")
    for action, expected in (("accept", Status.ASSIGNED), ("confirm_appointment", Status.ACCEPTED)):
        await status.take_from_phone(tx, attendance, action, expected, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), {})
    assert await tx.value(WAITS) == "confirm_appointment, new_place"  # all the work of one visit is one question
    assert [await settled(tx, us), await settled(tx, us)] == ["new_place", "late_work"]
    assert await tx.value(WAITS) is None
    await status.take_from_phone(
        tx, attendance, "set_off", Status.APPOINTMENT_CONFIRMED, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), {}
    )
    assert await tx.value(WAITS) == "set_off"  # what comes after a decision asks anew


async def test_late_work_of_two_engineers_is_two_questions(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    visits = {"bob": await give(tx, us, order), "charlie": await give(tx, us, order, "charlie", "nearer")}
    await give(tx, us, order, "bob", "back")
    for name, attendance in visits.items():
        await status.take_from_phone(tx, attendance, "accept", Status.ASSIGNED, Cause(us.actor(name), ALL, moment_of(NOW), new_id(NOW)), {})
    waits = await reviews.worklist(tx, ALL)
    assert {(row.kind, row.subject, row.engineer) for row in waits} == {("late_work", "accept", "Bob"), ("late_work", "accept", "Charlie")}


async def test_who_is_slower_is_told_that_somebody_decided(tx: Tx, us: Cast) -> None:
    await reviews.open_review(tx, await take_order(tx, us), "new_place", NOW)
    review = await tx.value(REVIEW)
    await settled(tx, us, review=review)
    with pytest.raises(Problem) as refused:
        await settled(tx, us, review=review)
    assert refused.value.code == "review_settled"


@pytest.mark.parametrize("decision", ["give_back", "gone", "", "burn it"])
async def test_only_what_may_be_decided_about_a_question_is_taken(tx: Tx, us: Cast, decision: str) -> None:
    await reviews.open_review(tx, await take_order(tx, us), "new_place", NOW)
    with pytest.raises(Problem) as refused:
        await settled(tx, us, decision)
    assert (refused.value.code, refused.value.params["fields"]) == ("field_not_valid", ["decision"])
    assert await tx.value(WAITS) == "new_place"


async def test_what_is_asked_already_is_asked_once_and_keeps_its_time(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    for minutes in (0, 20):
        await reviews.open_review(tx, order, "new_place", NOW + timedelta(minutes=minutes))
    (row,) = await reviews.worklist(tx, ALL)
    assert (row.opened_at, row.due_at) == (NOW, NOW + KINDS["new_place"].due)


async def test_the_most_urgent_comes_first_and_nobody_sees_what_is_not_theirs(tx: Tx, us: Cast) -> None:
    for kind in ("new_place", "engineer_sick", "device_has_order"):
        await reviews.open_review(tx, await take_order(tx, us), kind, NOW)
    assert [row.kind for row in await reviews.worklist(tx, ALL)] == ["engineer_sick", "device_has_order", "new_place"]
    assert await reviews.worklist(tx, Scope(False, [new_id(NOW)], [], None)) == []


async def test_an_order_is_not_closed_while_work_that_came_late_waits_for_a_decision(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await tx.run("update orders set status = 'follow_up' where id = $1", order)
    await reviews.open_review(tx, order, LATE_WORK, NOW)
    with pytest.raises(Problem) as refused:
        await act(tx, us, "alice", order, "close", text="Done")
    assert refused.value.code == "review_open"
    await settled(tx, us)
    await act(tx, us, "alice", order, "close", text="Done")


async def test_work_that_came_late_is_given_back_to_whoever_did_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    row = (us.users["charlie"], Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)), "nearer")
    await assign.assign(tx, order, *row)
    for step, (action, expected) in enumerate(
        (("accept", "assigned"), ("confirm_appointment", "accepted"), ("set_off", "appointment_confirmed"))
    ):
        at = moment_of(NOW - timedelta(minutes=30 - step))  # before it was taken from Bob, and known only now
        await status.take_from_phone(tx, attendance, action, Status(expected), Cause(us.actor("bob"), ALL, at, new_id(NOW)), {})
    await assign.give_back(tx, await tx.value(REVIEW), Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)))
    head = await orders.lock_order(tx, order, ALL)
    assert (head.engineer_id, head.attendance_id, head.status) == (us.users["bob"], attendance, Status.EN_ROUTE)
    assert await tx.value(WAITS) is None
    assert await tx.value("select count(*) from attendances where order_id = $1 and ended_at is null", order) == 1
    await act(tx, us, "bob", order, "arrive")


async def test_a_visit_of_which_only_a_note_came_late_is_given_back_where_it_was_taken(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment")
    both = "confirm_appointment", Status.ACCEPTED  # the desk had confirmed it already: of long before the hand-over
    await status.take_from_phone(tx, attendance, *both, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), {})
    await walk(tx, us, order, "set_off", "arrive")
    await assign.assign(tx, order, us.users["charlie"], Status.ARRIVED, Cause(us.actor("alice"), ALL, moment_of(NOW)), "nearer")
    await status.take_from_phone(
        tx, attendance, "note", Status.ARRIVED, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), {"text": "I am here"}
    )
    await assign.give_back(tx, await tx.value(REVIEW), Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)))
    head = await orders.lock_order(tx, order, ALL)
    assert (head.engineer_id, head.attendance_id, head.status) == (us.users["bob"], attendance, Status.ARRIVED)


async def test_help_that_was_asked_for_without_network_rings_also_after_a_hand_over(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await assign.assign(tx, order, us.users["charlie"], Status.EN_ROUTE, Cause(us.actor("alice"), ALL, moment_of(NOW)), "nearer")
    asked = {"text": "Which fan fits?"}
    await status.take_from_phone(
        tx, attendance, "ask_for_help", Status.EN_ROUTE, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), asked
    )
    assert await tx.value("select array_agg(user_id) from notifications where kind = 'help_asked'") == [us.users["alice"]]
