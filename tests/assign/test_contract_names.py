"""Those whom the contract names stand before others who are as good, and the list says so; how much that is worth belongs to the customer's class."""

from datetime import timedelta
from uuid import UUID

from outrider.assign import actions as assign
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Role, Who
from tests.cast import NOW, Cast, take_order

CONTRACT = """
insert into contracts (org_id, id, number, account_id, starts_on, ends_on, levels, engineers)
select current_org(), $2, 'C-1', account_id, $3, $4, '{2}', array[$5::uuid] from orders where id = $1
"""


def dispatcher(us: Cast) -> Who:
    return Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})


async def under_a_contract_of(tx: Tx, engineer_id: UUID, order: UUID) -> None:
    today, contract = NOW.date(), new_id(NOW)
    await tx.run(CONTRACT, order, contract, today - timedelta(days=9), today + timedelta(days=9), engineer_id)
    await tx.run("update orders set contract_id = $2 where id = $1", order, contract)


async def test_whom_the_contract_names_comes_first(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    before = (await assign.candidates(tx, order, dispatcher(us), NOW)).candidates
    assert [(row.preferred, row.terms.not_preferred) for row in before] == [(False, 0.0), (False, 0.0)]
    last = before[-1]
    await under_a_contract_of(tx, last.engineer_id, order)
    found = (await assign.candidates(tx, order, dispatcher(us), NOW)).candidates
    assert [(row.engineer_id, row.preferred) for row in found] == [(last.engineer_id, True), (before[0].engineer_id, False)]
    assert [(row.because.term, row.because.than) for row in found] == [("not_preferred", before[0].name), ("not_preferred", last.name)]


async def test_where_it_weighs_nothing_they_stand_where_they_stood(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    before = (await assign.candidates(tx, order, dispatcher(us), NOW)).candidates
    await under_a_contract_of(tx, before[-1].engineer_id, order)
    await tx.run("update account_classes set not_preferred = 0")
    found = (await assign.candidates(tx, order, dispatcher(us), NOW)).candidates
    assert [(row.engineer_id, row.score) for row in found] == [(row.engineer_id, row.score) for row in before]
