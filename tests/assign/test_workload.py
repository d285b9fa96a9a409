"""Who worked and travelled more than the others of their station in the last fortnight, where the class of the customer lets that count."""

from datetime import timedelta

import pytest

from outrider.assign import actions as assign
from outrider.assign import store
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Role, Who
from tests.cast import NOW, Cast, give, take_order

WORKED = "update attendances set set_off_at = $2, arrived_at = $3, finished_at = $4, ended_at = $4 where id = $1"


def ago(hours: float) -> timedelta:
    return timedelta(hours=hours)


async def worked(tx: Tx, us: Cast, name: str, since: float, until: float | None, on_the_way: float = 0.5) -> None:
    """since, until: hours before now; None: at it still."""
    visit = await give(tx, us, await take_order(tx, us), name)
    done = NOW - ago(until) if until is not None else None
    await tx.run(WORKED, visit, NOW - ago(since), NOW - ago(since - on_the_way), done)


def dispatcher(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (30, 24, 6.0),  # travel and work
        (15 * 24, 14 * 24 - 3, 3.0),  # as much of it as lies in the fortnight
        (17 * 24, 15 * 24, 0.0),  # long ago
        (2, None, 2.0),  # what goes on, until now
    ],
)
async def test_work_and_travel_of_the_fortnight_count_beside_the_middle_of_the_station(
    tx: Tx, us: Cast, since: float, until: float | None, hours: float
) -> None:
    await worked(tx, us, "bob", since, until)
    found = await store.workloads(tx, NOW)
    assert {us.users["bob"]: hours / 2, us.users["charlie"]: -hours / 2} == pytest.approx(found)


async def test_each_station_has_a_middle_of_its_own(tx: Tx, us: Cast) -> None:
    other = new_id(NOW)
    await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 52.5, 13.4)", other)
    await tx.run("update engineers set station_id = $2 where user_id = $1", us.users["charlie"], other)
    await worked(tx, us, "bob", 30, 20)
    assert set((await store.workloads(tx, NOW)).values()) == {0.0}


async def test_it_decides_where_it_counts_and_the_list_says_so(tx: Tx, us: Cast) -> None:
    await worked(tx, us, "bob", 30, 20)
    order = await take_order(tx, us)
    silent = await assign.candidates(tx, order, dispatcher(us), NOW)
    assert {(row.name, row.workload_hours) for row in silent.candidates} == {("Bob", None), ("Charlie", None)}  # equal otherwise
    await tx.run("update account_classes set workload = 2")
    found = await assign.candidates(tx, order, dispatcher(us), NOW)
    assert [(row.name, row.workload_hours) for row in found.candidates] == [("Charlie", -5.0), ("Bob", 5.0)]
    assert {(row.because.term, row.because.by) for row in found.candidates} == {("workload", 10.0)}
