"""Whoever books by a sheet tells the same people the same as by the form, in a few statements however long the sheet is."""

from datetime import timedelta
from typing import Any

from outrider import db, jobs
from outrider.ids import new_id
from tests.cast import NOW, Cast

from .sheets import bring, customers, sheet, write

SAID = """
select replace(n.title, o.number, '…') as title, replace(n.body, o.number, '…') as body, n.kind, n.contact_id, n.user_id, n.language, n.urgent,
  array_agg(d.channel) as ways, array_agg(d.state) as states, array_agg(d.not_before) as at, count(job.id) as jobs
from notifications n join orders o on o.id = n.order_id join deliveries d on d.notification_id = n.id
left join pgqueuer job on job.entrypoint = $2 and convert_from(job.payload, 'UTF8') like '%' || d.id || '%'
where o.fault = $1 group by n.id, n.org_id, o.number order by n.contact_id
"""
NOTICES = "select count(*) from notifications n join orders o on o.id = n.order_id where o.fault like $1"
CHOSEN = "update contacts set channel = 'sms', language = 'zh-CN'"


async def told(pool: Any, us: Cast, fault: str) -> list[dict[str, Any]]:
    async with db.transaction(pool, us.org_id) as tx:
        return [dict(row) for row in await tx.connection.fetch(SAID, fault, jobs.DELIVER)]


async def choose(pool: Any, us: Cast, sql: str = CHOSEN) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run(sql)


async def test_an_order_of_a_sheet_is_told_as_one_of_the_form(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    await choose(pool, us)
    async with client("erin") as erin:
        account, contact, site = [
            (await erin.get(f"/api/master/{kind}")).json()["rows"][0]["id"] for kind in ("accounts", "contacts", "sites")
        ]
    window = {"window_from": NOW.isoformat(), "window_to": (NOW + timedelta(hours=4)).isoformat()}
    form = {"id": str(new_id(NOW)), "kind": "repair", "level": "", "fault": "Form", **window}
    async with client("alice") as alice:
        whose = {"account_id": account, "contact_id": contact, "site_id": site}
        assert (await alice.post("/api/orders", json=form | whose)).status_code == 201
    header = ["Customer", "Fault as reported", "Promised from", "Promised until"]
    rows = [["K0", "Sheet", "2026-03-02 10:00", "2026-03-02 14:00"]]
    await write(client, pool, us, await bring(client, "orders", sheet(rows, header)))
    single, brought = await told(pool, us, "Form"), await told(pool, us, "Sheet")
    assert [(row["kind"], row["ways"], row["jobs"]) for row in single] == [("order_received", ["sms"], 1)]
    assert [row | {"at": None} for row in brought] == [row | {"at": None} for row in single]


async def test_a_customer_who_wants_no_word_gets_none_of_a_sheet(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 2)
    await choose(pool, us, CHOSEN + " where name = '王1'")
    await write(client, pool, us, await bring(client, "orders", sheet([["K0", "Hums", "", "", ""], ["K1", "Hums", "", "", ""]])))
    assert [row["ways"] for row in await told(pool, us, "Hums")] == [["sms"]]


async def statements(client: Any, pool: Any, us: Cast, fault: str, rows: int) -> list[str]:
    """What the writing of so many orders, each of which tells somebody, asks of the database."""
    said: list[str] = []

    def note(record: Any) -> None:
        said.append(record.query)

    preview = await bring(client, "orders", sheet([["K0", f"{fault} {n}", "", "", ""] for n in range(rows)]))
    for listen in ("add_query_logger", "remove_query_logger"):
        held = [await pool.acquire() for _ in range(pool.get_size())]
        for connection in held:
            getattr(connection, listen)(note)
            await pool.release(connection)
        if listen == "add_query_logger":
            await write(client, pool, us, preview)
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value(NOTICES, f"{fault} %") == rows
    return said


async def test_telling_of_hundreds_of_orders_takes_as_many_statements_as_of_one(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    await choose(pool, us)
    await statements(client, pool, us, "First", 1)
    one = await statements(client, pool, us, "One", 1)
    many = await statements(client, pool, us, "Many", 300)
    assert len(many) == len(one), "\n".join(many)
