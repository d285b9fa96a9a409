"""The administrator corrects the organisation's name, time zone and country; with the country, who calls is recognised by other numbers."""

from typing import Any

import pytest

from outrider import undo
from outrider.accounts.numbers import actions as numbers
from outrider.db import transaction, transactions_of
from tests.cast import Cast
from tests.conftest import code_of
from tests.intake.test_who_calls import world

JOBS = "select count(*) from pgqueuer where entrypoint = 'read_numbers'"


def said(**change: Any) -> dict[str, Any]:
    return {"name": "ours", "time_zone": "UTC", "country": None, **change}


async def put(client: Any, who: str, was: Any = None, **change: Any) -> Any:
    return await client(who).put("/api/organisation", json={"was": was or said(), "wanted": said(**change)})


async def test_another_country_reads_every_number_anew_and_knows_the_caller(client: Any, pool: Any, us: Cast) -> None:
    here = await world(client)
    async with client("erin") as erin:
        edit = {"phone": {"was": "+86 (10) 5550-1234", "now": "030 1234567"}}
        assert (await erin.patch(f"/api/master/contacts/{here['contact']}", json=edit)).status_code == 204
        assert (await erin.get("/api/organisation")).json()["telephones_in"] is None
    assert (await put(client, "erin", country="DE")).status_code == 204
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(JOBS) == 1
    assert await numbers.read_anew(transactions_of(pool), us.org_id) == 1
    (caller,) = (await client("alice").get("/api/callers", params={"phone": "+49 30 1234567"})).json()
    assert (caller["contact"]["id"], caller["perhaps"]) == (here["contact"], False)
    found = (await client("erin").get("/api/organisation")).json()
    assert (found["country"], found["telephones_in"]) == ("DE", "DE")


async def test_where_no_country_is_said_the_time_zone_says_it(client: Any) -> None:
    assert (await put(client, "erin", time_zone="Europe/Berlin")).status_code == 204
    found = (await client("erin").get("/api/organisation")).json()
    assert (found["country"], found["telephones_in"]) == (None, "DE")
    assert {"DE", "CN", "US"} <= set(found["countries"])


async def test_another_name_reads_no_number_anew_and_is_written_down(client: Any, pool: Any, us: Cast) -> None:
    assert (await put(client, "erin", name=" Ours and more ")).status_code == 204
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(JOBS) == 0
        row = await tx.connection.fetchrow("select user_id, payload from events where kind = 'organisation_changed'")
    assert row is not None
    assert (row["user_id"], row["payload"]) == (us.users["erin"], {"name": ["ours", "Ours and more"]})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "de"),
        ("country", "QQ"),
        ("country", "001"),
        ("time_zone", "Berlin"),
        ("name", " \u200b"),
        ("name", "x" * 201),
        ("undo_seconds", -1),
        ("undo_seconds", 61),
    ],
)
async def test_what_nobody_knows_is_refused_by_its_field(client: Any, field: str, value: str) -> None:
    refused = await put(client, "erin", **{field: value})
    assert code_of(refused) == (422, "field_not_valid")
    assert refused.json()["params"]["fields"] == [field]


async def test_what_somebody_changed_meanwhile_is_not_overwritten(client: Any) -> None:
    assert (await put(client, "erin", country="CN")).status_code == 204
    refused = await put(client, "erin", country="DE")
    assert code_of(refused) == (409, "value_moved")
    assert refused.json()["params"]["fields"] == ["country"]
    assert (await put(client, "erin", was=said(country="CN"), country="DE")).status_code == 204


async def test_only_the_administrator_changes_it_and_only_their_own(client: Any, pool: Any, us: Cast) -> None:
    assert code_of(await put(client, "max", country="DE")) == (403, "not_allowed")
    assert (await put(client, "erin", country="DE")).status_code == 204
    async with transaction(pool, us.org_id) as tx:
        assert await tx.run("update orgs set country = 'CN' where country is null") == 0  # the other organisation's row is beyond the wall


@pytest.mark.parametrize("seconds", [0, 60])
async def test_how_long_the_office_can_undo_is_chosen_and_written_down(client: Any, pool: Any, us: Cast, seconds: int) -> None:
    assert (await put(client, "erin", undo_seconds=seconds)).status_code == 204
    assert (await client("erin").get("/api/organisation")).json()["undo_seconds"] == seconds
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select payload from events where kind = 'organisation_changed'") == {"undo_seconds": [10, seconds]}
        assert await undo.seconds(tx) == seconds


async def test_a_program_that_knows_nothing_of_it_leaves_it_as_it_is(client: Any) -> None:
    await put(client, "erin", undo_seconds=20)
    assert (await put(client, "erin", country="DE")).status_code == 204
    found = (await client("erin").get("/api/organisation")).json()
    assert (found["country"], found["undo_seconds"]) == ("DE", 20)


async def test_seconds_that_somebody_changed_meanwhile_are_not_overwritten(client: Any) -> None:
    await put(client, "erin", undo_seconds=20)
    refused = await put(client, "erin", was=said(undo_seconds=10), undo_seconds=30)
    assert code_of(refused) == (409, "value_moved")
    assert refused.json()["params"]["fields"] == ["undo_seconds"]
