"""A sheet of orders that a customer's own administrator brings, or a dispatcher for several customers."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.accounts.people import store as people
from outrider.ids import new_id
from outrider.model import Role
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast
from tests.conftest import one_row

from .sheets import bring, customers, sheet, write

ELSEWHERE = "Serial number: “{}” belongs to another customer."
NOWHERE = "Serial number: “{}” is not known."


async def only_administers(pool: Any, us: Cast, number: str) -> UUID:
    """Alice, no dispatcher any more."""
    async with db.transaction(pool, us.org_id) as tx:
        account: UUID = await tx.value("select id from accounts where number = $1", number)
        await tx.run("delete from grants where user_id = $1", us.users["alice"])
        await people.add_grant(tx, us.users["alice"], Role.CUSTOMER_ADMINISTRATOR, "account", account)
    return account


async def problems(client: Any, *rows: tuple[str, str]) -> list[str]:
    """Of orders for a customer and a device."""
    answer = await bring(client, "orders", sheet([[number, "Hums", serial, "", ""] for number, serial in rows]))
    return [row["problem"] for row in answer.json()["rows"]]


@pytest.mark.parametrize("serial", ["SN1", "sn1", "ＳＮ１"])
async def test_a_dispatcher_is_told_that_a_device_is_another_customers(client: Any, serial: str) -> None:
    await customers(client, 2)
    assert await problems(client, ("K0", serial), ("K0", "SN9")) == [ELSEWHERE.format(serial), NOWHERE.format("SN9")]


async def test_a_customers_administrator_learns_nothing_of_anothers_devices(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 2)
    await only_administers(pool, us, "K0")
    rows = [("K0", "SN1"), ("K0", "SN9"), ("K1", "SN1")]
    assert await problems(client, *rows) == [NOWHERE.format("SN1"), NOWHERE.format("SN9"), "Customer: “K1” is not known."]


async def test_ones_own_device_is_found_beside_anothers_of_nearly_the_same_number(client: Any, pool: Any, us: Cast) -> None:
    """An older release let both in: the spelling that was written is another customer's."""
    await customers(client, 2)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update devices set serial = 'Sn1', serial_key = null where serial = 'SN0'")
    assert await problems(client, ("K1", "Sn1")) == [""]


async def test_of_two_own_devices_of_nearly_the_same_number_the_one_is_meant_that_was_written(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 2)
    async with db.transaction(pool, us.org_id) as tx:
        account = "(select account_id from devices where serial = 'SN1')"
        await tx.run(f"update devices set serial = 'Sn1', serial_key = null, account_id = {account} where serial = 'SN0'")
    twice = "Serial number: “{}” is in this sheet twice."
    assert await problems(client, ("K1", "SN1"), ("K1", "Sn1"), ("K1", "Sn1")) == ["", "", twice.format("Sn1")]


async def test_a_customers_administrator_does_not_learn_that_another_customer_bears_the_same_name(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 2)
    await only_administers(pool, us, "K0")
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update accounts set name = 'Works'")
    assert await problems(client, ("Works", "SN0")) == [""]


STEPS = """
select o.status, o.station_id, (select array_agg(e.kind order by e.written) from events e where e.order_id = o.id) as steps, o.created_by
from orders o where fault = $1
"""


async def test_orders_of_a_customers_administrator_are_dispatched_at_once_as_a_single_one_is(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    account = await only_administers(pool, us, "K0")
    async with client("erin") as erin:
        contact, site = [(await erin.get(f"/api/master/{kind}")).json()["rows"][0]["id"] for kind in ("contacts", "sites")]
    window = {"window_from": NOW.isoformat(), "window_to": (NOW + timedelta(hours=4)).isoformat()}
    single = {"id": str(new_id(NOW)), "kind": "repair", "level": "", "fault": "One", **window, "account_id": str(account)}
    async with client("alice") as alice:
        assert (await alice.post("/api/orders", json=single | {"contact_id": contact, "site_id": site})).status_code == 201
    await write(client, pool, us, await bring(client, "orders", sheet([["K0", "Many", "SN0", "", ""]])))
    async with db.transaction(pool, us.org_id) as tx:
        one, many = [dict(await one_row(tx.connection, STEPS, fault)) for fault in ("One", "Many")]
        (order,) = [row["id"] for row in await tx.connection.fetch("select id from orders where fault = 'Many'")]
        assert await clocks.differences(tx, order) == []
    assert one["status"] == "awaiting_assignment"
    assert many == one


async def test_a_sheet_of_two_customers_is_dispatched_at_once_only_for_the_one_that_is_administered(
    client: Any, pool: Any, us: Cast
) -> None:
    await customers(client, 2)
    await only_administers(pool, us, "K0")
    async with db.transaction(pool, us.org_id) as tx:
        await people.add_grant(tx, us.users["alice"], Role.SERVICE_DESK, "station", us.station)
    await write(client, pool, us, await bring(client, "orders", sheet([["K0", "Own", "", "", ""], ["K1", "Other", "", "", ""]])))
    async with db.transaction(pool, us.org_id) as tx:
        found = await tx.connection.fetch("select fault, status from orders order by fault desc")
    assert [tuple(row) for row in found] == [("Own", "awaiting_assignment"), ("Other", "received")]
