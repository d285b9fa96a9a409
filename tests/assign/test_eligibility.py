"""Nobody is sent against a hard rule, in whatever way; against a soft one only by who says why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.assign.fit.rules import CHOICES, HARD, Choice
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Status, Who, moment_of
from outrider.problems import Problem
from outrider.status.order import actions as orders
from tests.cast import NOW, Cast, act, give, take_order
from tests.conftest import code_of

from .bars import ACCOUNT_OF, ADD_SKILL, BARS, BLOCK, SITE_OF, TODAY, another_site, classify, holds

ASSIGNED = "select payload from events where kind in ('assign', 'hand_over') order by written desc limit 1"


def dispatcher(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})


async def refused(tx: Tx, us: Cast, order: UUID, choice: Choice = Choice("nobody_else")) -> str:
    """Why Bob is not given it, though a reason is said."""
    head = await orders.lock_order(tx, order, ALL)
    with pytest.raises(Problem) as refusal:
        await assign.assign(tx, order, us.users["bob"], head.status, Cause(us.actor("alice"), ALL, moment_of(NOW)), "words", choice=choice)
    return refusal.value.code


def test_every_hard_rule_is_tried_here() -> None:
    assert set(BARS) == set(HARD)


@pytest.mark.parametrize("rule", HARD)
async def test_whom_a_hard_rule_bars_is_not_offered_and_the_rule_is_named(tx: Tx, us: Cast, rule: str) -> None:
    order = await take_order(tx, us)
    await BARS[rule](tx, us, order)
    found = await assign.candidates(tx, order, dispatcher(us), NOW)
    assert [row.name for row in found.candidates] == ["Charlie"]
    assert [(row.name, row.rules, row.may_choose) for row in found.not_offered] == [("Bob", [rule], False)]


@pytest.mark.parametrize("rule", HARD)
async def test_no_reason_overrides_a_hard_rule(tx: Tx, us: Cast, rule: str) -> None:
    order = await take_order(tx, us)
    await BARS[rule](tx, us, order)
    assert await refused(tx, us, order) == HARD[rule][0]


@pytest.mark.parametrize("rule", HARD)
async def test_nor_does_a_hand_over(tx: Tx, us: Cast, rule: str) -> None:
    order = await take_order(tx, us)
    await BARS[rule](tx, us, order)
    await give(tx, us, order, "charlie")
    assert await refused(tx, us, order) == HARD[rule][0]


@pytest.mark.parametrize("rule", ["blocked", "resident", "certificate"])
async def test_nor_an_order_that_is_put_right_elsewhere(client: Any, pool: Any, us: Cast, rule: str) -> None:
    """What is edited does not carry the engineer who has it to where they may not be."""
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order, "bob")
        site, account = await another_site(tx, order), await tx.value(ACCOUNT_OF, order)
        if rule == "resident":
            await tx.run("update engineers set resident_site_id = $2 where user_id = $1", us.users["bob"], await tx.value(SITE_OF, order))
        elif rule == "blocked":
            await tx.run(BLOCK, new_id(NOW), us.users["bob"], account, site)
        else:
            await tx.run(ADD_SKILL, new_id(NOW), "server+", "certificate")
    async with client("alice") as alice:
        was = (await alice.get(f"/api/orders/{order}/edit")).json()["values"]
        wanted = {**was, "skill": "server+"} if rule == "certificate" else {**was, "site_id": str(site)}
        assert code_of(await alice.put(f"/api/orders/{order}/edit", json={"was": was, "wanted": wanted})) == (409, HARD[rule][0])
        assert (await alice.put(f"/api/orders/{order}/edit", json={"was": was, "wanted": {**was, "fault": "Smokes"}})).status_code == 204


async def test_a_site_that_is_blocked_blocks_no_other(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    account, other = await tx.value(ACCOUNT_OF, order), await another_site(tx, order)
    await tx.run(BLOCK, new_id(NOW), us.users["bob"], account, other)
    await give(tx, us, order, "bob")
    await tx.run("update orders set site_id = $2 where id = $1", order, other)
    assert [row.name for row in (await assign.candidates(tx, order, dispatcher(us), NOW)).not_offered] == []


async def test_who_is_blocked_above_is_blocked_below(tx: Tx, us: Cast) -> None:
    order, above = await take_order(tx, us), new_id(NOW)
    await tx.run("insert into accounts (org_id, id, name) values (current_org(), $1, 'Group')", above)
    await tx.run("update accounts set parent_id = $2 where id = $1", await tx.value(ACCOUNT_OF, order), above)
    await tx.run(BLOCK, new_id(NOW), us.users["bob"], above, None)
    assert await refused(tx, us, order) == "engineer_blocked"


async def test_a_resident_engineer_goes_to_their_own_site(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await tx.run("update engineers set resident_site_id = $2 where user_id = $1", us.users["bob"], await tx.value(SITE_OF, order))
    assert await give(tx, us, order, "bob")


async def test_a_clearance_of_another_station_is_none(tx: Tx, us: Cast) -> None:
    order, other = await take_order(tx, us), new_id(NOW)
    await classify(tx, order)
    await holds(tx, us.users["bob"], "secret", "clearance")
    await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 1, 1)", other)
    await tx.run("update engineers set station_id = $2 where user_id = $1", us.users["bob"], other)
    assert await refused(tx, us, order) == "engineer_not_cleared"


async def test_a_clearance_that_has_run_out_by_then_is_none(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(24 * 60, 25 * 60))
    await classify(tx, order)
    await holds(tx, us.users["bob"], "secret", "clearance", TODAY)
    assert await refused(tx, us, order) == "engineer_not_cleared"


@pytest.mark.parametrize("rule", ["skill", "absent", "shift_over", "product_line", "level"])
async def test_against_a_soft_rule_somebody_is_sent_with_a_reason_that_is_kept(tx: Tx, us: Cast, rule: str) -> None:
    order = await take_order(tx, us, skill="imaging" if rule == "skill" else None)
    await break_soft(tx, us, order, rule)
    found = await assign.candidates(tx, order, dispatcher(us), NOW)
    assert ("Bob", [rule], True) in [(row.name, row.rules, row.may_choose) for row in found.not_offered]
    assert await refused(tx, us, order, Choice()) == "engineer_not_suitable"
    await chosen(tx, us, order, Choice("agreed_with_them"))
    payload = await tx.value(ASSIGNED)
    assert (payload["choice_code"], payload["against"]) == ("agreed_with_them", [rule])


async def break_soft(tx: Tx, us: Cast, order: UUID, rule: str) -> None:
    bob = us.users["bob"]
    if rule == "absent":
        await tx.run(
            "insert into absences (org_id, id, engineer_id, starts_at, ends_at, kind) values (current_org(), $1, $2, $3, $4, 'leave')",
            new_id(NOW), bob, NOW - timedelta(hours=2), NOW + timedelta(hours=8),
        )  # fmt: skip
    elif rule == "shift_over":
        await tx.run("update engineers set shift_start = '01:00', shift_end = '02:00' where user_id = $1", bob)
    elif rule == "product_line":
        await tx.run(ADD_SKILL, line := new_id(NOW), "scanners", "product_line")
        await tx.run("update devices set product_line_id = $2 where id = (select device_id from orders where id = $1)", order, line)
    elif rule == "level":
        await tx.run("update account_classes set least_level = 'expert'")


async def chosen(tx: Tx, us: Cast, order: UUID, choice: Choice, words: str = "") -> None:
    head = await orders.lock_order(tx, order, ALL)
    await assign.assign(tx, order, us.users["bob"], head.status, Cause(us.actor("alice"), ALL, moment_of(NOW)), words, choice=choice)


async def test_the_reason_is_one_of_the_codes(tx: Tx, us: Cast) -> None:
    assert await refused(tx, us, await take_order(tx, us), Choice("because")) == "field_not_valid"
    assert CHOICES[-1] == "other"


async def test_another_reason_is_said_in_words(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    head = await orders.lock_order(tx, order, ALL)
    with pytest.raises(Problem) as refusal:
        await assign.assign(tx, order, us.users["bob"], head.status, Cause(us.actor("alice"), ALL, moment_of(NOW)), choice=Choice("other"))
    assert (refusal.value.code, refusal.value.params) == ("data_missing", {"fields": ["reason"]})
    await chosen(tx, us, order, Choice("other"), "Bob lives there")
    assert (await tx.value(ASSIGNED))["reason"] == "Bob lives there"


async def test_who_passes_over_the_first_says_why(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    body = {"engineer_id": str(us.users["bob"]), "expected": "received", "seen_first": str(us.users["charlie"])}
    async with client("alice") as alice:
        silent = await alice.post(f"/api/orders/{order}/assignment", json=body)
        assert code_of(silent) == (422, "data_missing")
        assert silent.json()["params"] == {"fields": ["choice_code"]}
        assert (await alice.post(f"/api/orders/{order}/assignment", json={**body, "choice_code": "knows_site"})).status_code == 200
    async with transaction(pool, us.org_id) as tx:
        payload = await tx.value(ASSIGNED)
    assert (payload["choice_code"], payload["first_engineer_id"]) == ("knows_site", str(us.users["charlie"]))


async def test_whoever_takes_the_first_is_asked_nothing(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    body = {"engineer_id": str(us.users["bob"]), "expected": "received", "seen_first": str(us.users["bob"])}
    assert (await client("alice").post(f"/api/orders/{order}/assignment", json=body)).status_code == 200


async def test_a_person_of_another_station_is_sent_by_no_reason(tx: Tx, us: Cast) -> None:
    order, other = await take_order(tx, us), new_id(NOW)
    await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 1, 1)", other)
    await tx.run("update engineers set station_id = $2 where user_id = $1", us.users["bob"], other)
    scope = ALL.__class__(False, [us.station], [], None)
    with pytest.raises(Problem) as refusal:
        cause = Cause(us.actor("alice"), scope, moment_of(NOW))
        await assign.assign(tx, order, us.users["bob"], Status.RECEIVED, cause, choice=Choice("nobody_else"))
    assert (refusal.value.code, refusal.value.params["rule"]) == ("engineer_not_suitable", "station")


async def test_where_nobody_can_go_it_is_said_what_stands_against_and_what_would_help(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    for name in ("bob", "charlie"):
        await tx.run("update engineers set shift_start = '01:00', shift_end = '02:00' where user_id = $1", us.users[name])
    await tx.run(BLOCK, new_id(NOW), us.users["charlie"], await tx.value(ACCOUNT_OF, order), None)
    found = await assign.candidates(tx, order, dispatcher(us), NOW)
    assert found.nobody is not None
    assert found.nobody.rule == "shift_over"
    assert [(way.action, way.rule, way.engineers) for way in found.nobody.ways] == [
        ("move_window", "shift_over", 1),
        ("overtime", "shift_over", 1),
    ]


async def test_where_somebody_can_go_nothing_is_said_of_nobody(tx: Tx, us: Cast) -> None:
    assert (await assign.candidates(tx, await take_order(tx, us), dispatcher(us), NOW)).nobody is None


async def test_a_visit_that_is_taken_away_keeps_its_code(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "alice", order, "unassign", reason_code="sick")
    assert (await tx.value("select payload from events where kind = 'unassign'"))["reason_code"] == "sick"
