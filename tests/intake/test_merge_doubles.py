"""An order that was taken twice becomes one, and nothing of what was said is lost."""

from datetime import timedelta
from uuid import UUID

import pytest

from outrider.db import Tx
from outrider.intake.merge import actions as merging
from outrider.model import ALL, Cause, Status, moment_of
from outrider.problems import Problem
from outrider.status.order import actions as orders
from outrider.status.withdraw import actions as withdrawals
from tests.cast import NOW, Cast, act, give, take_order, walk


async def twice(tx: Tx, us: Cast) -> tuple[UUID, UUID]:
    """The double, and the one that goes on: of one customer."""
    kept, double = await take_order(tx, us), await take_order(tx, us)
    await tx.run(
        "update orders o set account_id = k.account_id, contact_id = k.contact_id, site_id = k.site_id from orders k where o.id = $1 and k.id = $2",
        double,
        kept,
    )
    return double, kept


async def merge(tx: Tx, us: Cast, double: UUID, kept: UUID) -> Status:
    head = await orders.lock_order(tx, double, ALL)
    return (await merging.merge(tx, double, kept, head.status, Cause(us.actor("alice"), ALL, moment_of(NOW)))).status


async def test_the_double_is_cancelled_and_what_it_said_stands_at_the_other(tx: Tx, us: Cast) -> None:
    double, kept = await twice(tx, us)
    assert await merge(tx, us, double, kept) == Status.CANCELLED
    number = await tx.value("select number from orders where id = $1", double)
    said = await tx.value("select payload from events where order_id = $1 and kind = 'double_merged'", kept)
    assert said == {"number": number, "text": "Does not start", "contact": "Dana · +49 30 5550100"}
    assert await tx.value("select merged_into from orders where id = $1", double) == kept


async def test_the_customer_is_not_told_that_the_work_is_called_off_and_the_engineer_is(tx: Tx, us: Cast) -> None:
    double, kept = await twice(tx, us)
    await tx.run("update contacts set channel = 'sms'")
    await give(tx, us, double)
    await merge(tx, us, double, kept)
    kinds = await tx.connection.fetch("select kind from notifications where strpos(once, ':merge:') > 0 or kind = 'order_cancelled'")
    assert [row["kind"] for row in kinds] == ["visit_taken_away"]


async def test_two_customers_are_never_put_together(tx: Tx, us: Cast) -> None:
    with pytest.raises(Problem) as refusal:
        await merge(tx, us, await take_order(tx, us), await take_order(tx, us))
    assert refusal.value.code == "merge_not_possible"


async def test_a_visit_under_way_is_no_double_any_more(tx: Tx, us: Cast) -> None:
    double, kept = await twice(tx, us)
    await give(tx, us, double)
    await walk(tx, us, double, "accept", "confirm_appointment", "set_off")
    with pytest.raises(Problem) as refusal:
        await merge(tx, us, double, kept)
    assert refusal.value.code == "merge_not_possible"


async def test_it_is_not_withdrawn_but_taken_up_again(tx: Tx, us: Cast) -> None:
    double, kept = await twice(tx, us)
    await merge(tx, us, double, kept)
    cause = Cause(us.actor("alice"), ALL, moment_of(NOW + timedelta(seconds=2)))
    with pytest.raises(Problem) as refusal:
        await withdrawals.withdraw(tx, double, Status.CANCELLED, cause)
    assert refusal.value.code == "acted_meanwhile"
    await act(tx, us, "alice", double, "reopen", NOW + timedelta(minutes=1), reason="Two devices after all")
    assert await tx.value("select merged_into from orders where id = $1", double) is None
