"""Customers hear of a rescue before the promise breaks, in words that a person may edit, and of what was undone they hear nothing."""

from datetime import timedelta
from uuid import UUID

import pytest

from outrider.db import Tx
from outrider.notify.customers import actions as customers
from outrider.notify.messages import actions as messages
from outrider.problems import Problem
from outrider.rescue.plans import actions as rescue
from outrider.rescue.plans.rules import RescuePlan
from tests.cast import NOW, Cast, give, take_order
from tests.schedule.test_offer_is_forecast import predicted

from .test_rescue import busy_bob, cause, plans

MAIL = "update contacts set channel = 'mail', email = 'dana@example.com' where id = (select contact_id from orders where id = $1)"
GOING = (
    "select n.kind, n.body, d.state, d.not_before from notifications n join deliveries d on d.notification_id = n.id where n.order_id = $1"
)


async def told(tx: Tx, order: UUID) -> list[tuple[str, str, str | None]]:
    """What the order's card says was told, the newest first; the call that somebody has to make."""
    return [(row.kind, row.text, row.call) for row in await customers.messages(tx, order)]


async def carry_out(tx: Tx, us: Cast, order: UUID, plan: RescuePlan, words: dict[UUID, str]) -> None:
    chosen = rescue.ChosenPlan(plan.way, plan.keeps, plan.moves, plan.days, words)
    await rescue.carry_out(tx, order, chosen, cause(us, NOW + timedelta(seconds=1)))


async def test_a_plan_brings_words_with_the_new_name_and_time_in_the_customers_language(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    await tx.run(MAIL, late)
    for language, expected in (
        ("en", "Charlie will come to you instead, at about 10:05."),
        ("zh-CN", "现改由 Charlie 为您上门，预计 10:05"),
    ):
        await tx.run("update contacts set language = $1", language)
        [plan] = (await plans(tx, us, late)).plans
        [words] = plan.words
        assert (words.order_id, words.contact, words.channel) == (late, "Dana", "mail")
        assert expected in words.text


async def test_what_was_written_goes_out_in_place_of_the_usual_words_once_nobody_can_undo_it(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    await tx.run(MAIL, late)
    await tx.run("delete from deliveries")
    [plan] = (await plans(tx, us, late)).plans
    await carry_out(tx, us, late, plan, {late: "Charlie is on the way to you {now}."})
    rows = {row["kind"]: row for row in await tx.connection.fetch(GOING, late)}
    assert [rows[kind]["state"] for kind in ("engineer_changed", "arrival_told")] == ["dropped", "waiting"]
    assert rows["arrival_told"]["body"].startswith("Charlie is on the way to you (now).\n")
    assert rows["arrival_told"]["not_before"] > NOW
    assert (await told(tx, late))[0] == ("arrival_told", "Charlie is on the way to you {now}.", None)
    assert [line.text for line in await messages.thread(tx, late)] == ["Charlie is on the way to you {now}."]


async def test_whom_no_message_reaches_becomes_a_call_with_what_to_say(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    [plan] = (await plans(tx, us, late)).plans
    assert [(row.channel, row.phone) for row in plan.words] == [(None, "+49 30 5550100")]
    await carry_out(tx, us, late, plan, {late: "Charlie comes."})
    assert (await told(tx, late))[0] == ("arrival_told", "Charlie comes.", "open")


async def test_undo_takes_the_words_back_with_the_rest(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    before = await told(tx, late)
    [plan] = (await plans(tx, us, late)).plans
    await carry_out(tx, us, late, plan, {late: "Charlie comes."})
    await rescue.withdraw(tx, late, cause(us, NOW + timedelta(seconds=2)))
    assert await told(tx, late) == before
    assert await messages.thread(tx, late) == []


async def test_where_nothing_moves_the_customer_is_told_all_the_same_and_that_is_undone_too(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    await tx.run("update users set active = false where id = $1", us.users["charlie"])
    found = await plans(tx, us, late)
    assert found.plans == [] and found.stay is not None
    assert "Bob is running late and will be with you at about " in found.stay.text
    stay = rescue.ChosenPlan("stay", [], [], [], {late: found.stay.text})
    assert await rescue.carry_out(tx, late, stay, cause(us)) is not None
    assert (await told(tx, late))[0] == ("arrival_told", found.stay.text, "open")
    await rescue.withdraw(tx, late, cause(us))
    assert "arrival_told" not in [kind for kind, *_ in await told(tx, late)]


async def test_the_customer_of_every_visit_that_waits_noticeably_longer_hears_of_it(tx: Tx, us: Cast) -> None:
    patient, pressed = [await take_order(tx, us, window=window, minutes=90) for window in ((0, 600), (0, 60))]
    await give(tx, us, patient)
    await give(tx, us, pressed)
    for order, at in ((patient, NOW), (pressed, NOW + timedelta(hours=1))):
        await tx.run("update attendances set planned_start = $2 where order_id = $1", order, at)
    plan = (await plans(tx, us, pressed)).plans[0]
    assert {row.order_id: "later" in row.text or "running late" in row.text for row in plan.words} == {patient: True, pressed: False}
    await carry_out(tx, us, pressed, plan, {row.order_id: row.text for row in plan.words})
    assert [(await told(tx, order))[0][0] for order in (patient, pressed)] == ["arrival_told", "arrival_told"]


async def test_of_a_visit_that_is_not_in_the_plan_nobody_is_told(tx: Tx, us: Cast) -> None:
    late, other = await busy_bob(tx, us), await take_order(tx, us)
    with pytest.raises(Problem, match="field_not_valid"):
        await rescue.carry_out(tx, late, rescue.ChosenPlan("stay", [], [], [], {other: "Hello."}), cause(us))


async def test_the_card_says_why_and_a_job_within_its_time_overruns_nothing(tx: Tx, us: Cast) -> None:
    late = await busy_bob(tx, us)
    found = (await plans(tx, us, late)).cause
    assert found is not None and (found.reason, found.minutes, found.before) == ("busy", 120, 0)
    await tx.run("update attendances set arrived_at = $1 where arrived_at is not null", NOW - timedelta(minutes=145))
    await tx.run("update attendances set arrival_promise = $2 where order_id = $1", late, NOW + timedelta(minutes=5))
    found = (await plans(tx, us, late)).cause
    assert found is not None and (found.reason, found.minutes) == ("overrun", 25)


async def test_a_visit_that_may_come_late_has_plans_and_a_cause_and_they_make_it_surer(tx: Tx, us: Cast) -> None:
    first = await take_order(tx, us, window=(0, 30), minutes=90)
    risky = await take_order(tx, us, window=(60, 105), minutes=30)
    for order in (first, risky):
        await give(tx, us, order)
    assert (await predicted(tx))[risky][1] == 0
    found = await plans(tx, us, risky)
    assert (found.late, found.consent) == ([], None)
    assert found.cause is not None and found.stay is not None and "may be as late as" in found.stay.text
    own = next(row for row in found.plans[0].changes if row.order_id == risky)
    assert own.was_risk >= 30 > own.risk
    assert own.promise is not None and own.late == 0
