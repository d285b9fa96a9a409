from datetime import timedelta
from typing import Any

import msgspec
import pytest

from outrider.db import Tx
from outrider.ids import new_id
from outrider.notify import actions as notify
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of

TOLD = "select title from notifications where kind = 'escalated' and contact_id is not null"


@pytest.mark.parametrize("marked", [True, False])
async def test_a_limit_that_passed_is_told_to_the_customer_where_the_level_says_so(tx: Tx, us: Cast, marked: bool) -> None:
    order = await take_order(tx, us, level="0")
    if marked:
        level = (await levels.levels(tx))["0"]
        told = msgspec.to_builtins(msgspec.structs.replace(level, tell_customer=True))
        await levels.publish(tx, "level", "0", told, 1, "", us.actor("alice"), NOW - timedelta(days=1))
    await clocks.fire(tx, NOW + timedelta(minutes=12), notify.notify_alarms)
    assert await tx.value(f"select count(*) from ({TOLD}) as said") == 0  # a warning is ours alone
    await clocks.fire(tx, NOW + timedelta(minutes=16), notify.notify_alarms)
    said = [row["title"] for row in await tx.connection.fetch(TOLD)]
    assert [title.endswith("takes longer than agreed") for title in said] == [True] * marked
    assert await tx.value("select count(*) from calls_to_make where order_id = $1", order) == int(marked)


ADD = """
insert into contracts (org_id, id, number, account_id, starts_on, ends_on, levels, tell_customer)
select current_org(), $2, 'C-1', account_id, '2026-01-01', '2026-12-31', '{0}', $3 from orders where id = $1
"""


@pytest.mark.parametrize(("level_says", "contract_says", "told"), [
    (False, "always", 1), (True, "never", 0), (True, "level", 1), (False, "level", 0),
])  # fmt: skip
async def test_the_contract_goes_before_its_level(tx: Tx, us: Cast, level_says: bool, contract_says: str, told: int) -> None:
    order, contract = await take_order(tx, us, level="0"), new_id(NOW)
    await tx.run(ADD, order, contract, contract_says)
    await tx.run("update orders set contract_id = $2 where id = $1", order, contract)
    level = msgspec.to_builtins(msgspec.structs.replace((await levels.levels(tx))["0"], tell_customer=level_says))
    await levels.publish(tx, "level", "0", level, 1, "", us.actor("alice"), NOW - timedelta(days=1))
    for minutes in (12, 16):
        assert await clocks.fire(tx, NOW + timedelta(minutes=minutes), notify.notify_alarms) == 1
    assert await tx.value(f"select count(*) from ({TOLD}) as said") == told


async def test_a_contract_says_whether_its_customer_is_told(client: Any) -> None:
    async with client("erin") as erin:
        account = (await erin.post("/api/master/accounts", json={"name": "Coast Works"})).json()["id"]
        row = {"number": "C-1", "account_id": account, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "levels": ["0"]}
        made = (await erin.post("/api/master/contracts", json=row)).json()
        assert (await erin.get(f"/api/master/contracts/{made['id']}")).json()["values"]["tell_customer"] == "level"
        edit = {"tell_customer": {"was": "level", "now": "always"}}
        assert (await erin.patch(f"/api/master/contracts/{made['id']}", json=edit)).status_code == 204
        wrong = {"tell_customer": {"was": "always", "now": "sometimes"}}
        assert code_of(await erin.patch(f"/api/master/contracts/{made['id']}", json=wrong)) == (422, "field_not_valid")
