from datetime import timedelta

import pytest

from outrider.assign import actions as assign
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Status, moment_of
from outrider.problems import Problem
from outrider.status import actions as status
from outrider.status.order import actions as orders
from outrider.status.review import actions as reviews
from tests.cast import NOW, Cast, act, give, take_order, walk


async def test_a_fact_for_a_cancelled_order_is_kept_and_shown_for_review(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await act(tx, us, "alice", order, "cancel", reason="Called off")
    changed = await status.take_from_phone(tx, attendance, "arrive", Status.EN_ROUTE, us.actor("bob"), moment_of(NOW), {}, order)
    assert (changed.status, changed.conflict) == (Status.CANCELLED, "action_not_possible")
    assert await tx.value("select arrived_at from attendances where id = $1", attendance) == NOW
    assert await tx.value("select needs_review from orders where id = $1", order) == "arrive"


async def test_a_dispatcher_settles_the_review(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await tx.run("update orders set needs_review = 'arrive' where id = $1", order)
    await reviews.settle(tx, order, us.actor("alice"), ALL, moment_of(NOW), "keep")
    assert await tx.value("select needs_review from orders where id = $1", order) is None


async def test_work_that_came_late_waits_behind_the_question_that_is_asked(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await reviews.open_review(tx, order, "new_place")
    await assign.assign(tx, order, us.users["charlie"], Status.ASSIGNED, us.actor("alice"), ALL, moment_of(NOW), "nearer")
    await status.take_from_phone(tx, attendance, "accept", Status.ASSIGNED, us.actor("bob"), moment_of(NOW), {}, new_id(NOW))
    asked = []
    for _ in range(2):
        asked.append((await orders.lock_order(tx, order, ALL)).needs_review)
        await reviews.settle(tx, order, us.actor("alice"), ALL, moment_of(NOW), "keep")
    assert asked == ["new_place", "accept"]
    assert (await orders.lock_order(tx, order, ALL)).needs_review is None


async def test_an_order_is_not_closed_while_work_that_came_late_waits_for_a_decision(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await tx.run("update orders set status = 'follow_up', needs_review = 'note' where id = $1", order)
    with pytest.raises(Problem) as refused:
        await act(tx, us, "alice", order, "close", text="Done")
    assert refused.value.code == "review_open"
    await reviews.settle(tx, order, us.actor("alice"), ALL, moment_of(NOW), "keep")
    await act(tx, us, "alice", order, "close", text="Done")


async def test_work_that_came_late_is_given_back_to_whoever_did_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    row = (us.users["charlie"], Status.ASSIGNED, us.actor("alice"), ALL, moment_of(NOW), "nearer")
    await assign.assign(tx, order, *row)
    for step, (action, expected) in enumerate(
        (("accept", "assigned"), ("confirm_appointment", "accepted"), ("set_off", "appointment_confirmed"))
    ):
        at = moment_of(NOW - timedelta(minutes=30 - step))  # before it was taken from him, and known only now
        await status.take_from_phone(tx, attendance, action, Status(expected), us.actor("bob"), at, {}, new_id(NOW))
    await assign.give_back(tx, order, Status.ASSIGNED, us.actor("alice"), ALL, moment_of(NOW))
    head = await orders.lock_order(tx, order, ALL)
    assert (head.engineer_id, head.attendance_id, head.status, head.needs_review) == (us.users["bob"], attendance, Status.EN_ROUTE, None)
    assert await tx.value("select count(*) from attendances where order_id = $1 and ended_at is null", order) == 1
    await act(tx, us, "bob", order, "arrive")


async def test_a_visit_of_which_only_a_note_came_late_is_given_back_where_it_was_taken(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment")
    both = "confirm_appointment", Status.ACCEPTED  # the desk had confirmed it already: of long before the hand-over
    await status.take_from_phone(tx, attendance, *both, us.actor("bob"), moment_of(NOW), {}, new_id(NOW))
    await walk(tx, us, order, "set_off", "arrive")
    await assign.assign(tx, order, us.users["charlie"], Status.ARRIVED, us.actor("alice"), ALL, moment_of(NOW), "nearer")
    await status.take_from_phone(
        tx, attendance, "note", Status.ARRIVED, us.actor("bob"), moment_of(NOW), {"text": "I am here"}, new_id(NOW)
    )
    await assign.give_back(tx, order, Status.ASSIGNED, us.actor("alice"), ALL, moment_of(NOW))
    head = await orders.lock_order(tx, order, ALL)
    assert (head.engineer_id, head.attendance_id, head.status) == (us.users["bob"], attendance, Status.ARRIVED)


async def test_help_that_was_asked_for_without_network_rings_also_after_a_hand_over(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await assign.assign(tx, order, us.users["charlie"], Status.EN_ROUTE, us.actor("alice"), ALL, moment_of(NOW), "nearer")
    asked = {"text": "Which fan fits?"}
    await status.take_from_phone(tx, attendance, "ask_for_help", Status.EN_ROUTE, us.actor("bob"), moment_of(NOW), asked, new_id(NOW))
    assert await tx.value("select array_agg(user_id) from notifications where kind = 'help_asked'") == [us.users["alice"]]
