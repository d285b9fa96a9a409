"""A customer reports a fault from the page that they follow a visit on."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.customer.rules import MOST_A_DAY
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.intake.booking import actions as booking
from outrider.model import Actor, Cause, Role, Scope, moment_of
from tests.cast import NOW, Cast, take_order
from tests.conftest import FixedClock, one_row


async def report(client: Any, link: str, once: UUID | str | None = None, fault: str = "It drops", serial: str = "") -> Any:
    once = once or new_id(NOW)
    return await client(None).post(f"{link}/new", data={"fault": fault, "serial": serial, "once": str(once)})


async def orders(pool: Any, us: Cast) -> list[Any]:
    async with transaction(pool, us.org_id) as tx:
        return list(await tx.connection.fetch("select o.*, d.serial from orders o left join devices d on d.id = o.device_id order by o.id"))


async def test_a_form_that_is_sent_twice_is_one_order(client: Any, pool: Any, us: Cast, link: str) -> None:
    once = new_id(NOW)
    first, again = await report(client, link, once), await report(client, link, once, "It drops again")
    assert (first.status_code, again.status_code) == (303, 303)
    assert len(await orders(pool, us)) == 2
    for answer in (first, again):
        assert "It drops" in (await client(None).get(answer.headers["location"])).text


@pytest.mark.parametrize("same_customer", [False, True])
async def test_a_form_opens_no_order_that_it_did_not_make(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, same_customer: bool
) -> None:
    async with transaction(pool, us.org_id) as tx:
        other = await take_order(tx, us)
        if same_customer:
            row = "(account_id, contact_id, site_id) = (select account_id, contact_id, site_id from orders where id = $2)"
            await tx.run(f"update orders set {row} where id = $1", other, order)
    for asked in (other, order):
        answer = await report(client, link, asked)
        assert (answer.status_code, "location" in answer.headers) == (409, False)
        assert "Two different entries with one number" in answer.text
    assert len(await orders(pool, us)) == 2


async def test_an_order_that_another_link_made_is_not_opened(client: Any, order: UUID, link: str) -> None:
    once = new_id(NOW)
    child = (await report(client, link, once)).headers["location"]
    other = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"].partition(":8000")[2]
    for asked in (other, child):
        assert (await report(client, asked, once)).status_code == 409


async def test_a_link_takes_a_few_orders_a_day_with_all_that_come_from_it(
    client: Any, pool: Any, us: Cast, link: str, clock: FixedClock
) -> None:
    at, once = link, new_id(NOW)
    for _ in range(MOST_A_DAY - 1):
        at = (await report(client, at)).headers["location"]
    assert (await report(client, link, once)).status_code == 303
    for asked in (link, at):
        answer = await report(client, asked)
        assert (answer.status_code, "takes 5 new orders a day" in answer.text) == (429, True)
    assert (await report(client, link, once)).status_code == 303  # sent twice, it is still the same order
    assert len(await orders(pool, us)) == 1 + MOST_A_DAY
    clock.at += timedelta(hours=25)
    assert (await report(client, link)).status_code == 303


async def test_orders_at_once_are_counted_one_by_one(client: Any, pool: Any, us: Cast, link: str) -> None:
    answers = await asyncio.gather(*(report(client, link) for _ in range(MOST_A_DAY + 3)))
    assert sorted(answer.status_code for answer in answers) == [303] * MOST_A_DAY + [429] * 3


async def test_a_number_that_is_not_theirs_is_told_as_text_whoever_has_it(client: Any, pool: Any, us: Cast, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        other = await take_order(tx, us)
        await tx.run("update devices set serial = 'FOREIGN-1' where id = (select device_id from orders where id = $1)", other)
        books = await tx.value("select count(*) from devices")
    answers = [await report(client, link, serial=serial) for serial in ("FOREIGN-1", "UNKNOWN-1")]
    assert [answer.status_code for answer in answers] == [303, 303]
    made = [row for row in await orders(pool, us) if row["created_by"] is None and row["fault"].startswith("It drops")]
    assert [row["device_id"] for row in made] == [None, None]
    assert sorted(row["fault"] for row in made) == [
        f"It drops\n\nSerial number, as the customer gave it: {serial}" for serial in ("FOREIGN-1", "UNKNOWN-1")
    ]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from devices") == books


async def test_a_device_of_theirs_is_found_and_its_open_order_is_said(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    (first,) = await orders(pool, us)
    assert (await report(client, link, serial=first["serial"])).status_code == 409
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set status = 'closed' where id = $1", order)
    assert (await report(client, link, serial=first["serial"])).status_code == 303
    assert [row["serial"] for row in await orders(pool, us)] == [first["serial"]] * 2


async def test_a_customers_own_administrator_writes_no_device_either(tx: Tx, us: Cast) -> None:
    first = await take_order(tx, us)
    row = await one_row(tx.connection, "select * from orders where id = $1", first)
    foreign = await tx.value("select d.serial from devices d join orders o on o.device_id = d.id where o.id = $1", await take_order(tx, us))
    actor = Actor("user", "console", us.users["erin"], frozenset({Role.CUSTOMER_ADMINISTRATOR}))
    for serial in (foreign, "UNKNOWN-1"):
        wanted = booking.NewOrder(new_id(NOW), "repair", "1", "It drops", NOW, NOW + timedelta(hours=1), account_id=row["account_id"])
        wanted.contact_id, wanted.site_id, wanted.serial = row["contact_id"], row["site_id"], serial
        await booking.take(tx, wanted, Cause(actor, Scope(False, [], [row["account_id"]], None), moment_of(NOW)))
        made = await one_row(tx.connection, "select * from orders where id = $1", wanted.id)
        assert (made["device_id"], made["fault"].endswith(f": {serial}")) == (None, True)


async def test_signs_that_nobody_sees_are_no_fault_of_the_server(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    assert (await report(client, link, fault="It\x00 drops", serial="A\x00B")).status_code == 303
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set status = 'signed' where id = $1", order)
    assert (await client(None).post(f"{link}/rating", data={"stars": "3", "comment": "a\x00b"})).status_code == 303


async def test_a_link_ends_with_the_one_that_made_it(client: Any, order: UUID, link: str) -> None:
    child = (await report(client, link)).headers["location"]
    grandchild = (await report(client, child)).headers["location"]
    await client("alice").delete(f"/api/orders/{order}/customer-link")
    assert [(await client(None).get(page)).status_code for page in (link, child, grandchild)] == [410, 410, 410]


async def test_a_link_that_ends_leaves_the_one_it_came_from(client: Any, link: str) -> None:
    once = new_id(NOW)
    child = (await report(client, link, once)).headers["location"]
    grandchild = (await report(client, child)).headers["location"]
    await client("alice").delete(f"/api/orders/{once}/customer-link")
    assert [(await client(None).get(page)).status_code for page in (link, child, grandchild)] == [200, 410, 410]
