"""What a row of a sheet means and does: known by its key, judged as it would be written, and refused alone."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from outrider import db
from outrider.intake.bulk import actions as bulk
from outrider.intake.bulk import engines
from outrider.intake.bulk import rules as sheets
from tests.cast import NOW, Cast
from tests.conftest import Database, code_of

from .master_sheets import brought, csv, seen, values
from .sheets import bring, customers, write


async def test_each_row_says_what_it_would_do(client: Any) -> None:
    await customers(client, 2)
    rows = await seen(client, "accounts", "Number,Name", "K0,滨海0厂 Works 0", "K1,Another name", "K9,New works")
    assert rows == [("same", ""), ("changes", ""), ("new", "")]


@pytest.mark.parametrize(
    ("kind", "lines", "problem"),
    [
        ("contracts", ("Number,From,Until", "C0,2026-05-01,2026-01-01"), "Until"),
        ("sites", ("Customer,Name,Time zone", "K0,Hall 0,Mars/Phobos"), "Time zone"),
        ("sites", ("Customer,Name,Latitude,Longitude", "K0,Hall 0,0,0"), "Latitude"),
        ("accounts", ("Number,Name", "K0,-"), "Name"),
    ],
)
async def test_a_row_that_is_there_is_judged_as_it_would_be_written(client: Any, kind: str, lines: tuple[str, ...], problem: str) -> None:
    await customers(client, 1)
    async with client("erin") as erin:
        account = (await erin.get("/api/master/accounts")).json()["rows"][0]["id"]
        body = {"number": "C0", "account_id": account, "starts_on": "2026-02-01", "ends_on": "2027-01-01", "levels": ["0"]}
        assert (await erin.post("/api/master/contracts", json=body)).status_code == 201
    ((effect, said),) = await seen(client, kind, *lines)
    assert (effect, said.split(":")[0].split(" is")[0]) == ("", problem)


async def test_what_is_needed_may_be_neither_blank_nor_left_out(client: Any) -> None:
    await customers(client, 1)
    assert await seen(client, "accounts", "Number,Name", "X-1,") == [("", "Name is missing.")]
    assert await seen(client, "accounts", "Number,Nmae", "X-1,Works") == [("", "Name is missing.")]
    assert await seen(client, "devices", "Customer,Serial number,Model", "K0,,M1") == [("", "Serial number is missing.")]


async def test_a_refusal_names_what_was_written(client: Any) -> None:
    await customers(client, 1)
    order = ("Customer,Fault as reported,Promised from,Promised until", "K0,Hums,2026-03-05 09:00,2026-03-05 08:00")
    ((effect, said),) = await seen(client, "orders", *order)
    assert (effect, said[:32]) == ("", "Promised until: 2026-03-05 08:00")


def test_the_template_marks_what_is_needed() -> None:
    assert {heading for heading in bulk.template("devices", "en")[0] if heading.endswith("*")} == {"Customer*", "Serial number*"}


async def test_a_blank_cell_leaves_what_is_there_and_a_dash_clears_it(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    await brought(client, pool, us, "devices", csv("Serial number,Customer,Model,Warranty until", "SN0,K0,SR650,2027-05-01"))
    await brought(client, pool, us, "devices", csv("Serial number,Customer,Model,Warranty until", "SN0,K0,,"))
    (device,) = await values(client, "devices")
    assert (device["model"], device["warranty_until"], device["active"]) == ("SR650", "2027-05-01", True)
    await brought(client, pool, us, "devices", csv("Serial number,Customer,Model,Warranty until", "SN0,K0,-,-"))
    (device,) = await values(client, "devices")
    assert (device["model"], device["warranty_until"]) == ("", None)


async def test_a_person_is_known_by_the_sign_in_and_never_by_a_name(client: Any, pool: Any, us: Cast) -> None:
    ((effect, said),) = await seen(client, "people", "Name,Mail", "Bob,first@ours.test")
    assert (effect, said) == ("", "Sign-in is missing: which entry is meant?")
    await brought(client, pool, us, "people", csv("Sign-in,Mail", "BOB@ours.test,bob.new@ours.test"))
    mails = {row["name"]: row["email"] for row in await values(client, "people")}
    assert (mails["Bob"], mails["Alice"]) == ("bob.new@ours.test", "alice@ours.test")


async def test_two_contacts_at_one_switchboard_stay_two(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    for name in ("Ana One", "Ben Two"):
        await brought(client, pool, us, "contacts", csv("Customer,Name,Phone", f"K0,{name},+56 2 5550100"))
    names = {row["name"] for row in await values(client, "contacts")}
    assert {"Ana One", "Ben Two"} <= names


@pytest.mark.parametrize(
    "kind", ["absences", "on_call", "accounts", "contacts", "sites", "devices", "engineers", "people", "shifts", "units"]
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_out_and_back_again_changes_nothing(client: Any, pool: Any, us: Cast, kind: str, form: str) -> None:
    await customers(client, 1)
    async with client("erin") as erin:
        day = {"starts_at": (NOW + timedelta(days=1)).isoformat(), "ends_at": (NOW + timedelta(days=2)).isoformat()}
        bob, station = str(us.users["bob"]), str(us.station)
        assert (await erin.post("/api/master/absences", json={"engineer_id": bob, "kind": "leave", **day})).status_code == 201
        assert (await erin.post("/api/master/on_call", json={"station_id": station, "user_id": bob, **day})).status_code == 201
        assert (await erin.post("/api/master/accounts", json={"name": "Without a number"})).status_code == 201
        shift = {"engineer_id": bob, "day": "2026-03-05", "starts": "08:00", "ends": "16:00"}
        assert (await erin.post("/api/master/shifts", json=shift)).status_code == 201
        before = (await erin.get(f"/api/master/{kind}")).json()
        out = await erin.get(f"/api/sheets/{kind}/export?form={form}")
    answer = (await bring(client, kind, out.content, "erin")).json()
    assert [(row["effect"], row["problem"]) for row in answer["rows"]] == [("same", "")] * len(before["rows"])
    await write(client, pool, us, await bring(client, kind, out.content, "erin"), name="erin")
    async with client("erin") as erin:
        assert (await erin.get(f"/api/master/{kind}")).json() == before


async def test_the_number_written_is_the_number_on_the_button(client: Any, pool: Any, us: Cast) -> None:
    preview = await bring(client, "accounts", csv("Number,Name", *(f"X{n},Works {n}" for n in range(250))), "erin")
    import_id = preview.json()["summary"]["id"]
    async with client("erin") as erin:
        assert (await erin.post(f"/api/imports/{import_id}/start", json={"without": [6]})).status_code == 204
        await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
        summary = (await erin.get(f"/api/imports/{import_id}")).json()["summary"]
    assert (summary["wanted"], summary["made"], summary["state"]) == (249, 249, "done")


async def test_a_row_that_cannot_be_written_is_refused_alone(client: Any, pool: Any, us: Cast, own_database: Database) -> None:
    """All were sound as they were looked at: one has been made by somebody else since, one the database does not take."""
    preview = await bring(client, "accounts", csv("Number,Name", *(f"X{n},Works {n}" for n in range(5))), "erin")
    async with client("erin") as erin:
        assert (await erin.post("/api/master/accounts", json={"number": "x2", "name": "Somebody else"})).status_code == 201
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("alter table accounts add constraint nothing_of_this_name check (name <> 'Works 3')")
    await owner.close()
    done = await write(client, pool, us, preview, name="erin")
    assert done["summary"]["state"] == "done"
    assert [bool(row["made"]) for row in done["rows"]] == [True, True, False, False, True]
    assert [bool(row["problem"]) for row in done["rows"]] == [False, False, True, True, False]


async def test_an_import_whose_job_died_is_taken_up_again(client: Any, pool: Any, us: Cast) -> None:
    preview = await bring(client, "accounts", csv("Number,Name", "X1,Works"), "erin")
    import_id = preview.json()["summary"]["id"]
    async with client("erin") as erin:
        await erin.post(f"/api/imports/{import_id}/start", json={})
    await pool.execute("delete from pgqueuer where entrypoint = 'apply_import'")
    async with db.transaction(pool, us.org_id) as tx:
        assert await bulk.enqueue_missing(tx) == 1
        assert await bulk.enqueue_missing(tx) == 1  # one job, however often it is looked
    assert await pool.fetchval("select count(*) from pgqueuer where entrypoint = 'apply_import'") == 1
    await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
    async with db.transaction(pool, us.org_id) as tx:
        assert await bulk.enqueue_missing(tx) == 0


async def test_who_was_disabled_meanwhile_writes_nothing_and_the_sheet_ends(client: Any, pool: Any, us: Cast) -> None:
    preview = await bring(client, "accounts", csv("Number,Name", "X1,Works"), "erin")
    import_id = preview.json()["summary"]["id"]
    async with client("erin") as erin:
        await erin.post(f"/api/imports/{import_id}/start", json={})
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update users set active = false where id = $1", us.users["erin"])
    await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
    async with db.transaction(pool, us.org_id) as tx:
        assert await tx.value("select state from imports") == "done"
        assert await tx.value("select problem from import_rows") == "This is outside of what you may change."


async def test_the_same_file_again_is_said(client: Any, pool: Any, us: Cast) -> None:
    content = csv("Number,Name", "X1,Works")
    await brought(client, pool, us, "accounts", content)
    again = (await bring(client, "accounts", content, "erin")).json()["summary"]
    assert (again["earlier_made"], again["effects"]) == (1, {"same": 1})
    other = (await bring(client, "accounts", content + b"\n", "erin")).json()["summary"]
    assert other["earlier"] is None


async def test_an_order_that_is_open_already_is_made_again_only_where_somebody_says_so(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 2)
    lines = ("Customer,Fault as reported", "K0,Stays black", "K1,Stays black")
    await brought(client, pool, us, "orders", csv(*lines[:2]), name="alice")
    preview = await bring(client, "orders", csv(*lines))
    assert [(row["effect"], bool(row["changes"])) for row in preview.json()["rows"]] == [("there", True), ("new", False)]
    done = await write(client, pool, us, preview)
    assert [bool(row["made"]) for row in done["rows"]] == [False, True]
    again = (await bring(client, "orders", csv(*lines))).json()["summary"]["id"]
    async with client("alice") as alice:
        await alice.post(f"/api/imports/{again}/start", json={"also": [2]})
        await bulk.apply(db.transactions_of(pool), us.org_id, UUID(again), NOW)
        assert [bool(row["made"]) for row in (await alice.get(f"/api/imports/{again}")).json()["rows"]] == [True, False]


async def test_a_heading_that_stands_there_twice_is_named(client: Any) -> None:
    answer = await bring(client, "devices", csv("Model,型号,Serial number", "a,b,c"), "erin")
    assert code_of(answer) == (422, "sheet_heading_twice")
    assert answer.json()["params"]["heading"] == "Model"


@pytest.mark.parametrize("said", ["Hotel Mirador", "Hotel  Mirador", "ＨＯＴＥＬ Mirador", "hotel mirador​", "HOTEL MIRADOR"])
async def test_a_word_is_known_however_it_was_typed(client: Any, said: str) -> None:
    async with client("erin") as erin:
        await erin.post("/api/master/accounts", json={"number": "H", "name": "Hotel Mirador"})
    assert await seen(client, "devices", "Customer,Serial number", f"{said},S1") == [("new", "")]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026/1/5", "2026-01-05"), ("2026-01-05", "2026-01-05"), ("2026年1月5日", "2026-01-05"), ("20260105", "2026-01-05"),
        ("46027", "2026-01-05"), ("2026.1.5", "2026-01-05"), ("2026-01-05 00:00", "2026-01-05"), ("２０２６/1/5", "2026-01-05"),
        ("2026/12/311", None), ("2026-01-05abc", None), ("0026-01-05", None), ("5.1.2026", None), ("1/5/2026", None), ("2026-02-30", None),
        ("soon", None), ("12", None),
    ],
)  # fmt: skip
async def test_a_day_is_read_as_people_write_it_or_not_at_all(client: Any, pool: Any, us: Cast, said: str, day: str | None) -> None:
    await customers(client, 1)
    rows = await seen(client, "devices", "Serial number,Customer,Warranty until", f"SN0,K0,{said}")
    if day is None:
        assert rows[0][1] == f"Warranty until: “{said}” is not a date that can be read; write 2026-01-05."
        return
    await brought(client, pool, us, "devices", csv("Serial number,Customer,Warranty until", f"SN0,K0,{said}"))
    assert (await values(client, "devices"))[0]["warranty_until"] == day


@pytest.mark.parametrize(
    "said", ["2026/3/5 9:00", "2026-03-05T09:00", "2026-03-05 09:00:00", "2026年3月5日 9:00", "2026-03-05 10:00+01:00"]
)
async def test_a_moment_is_read_as_people_write_it(client: Any, pool: Any, us: Cast, said: str) -> None:
    await customers(client, 1)
    order = csv("Customer,Fault as reported,Promised from", f"K0,Hums,{said}")
    done = await write(client, pool, us, await bring(client, "orders", order))
    async with db.transaction(pool, us.org_id) as tx:
        at = await tx.value("select window_from from visits where order_id = $1", UUID(done["rows"][0]["made"]))
    assert at.isoformat() == "2026-03-05T09:00:00+00:00"


@pytest.mark.parametrize("said", ["9999-12-31 23:00", "2026-03-05 25:00", "2026-03-05 9", "9:00"])
async def test_a_moment_that_nobody_can_mean_is_a_rows_refusal(client: Any, said: str) -> None:
    await customers(client, 1)
    ((effect, problem),) = await seen(client, "orders", "Customer,Fault as reported,Promised from", f"K0,Hums,{said}")
    assert (effect, bool(problem)) == ("", True)


async def test_a_choice_is_read_in_every_language(client: Any) -> None:
    await customers(client, 1)
    rows = await seen(client, "orders", "客户,报修描述,类型", "K0,黑屏,维修", "K0,黑屏,repair", "K0,黑屏,Repair", "K0,黑屏,Zauber")
    assert [bool(problem) for _, problem in rows] == [False, False, False, True]


@pytest.mark.parametrize("said", ["1.39E+10", "8.98601E+19", "1,23E+11"])
async def test_a_number_that_a_spreadsheet_shortened_is_not_taken(client: Any, said: str) -> None:
    await customers(client, 1)
    ((effect, _),) = await seen(client, "devices", "Customer;Serial number", f"K0;{said.replace(',', '.')}")
    assert effect == ""


async def test_a_customer_told_by_mail_has_an_address(client: Any) -> None:
    await customers(client, 1)
    ((effect, problem),) = await seen(client, "contacts", "Customer,Name,Phone,Notify by", "K0,Ann,+56 2 5550100,mail")
    assert (effect, bool(problem)) == ("", True)


async def test_other_requests_have_their_turn_while_a_sheet_is_judged(client: Any) -> None:
    turns, judged = 0, asyncio.ensure_future(bring(client, "accounts", csv("Number,Name", *(f"X{n},W{n}" for n in range(2_000))), "erin"))
    while not judged.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert (await judged).status_code == 201
    assert turns > 20


def test_every_way_to_leave_a_cell_is_known() -> None:
    assert set(sheets.FORMS) == {"boolean", "date", "datetime", "time"}
    assert engines.unquoted("'=1") == "=1"
