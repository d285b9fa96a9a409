"""An order is put right after it was taken: history, phone, engineer and clocks follow; nobody overwrites what they have not seen."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from outrider.assign import actions as assign
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.intake.booking import store as booking
from outrider.intake.edit import actions as edit
from outrider.intake.edit.rules import OrderValues
from outrider.model import ALL, Cause, Role, Scope, Who, moment_of
from outrider.problems import Problem
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast, act, give, take_order, walk


def alice(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], UUID(int=1), None, "Alice", "en", "UTC", {Role.DISPATCHER: Scope(True, [], [], None)})


async def put_right(tx: Tx, us: Cast, order: UUID, after: timedelta = timedelta(minutes=1), **wanted: Any) -> None:
    stands = (await edit.form(tx, alice(us), order, NOW)).values
    cause = Cause(us.actor("alice"), ALL, moment_of(NOW + after))
    await edit.edit(tx, order, stands, msgspec.structs.replace(stands, **wanted), cause)


async def test_each_change_stands_in_the_history_as_people_call_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    account = await tx.value("select account_id from orders where id = $1", order)
    other = new_id(NOW)
    await booking.add_site(tx, other, account, "Hall 2", "Side street 2", 52.5, 13.4)
    await put_right(tx, us, order, fault="Starts, and stops", site_id=other, level="0", work_minutes=90)
    payload = await tx.value("select payload from events where order_id = $1 and kind = 'order_edited'", order)
    assert payload == {
        "fault": ["Does not start", "Starts, and stops"], "level": ["1", "0"], "work_minutes": ["60", "90"],
        "site_id": ["Hall 1, Main street 1", "Hall 2, Side street 2"],
    }  # fmt: skip
    stands = (await edit.form(tx, alice(us), order, NOW)).values
    assert (stands.fault, stands.level, stands.site_id, stands.work_minutes) == ("Starts, and stops", "0", other, 90)


async def test_clocks_that_run_follow_the_new_level_and_those_that_stopped_keep_theirs(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="3")
    await act(tx, us, "alice", order, "triage", NOW + timedelta(minutes=10))
    due = "select due_at from clocks where order_id = $1 and what = $2"
    answered, solved = await tx.value(due, order, "phone_response"), await tx.value(due, order, "resolved")
    await put_right(tx, us, order, timedelta(minutes=20), level="0")
    assert await tx.value(due, order, "phone_response") == answered
    assert await tx.value(due, order, "resolved") == NOW + timedelta(hours=4) < solved
    assert await clocks.differences(tx, order) == []


async def test_the_engineer_hears_of_what_matters_before_they_go(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    said = "select count(*) from notifications where kind = 'visit_changed' and user_id = $1"
    await put_right(tx, us, order, level="2")
    assert await tx.value(said, us.users["bob"]) == 0
    await put_right(tx, us, order, timedelta(minutes=2), fault="Smells of smoke")
    assert await tx.value(said, us.users["bob"]) == 1


async def test_nobody_overwrites_what_they_have_not_seen(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    seen = (await edit.form(tx, alice(us), order, NOW)).values
    await put_right(tx, us, order, fault="Smells of smoke")
    with pytest.raises(Problem) as refusal:
        await edit.edit(tx, order, seen, msgspec.structs.replace(seen, fault="Hums"), Cause(us.actor("alice"), ALL, moment_of(NOW)))
    assert (refusal.value.code, refusal.value.params) == ("value_moved", {"fields": ["fault"]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fault", " "), ("level", "9"), ("skill", "quantum"), ("kind", "carry_in"),
        ("contact_id", UUID(int=7)), ("site_id", UUID(int=7)), ("device_id", UUID(int=7)), ("work_minutes", None),
    ],
)  # fmt: skip
async def test_what_the_house_or_the_customer_does_not_have_is_refused_at_its_field(tx: Tx, us: Cast, field: str, value: Any) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refusal:
        await put_right(tx, us, order, **{field: value})
    assert (refusal.value.code, refusal.value.params) == ("field_not_valid", {"fields": [field]})


async def test_what_is_over_stays_as_it_was(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "cancel", reason="Called off")
    stands: OrderValues = (await edit.form(tx, alice(us), order, NOW)).values
    with pytest.raises(Problem) as refusal:
        await edit.edit(tx, order, stands, msgspec.structs.replace(stands, fault="Hums"), Cause(us.actor("alice"), ALL, moment_of(NOW)))
    assert refusal.value.code == "action_not_possible"


async def test_nothing_changed_is_no_event(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept")
    await put_right(tx, us, order)
    assert await tx.value("select count(*) from events where kind = 'order_edited'") == 0


async def test_whom_the_customer_was_promised_is_changed_afterwards_and_ranks_first(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await put_right(tx, us, order, named_engineer_id=us.users["charlie"])
    assert (await assign.candidates(tx, order, alice(us), NOW)).candidates[0].engineer_id == us.users["charlie"]
    await put_right(tx, us, order, named_engineer_id=us.users["bob"])
    assert (await assign.candidates(tx, order, alice(us), NOW)).candidates[0].engineer_id == us.users["bob"]
    await put_right(tx, us, order, named_engineer_id=None)
    said = await tx.connection.fetch("select payload from events where order_id = $1 and kind = 'order_edited' order by written", order)
    pairs = [row["payload"]["named_engineer_id"] for row in said]
    assert pairs == [[None, "Charlie"], ["Charlie", "Bob"], ["Bob", None]]


async def test_only_an_engineer_can_be_promised(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    with pytest.raises(Problem) as refused:
        await put_right(tx, us, order, named_engineer_id=us.users["alice"])
    assert (refused.value.code, refused.value.params) == ("field_not_valid", {"fields": ["named_engineer_id"]})


async def test_who_does_not_say_whom_leaves_them_as_they_are(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await put_right(tx, us, order, named_engineer_id=us.users["bob"])
    stands = (await client("alice").get(f"/api/orders/{order}/edit")).json()["values"]
    assert stands.pop("named_engineer_id") == str(us.users["bob"])
    body = {"was": stands, "wanted": {**stands, "fault": "Smokes"}}
    assert (await client("alice").put(f"/api/orders/{order}/edit", json=body)).status_code == 204
    values = (await client("alice").get(f"/api/orders/{order}/edit")).json()["values"]
    assert (values["named_engineer_id"], values["fault"]) == (str(us.users["bob"]), "Smokes")
