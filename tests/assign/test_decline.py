"""Whoever gave a visit back is not the first to be asked again for it, and the list says when and why."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.assign.rules import Candidate
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Cause, Role, Status, Who, moment_of
from outrider.status import actions as status
from tests.cast import NOW, Cast, act, give, take_order

LATER = NOW + timedelta(minutes=2)


async def ranked(tx: Tx, us: Cast, order: UUID) -> list[Candidate]:
    alice = Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
    return (await assign.candidates(tx, order, alice, LATER)).candidates


async def declined_by_the_nearest(tx: Tx, us: Cast, **said: Any) -> tuple[UUID, str]:
    order = await take_order(tx, us)
    first = (await ranked(tx, us, order))[0].name
    await give(tx, us, order, first.lower())
    await act(tx, us, first.lower(), order, "decline", **said)
    return order, first


async def test_whoever_declined_stands_last_with_the_time_and_the_reason(tx: Tx, us: Cast) -> None:
    order, first = await declined_by_the_nearest(tx, us, reason_code="too_far")
    rows = await ranked(tx, us, order)
    assert rows[-1].name == first != rows[0].name
    assert rows[-1].declined and (rows[-1].declined.at, rows[-1].declined.reason_code) == (NOW, "too_far")
    assert (rows[0].declined, rows[0].because.term, rows[-1].because.term) == (None, "declined", "declined")


async def test_another_visit_is_offered_to_them_as_before(tx: Tx, us: Cast) -> None:
    _, first = await declined_by_the_nearest(tx, us, reason_code="busy")
    other = await take_order(tx, us)
    assert [(row.name, row.declined) for row in (await ranked(tx, us, other))[:1]] == [(first, None)]


async def test_also_whom_the_customer_was_promised_is_not_asked_first_again(tx: Tx, us: Cast) -> None:
    order, first = await declined_by_the_nearest(tx, us, reason="My van broke down")
    await tx.run("update orders set named_engineer_id = $2 where id = $1", order, us.users[first.lower()])
    last = (await ranked(tx, us, order))[-1]
    assert (last.name, last.named, last.declined and last.declined.reason) == (first, True, "My van broke down")


async def test_a_decline_that_came_late_from_a_phone_counts_too(tx: Tx, us: Cast) -> None:
    """Bob declined without network; meanwhile the office had taken the visit back."""
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await act(tx, us, "alice", order, "unassign", LATER, reason_code="planning")
    cause = Cause(us.actor("bob"), ALL, moment_of(NOW))
    changed = await status.take_from_phone(tx, attendance, "decline", Status.ASSIGNED, cause, {"reason_code": "tools"})
    assert changed.conflict == "action_not_possible"
    [declined] = [row.declined for row in await ranked(tx, us, order) if row.name == "Bob"]
    assert declined and declined.reason_code == "tools"


@pytest.mark.parametrize("action", ["hand_over", "unassign"])
@pytest.mark.parametrize(("said", "kept"), [({"reason": "By train"}, "other"), ({"reason": "", "reason_code": "sick"}, "sick")])
async def test_every_manual_move_keeps_a_coded_reason(tx: Tx, us: Cast, action: str, said: dict[str, str], kept: str) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    if action == "unassign":
        await act(tx, us, "alice", order, action, NOW, **said)
    else:
        cause = Cause(us.actor("alice"), ALL, moment_of(NOW))
        await assign.assign(tx, order, us.users["charlie"], Status.ASSIGNED, cause, said["reason"], reason_code=said.get("reason_code", ""))
    assert (await tx.value("select payload from events where kind = $1", action))["reason_code"] == kept
