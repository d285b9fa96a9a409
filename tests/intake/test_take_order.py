import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outrider.db import Tx
from outrider.intake.booking import actions as intake
from outrider.model import ALL, Cause, Scope, moment_of
from outrider.problems import Problem
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of, one_row


def order(**change: Any) -> dict[str, Any]:
    base = {
        "id": str(uuid4()), "kind": "repair", "level": "1", "fault": "Smoke", "window_from": NOW.isoformat(),
        "window_to": (NOW + timedelta(hours=1)).isoformat(), "account_name": "Dana", "contact": {"name": "Dana", "phone": "0301234567"},
        "site": {"name": "Hall", "address": "Main street 1", "lat": 52.5, "lon": 13.4}, "serial": "SN-1",
    }  # fmt: skip
    return {**base, **change}


async def test_a_call_becomes_an_order_with_a_visit(client: Any) -> None:
    taken = (await client("alice").post("/api/orders", json=order())).json()
    assert taken["number"] == "OUR-260302-0001"
    detail = (await client("alice").get(f"/api/orders/{taken['id']}")).json()
    assert (detail["line"]["status"], detail["extra"]["serial"]) == ("received", "SN-1")


async def test_a_repeated_request_is_one_order(client: Any) -> None:
    body = order()
    first, second = [(await client("alice").post("/api/orders", json=body)).json() for _ in range(2)]
    assert first == second
    assert len((await client("alice").get("/api/board")).json()["orders"]) == 1


@pytest.mark.parametrize(("lat", "lon"), [(91, 13.4), (52.5, 181), (0, 0)])
async def test_coordinates_that_are_no_place_are_refused_and_nothing_is_kept(client: Any, lat: float, lon: float) -> None:
    wrong = order(site={"name": "x", "address": "y", "lat": lat, "lon": lon})
    assert code_of(await client("alice").post("/api/orders", json=wrong)) == (422, "place_not_valid")
    assert (await client("alice").get("/api/customers", params={"words": "Dana"})).json() == []


async def test_a_window_that_ends_before_it_begins_is_refused(client: Any) -> None:
    assert code_of(await client("alice").post("/api/orders", json=order(window_to=NOW.isoformat()))) == (422, "window_not_valid")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01T00:00:00Z", "0001-01-01T01:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T02:00:00+14:00"),
        ("1999-12-31T23:00:00Z", "2000-01-01T01:00:00Z"),
        ("9999-12-31T22:00:00Z", "9999-12-31T23:59:59Z"),
        ("9999-12-31T22:00:00-12:00", "9999-12-31T23:59:59-12:00"),
        ("2031-04-01T00:00:00Z", "2031-04-01T01:00:00Z"),
        ("2026-03-02T10:00:00", "2026-03-02T11:00:00"),
    ],
)
async def test_a_window_that_nobody_can_have_promised_is_refused(client: Any, start: str, end: str) -> None:
    refused = await client("alice").post("/api/orders", json=order(window_from=start, window_to=end))
    assert code_of(refused) == (422, "window_not_valid")
    assert refused.json()["params"]["fields"] == ["window_from", "window_to"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"fault": " \u3000\u200b\n"}, "data_missing", "fault"),
        ({"contact": {"name": "Dana", "phone": "abc"}}, "field_not_valid", "contact.phone"),
        ({"contact": {"name": "Dana", "phone": "²²²"}}, "field_not_valid", "contact.phone"),
        ({"contact": {"name": " \u200b", "phone": "030123"}}, "data_missing", "contact.name"),
        ({"skill": "quantum"}, "field_not_valid", "skill"),
    ],
)
async def test_what_nobody_can_mean_is_refused_at_its_field(client: Any, change: Any, code: str, field: str) -> None:
    refused = await client("alice").post("/api/orders", json=order(**change))
    assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, code), [field])


async def test_a_skill_is_written_as_the_catalogue_writes_it(client: Any) -> None:
    async with client("alice") as alice:
        taken = (await alice.post("/api/orders", json=order(skill=" ＳＥＲＶＥＲ "))).json()
        assert (await alice.get(f"/api/orders/{taken['id']}")).json()["extra"]["skill"] == "server"


async def test_the_serial_number_of_another_customer_is_refused(client: Any) -> None:
    await client("alice").post("/api/orders", json=order())
    assert code_of(await client("alice").post("/api/orders", json=order(account_name="Other"))) == (422, "field_not_valid")


async def test_somebody_elses_contact_is_not_found(client: Any) -> None:
    assert code_of(await client("alice").post("/api/orders", json=order(contact_id=str(uuid4()), contact=None))) == (404, "not_found")


@pytest.mark.parametrize("words", ["dana", "030 123 4567", "+49 30 1234567", "SN-1"])
async def test_a_caller_is_found_by_name_phone_or_serial(client: Any, words: str) -> None:
    await client("alice").post(
        "/api/orders", json=order(contact={"name": "D", "phone": "+49301234567"} if "+49" in words else order()["contact"])
    )
    found = (await client("alice").get("/api/customers", params={"words": words})).json()
    assert [row["name"] for row in found] == ["Dana"]
    assert found[0]["open_orders"] == 1


async def test_a_carry_in_repair_has_no_visit(tx: Tx, us: Cast) -> None:
    known = await take_order(tx, us)
    row = await one_row(tx.connection, "select account_id, contact_id, site_id from orders where id = $1", known)
    wanted = intake.NewOrder(uuid4(), "carry_in", "2", "Broken", NOW, NOW + timedelta(hours=1), *[row[0]])
    wanted.contact_id, wanted.site_id = row[1], row[2]
    await intake.take(tx, wanted, Cause(us.actor("alice"), ALL, moment_of(NOW)))
    assert await tx.value("select count(*) from visits where order_id = $1", wanted.id) == 0


async def test_who_has_no_station_takes_no_order(tx: Tx, us: Cast) -> None:
    body = order()
    wanted = intake.NewOrder(
        uuid4(), "repair", "1", "Smoke", NOW, NOW + timedelta(hours=1), account_name="D", contact=intake.NewContact("D", "12345"),
        site=intake.NewSite(**body["site"]),
    )  # fmt: skip
    with pytest.raises(Problem) as refusal:
        await intake.take(tx, wanted, Cause(us.actor("alice"), Scope(False, [], [], None), moment_of(NOW)))
    assert refusal.value.code == "not_allowed"


async def test_the_same_order_sent_several_times_at_once_is_one_order(client: Any) -> None:
    body = order()
    async with client("alice") as alice:
        answers = await asyncio.gather(*(alice.post("/api/orders", json=body) for _ in range(6)))
    assert {(row.status_code, row.text) for row in answers} == {(201, answers[0].text)}
    assert len((await client("alice").get("/api/board")).json()["orders"]) == 1
