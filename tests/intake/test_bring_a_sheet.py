"""A sheet of orders or master data: looked at in words, written in part or in whole, ten thousand rows of it."""

import csv
import io
from datetime import date
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any
from uuid import UUID

import pytest

from outrider import db
from outrider.intake.bulk import actions as bulk
from outrider.intake.bulk import engines
from outrider.intake.bulk.reading import engines as reading
from outrider.intake.bulk.reading.rules import MOST
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast
from tests.conftest import code_of

from .sheets import HEADER, bring, customers, sheet, write


async def test_says_in_words_what_is_wrong_with_each_row(client: Any) -> None:
    await customers(client)
    rows = [
        ["K0", "Stays black", "SN0", "", ""],
        ["K9", "Stays black", "", "", ""],
        ["K1", "", "", "", ""],
        ["K1", "Hums", "SN0", "", ""],
        ["K2", "Hums", "SN2", "I", ""],
        ["K0", "Again", "SN0", "", ""],
    ]
    seen = (await bring(client, "orders", sheet(rows))).json()
    assert [row["problem"] for row in seen["rows"]] == [
        "",
        "Customer: “K9” is not known.",
        "Fault as reported is missing.",
        "Serial number: “SN0” belongs to another customer.",
        "Level: “I” is not part of the customer’s contract.",
        "Serial number: “SN0” is in this sheet twice.",
    ]
    assert (seen["summary"]["total"], seen["summary"]["sound"]) == (6, 1)


@pytest.mark.parametrize(
    ("start", "end", "problem"),
    [
        ("9999-12-31 23:00", "", "Promised from: 9999-12-31 23:00 cannot be promised"),
        ("0001-01-01 00:00", "", "Promised from: 0001-01-01 00:00 cannot be promised"),
        ("2026-03-02 10:00", "9999-12-31 23:00", "Promised until: 9999-12-31 23:00 cannot be promised"),
        ("2026-03-02 10:00", "2026-03-02 09:00", "Promised until: 2026-03-02 09:00 does not lie after the start"),
    ],
)
async def test_a_window_that_nobody_promises_is_the_fault_of_its_row(client: Any, start: str, end: str, problem: str) -> None:
    await customers(client, 1)
    rows = [["K0", "Hums", start, end], ["K0", "Hums", "2026-03-02 10:00", ""]]
    seen = (await bring(client, "orders", sheet(rows, [*HEADER[:2], "Promised from", "Promised until"]))).json()
    assert seen["rows"][0]["problem"].startswith(problem)
    assert seen["rows"][1]["problem"] == ""


@pytest.mark.parametrize("serial", ["sn0", "ＳＮ０", "SN0\u200b"])
async def test_a_row_names_its_device_in_any_spelling(client: Any, serial: str) -> None:
    await customers(client, 1)
    seen = (await bring(client, "orders", sheet([["ｋ0", "Hums", serial, "", ""], ["K0", "Hums", "SN0", "", ""]]))).json()
    assert [row["problem"] for row in seen["rows"]] == ["", "Serial number: “SN0” is in this sheet twice."]


@pytest.mark.parametrize(("skill", "problem"), [("ＳＥＲＶＥＲ", ""), ("", ""), ("quantum", "Skill needed: “quantum” is not known.")])
async def test_a_skill_of_a_row_is_the_catalogues(client: Any, skill: str, problem: str) -> None:
    await customers(client, 1)
    seen = (await bring(client, "orders", sheet([["K0", "Hums", skill]], [*HEADER[:2], "skill"]))).json()
    assert seen["rows"][0]["problem"] == problem


@pytest.mark.parametrize(
    ("heading", "word", "kept"),
    [("Came in by", "Mail", "mail"), ("受理方式", "微信", "wechat"), ("came_in", "alarm", "alarm"), ("Came in by", "", "")],
)
async def test_a_row_says_how_its_order_came_in(client: Any, pool: Any, us: Cast, heading: str, word: str, kept: str) -> None:
    await customers(client, 1)
    await write(client, pool, us, await bring(client, "orders", sheet([["K0", "Hums", word]], [*HEADER[:2], heading])))
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select came_in from orders") == kept
        said = await tx.value("select payload from events where kind = 'order_taken'")
        assert said.get("came_in", "") == kept


async def test_a_way_in_that_nobody_knows_is_the_fault_of_its_row(client: Any) -> None:
    await customers(client, 1)
    seen = (await bring(client, "orders", sheet([["K0", "Hums", "pigeon"]], [*HEADER[:2], "Came in by"]))).json()
    assert seen["rows"][0]["problem"] == "Came in by: “pigeon” cannot be used."


async def test_speaks_chinese_and_reads_chinese_headings(client: Any) -> None:
    await customers(client, 1)
    content = "客户,报修描述,序列号\n滨海0厂 Works 0,服务器黑屏,SN0\nK7,黑屏,\n".encode("gb18030")
    seen = (await bring(client, "orders", content, language="zh-CN")).json()
    assert [row["problem"] for row in seen["rows"]] == ["", "客户：找不到“K7”。"]


async def test_writes_the_chosen_rows_and_nothing_else(client: Any, pool: Any, us: Cast) -> None:
    await customers(client)
    preview = await bring(client, "orders", sheet([["K0", "One", "", "", ""], ["K1", "Two", "", "", ""], ["K2", "Three", "", "", ""]]))
    seen = await write(client, pool, us, preview, [2, 4])
    assert [bool(row["made"]) for row in seen["rows"]] == [True, False, True]
    async with db.transaction(pool, us.org_id) as tx:
        faults = [row["fault"] for row in await tx.connection.fetch("select fault from orders order by number")]
    assert faults == ["One", "Three"]


async def test_an_order_from_a_sheet_has_its_clocks_and_its_history(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    seen = await write(client, pool, us, await bring(client, "orders", sheet([["K0", "One", "SN0", "0", ""]])))
    async with db.transaction(pool, us.org_id) as tx:
        order = UUID(seen["rows"][0]["made"])
        assert await clocks.differences(tx, order) == []
        assert {row.what for row in (await clocks.of_order(tx, order))[0]} == {"received", "phone_response", "resolved"}
        assert await tx.value("select kind from events where order_id = $1", order) == "order_taken"


async def test_the_error_file_has_the_wrong_rows_with_their_reason(client: Any) -> None:
    await customers(client, 1)
    preview = (await bring(client, "orders", sheet([["K0", "Fine", "", "", ""], ["K9", "Bad", "", "", ""]]))).json()
    async with client("alice") as alice:
        answer = await alice.get(f"/api/imports/{preview['summary']['id']}/errors")
    table = reading.read(answer.content, "")
    assert table.header == ["What is wrong", *HEADER]
    assert [line.cells for line in table.lines] == [["Customer: “K9” is not known.", "K9", "Bad", "", "", ""]]


async def test_a_sheet_is_only_its_bringers(client: Any) -> None:
    await customers(client, 1)
    preview = (await bring(client, "orders", sheet([["K0", "Fine", "", "", ""]]))).json()
    async with client("max") as other:
        assert code_of(await other.get(f"/api/imports/{preview['summary']['id']}")) == (404, "not_found")


async def test_a_sheet_is_written_once_however_often_it_is_started(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    preview = await bring(client, "orders", sheet([["K0", "Fine", "", "", ""]]))
    await write(client, pool, us, preview)
    async with client("alice") as alice:
        assert "summary" in preview.json(), preview.text
        import_id = preview.json()["summary"]["id"]
        assert code_of(await alice.post(f"/api/imports/{import_id}/start", json={})) == (409, "action_not_possible")
    await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from orders") == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", b"nothing,known\n1,2\n"])
async def test_what_is_no_table_is_refused_in_words(client: Any, content: bytes) -> None:
    assert code_of(await bring(client, "orders", content)) == (422, "sheet_not_readable")


async def test_more_rows_than_the_most_are_refused(client: Any) -> None:
    assert code_of(await bring(client, "orders", b"Customer\n" + b"x\n" * (MOST + 1))) == (422, "sheet_too_long")


def test_a_formula_does_not_leave_as_one() -> None:
    content = engines.to_csv(["a"], [["=1+1"], ["@x"], ["+86 10 1"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [["a"], ["'=1+1"], ["'@x"], ["+86 10 1"]]


async def test_master_data_goes_out_and_comes_back_the_same(client: Any, pool: Any, us: Cast) -> None:
    await customers(client)
    async with client("erin") as erin:
        out = await erin.get("/api/sheets/devices/export")
        before = (await erin.get("/api/master/devices")).json()
    seen = await write(client, pool, us, await bring(client, "devices", out.content, "erin"), name="erin")
    assert [row["problem"] for row in seen["rows"]] == ["", "", ""]
    async with client("erin") as erin:
        assert (await erin.get("/api/master/devices")).json() == before


async def test_a_sheet_changes_what_is_there_and_adds_what_is_not(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    rows = [["SN0", "K0", "SR650", "2027-05-01"], ["SN9", "K0", "DE4000", ""]]
    content = sheet(rows, ["Serial number", "Customer", "Model", "Warranty until"])
    await write(client, pool, us, await bring(client, "devices", content, "erin"), name="erin")
    async with db.transaction(pool, us.org_id) as tx:
        found = await tx.connection.fetch("select serial, model, warranty_until from devices order by serial")
        assert [tuple(row) for row in found] == [("SN0", "SR650", date(2027, 5, 1)), ("SN9", "DE4000", None)]
        assert await tx.value("select count(*) from changes where entity = 'devices' and before <> '{}'") == 1


def processor_seconds() -> float:
    """Of this process and those that it began: what else the machine does meanwhile is not their fault."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


@pytest.mark.whole
async def test_ten_thousand_orders_are_looked_at_and_written_within_thirty_seconds(client: Any, pool: Any, us: Cast) -> None:
    numbers = await customers(client, 40)
    rows = [[numbers[n % 40], f"Fault number {n}", "", "", ""] for n in range(10_000)]
    began = processor_seconds()
    preview = await bring(client, "orders", sheet(rows))
    seen = await write(client, pool, us, preview)
    assert (seen["summary"]["made"], seen["summary"]["state"]) == (10_000, "done")
    assert processor_seconds() - began < 30
