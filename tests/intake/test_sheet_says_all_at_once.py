"""One look at a sheet tells all that is wrong with each row: what cannot be read, what nobody knows, and what may not stand together."""

import io
from typing import Any

import xlsxwriter

from .master_sheets import csv, seen
from .sheets import bring, customers


async def said(client: Any, kind: str, *lines: str) -> list[str]:
    return [problem for _, problem in await seen(client, kind, *lines)]


async def test_a_row_of_orders_says_what_is_not_read_and_what_is_not_known(client: Any) -> None:
    await customers(client, 1)
    header = "Customer,Fault as reported,Site,Serial number,Level,Skill needed,Promised from,work_minutes"
    (problem,) = await said(client, "orders", header, "K0,,Attic,SN9,I,quantum,soon,many")
    assert problem == (
        "Fault as reported is missing. Promised from: “soon” is not a date and time that can be read; write 2026-01-05 09:00. "
        "Minutes of work: “many” cannot be used. Site: “Attic” is not known. Serial number: “SN9” is not known. "
        "Level: “I” is not part of the customer’s contract. Skill needed: “quantum” is not known."
    )


async def test_an_order_of_an_unknown_customer_says_what_else_is_wrong_and_nothing_that_hangs_on_them(client: Any) -> None:
    await customers(client, 1)
    header = "Customer,Fault as reported,Site,Skill needed,Promised from,Promised until,work_minutes"
    (problem,) = await said(client, "orders", header, "K9,Hums,Hall 0,quantum,1970-01-01 10:00,9999-12-31 10:00,2")
    window = "cannot be promised; write a date between 2000 and five years from now."
    assert problem == (
        f"Customer: “K9” is not known. Promised from: 1970-01-01 10:00 {window} Promised until: 9999-12-31 10:00 {window} "
        "Minutes of work: “2” cannot be used. Skill needed: “quantum” is not known."
    )


async def test_a_row_of_master_data_says_what_is_not_read_what_is_not_known_and_what_is_missing(client: Any) -> None:
    await customers(client, 1)
    rows = await said(
        client, "contracts", "Number,Customer,From,Until,Levels", "C1,K9,soon,2026-05-01,0", "C2,K0,2026-05-01,2026-01-01,9;8"
    )
    assert rows == [
        "Customer: “K9” is not known. From: “soon” is not a date that can be read; write 2026-01-05.",
        "Until: “2026-01-01” cannot be used. Levels: “9;8” cannot be used.",
    ]
    (problem,) = await said(client, "sites", "Customer,Name,Latitude,Longitude,Time zone", "K9,,91,13,Mars/Phobos")
    assert problem == (
        "Customer: “K9” is not known. Name is missing. Address is missing. Latitude: “91” cannot be used. Longitude: “13” cannot be used. "
        "Time zone: “Mars/Phobos” cannot be used."
    )


async def test_a_device_at_anothers_place_says_so_beside_what_is_not_read(client: Any) -> None:
    await customers(client, 2)
    (problem,) = await said(client, "devices", "Serial number,Customer,Site,Warranty until", "SN7,K0,Hall 1,soon")
    assert problem == "Warranty until: “soon” is not a date that can be read; write 2026-01-05. Site: “Hall 1” cannot be used."


async def test_an_entry_that_is_not_found_is_not_asked_for_what_it_may_have(client: Any) -> None:
    await customers(client, 1)
    (problem,) = await said(client, "devices", "id,Warranty until", "nobody,soon")
    assert problem == "Warranty until: “soon” is not a date that can be read; write 2026-01-05. Key: “nobody” is not known."


async def test_a_customer_told_by_mail_without_an_address_is_told_of_the_missing_name_too(client: Any) -> None:
    await customers(client, 1)
    answer = await bring(client, "contacts", csv("Customer,Name,Phone,Notify by", "K0,,+56 2 5550100,mail"), "alice")
    assert answer.json()["rows"][0]["problem"] == "Name is missing. Notify by: “mail” cannot be used."


async def test_what_the_reader_doubts_is_said_once_and_beside_the_rest(client: Any) -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["Customer", "Name", "Belongs to", "Serial number", "Warranty until"])
    page.write_row(1, 0, ["K9", "", "", "SN1"])
    page.write_formula(1, 4, "=A9", None, "#REF!")
    book.close()
    (row,) = (await bring(client, "devices", file.getvalue(), "erin")).json()["rows"]
    assert row["problem"] == "Customer: “K9” is not known. Warranty until: the spreadsheet shows an error (#REF!)."
