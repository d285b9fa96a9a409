from datetime import date
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider import jobs, migrate, worker
from outrider.accounts.master.index import actions as index
from outrider.accounts.search import rules as search
from outrider.db import transaction, transactions_of
from tests.cast import Cast, give, take_order
from tests.conftest import Database, code_of

NOBODY = "00000000-0000-0000-0000-000000000000"


async def add(client: Any, entity: str, by: str = "erin", **row: Any) -> str:
    answer = await client(by).post(f"/api/master/{entity}", json=row)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_nobody_overwrites_what_they_have_not_seen(client: Any) -> None:
    account = await add(client, "accounts", name="Works", number="A1")
    async with client("erin") as erin:
        assert (await erin.patch(f"/api/master/accounts/{account}", json={"name": {"was": "Works", "now": "Works 2"}})).status_code == 204
        refused = await erin.patch(f"/api/master/accounts/{account}", json={"name": {"was": "Works", "now": "Works 3"}})
        assert code_of(refused) == (409, "value_moved")
        assert refused.json()["params"]["fields"] == ["name"]
        # another field of the same row is nobody's conflict
        assert (await erin.patch(f"/api/master/accounts/{account}", json={"number": {"was": "A1", "now": "A2"}})).status_code == 204


async def test_every_change_is_kept_with_its_author(client: Any) -> None:
    account = await add(client, "accounts", name="Works")
    async with client("erin") as erin:
        await erin.patch(f"/api/master/accounts/{account}", json={"class": {"was": "ordinary", "now": "key"}})
        rows = (await erin.get(f"/api/master/accounts/{account}/changes")).json()
    made, changed = sorted(rows, key=lambda row: len(row["before"]))
    assert (made["name"], made["before"]) == ("Erin", {})
    assert (changed["before"], changed["after"]) == ({"class": "ordinary"}, {"class": "key"})


async def test_an_article_is_found_by_its_words(client: Any) -> None:
    await add(client, "knowledge", title="Fan noise", body="Clean the grille first.")
    await add(client, "knowledge", title="No picture", body="Change the cable.")
    found = (await client("erin").get("/api/master/knowledge", params={"words": "grille"})).json()
    assert [row["label"] for row in found["rows"]] == ["Fan noise"]


async def test_absences_are_found_by_whose_they_are(client: Any, us: Cast) -> None:
    for name in ("bob", "charlie"):
        row = {"engineer_id": str(us.users[name]), "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-03T08:00:00Z"}
        await add(client, "absences", **row)
    async with client("erin") as erin:
        called = (await erin.get(f"/api/master/people/{us.users['bob']}")).json()["label"]
        await erin.patch(f"/api/master/people/{us.users['bob']}", json={"name": {"was": called, "now": "Roberta"}})
        found = (await erin.get("/api/master/absences", params={"words": "roberta"})).json()
    assert [row["label"] for row in found["rows"]] == ["Roberta"]


FROM_ELSEWHERE = (
    "insert into accounts (org_id, id, name) select current_org(), gen_random_uuid(), 'Harbour ' || n from generate_series(1, $1) n"
)


async def test_what_came_in_by_another_way_is_found_after_the_job(client: Any, pool: Any, us: Cast) -> None:
    """More of them than one step takes."""
    async with transaction(pool, us.org_id) as tx:
        await tx.run(FROM_ELSEWHERE, index.AT_ONCE + 1)
        await index.want(tx)
        (job,) = await tx.connection.fetch("select entrypoint, payload from pgqueuer where entrypoint = $1", jobs.INDEX_RECORDS)
    assert (await client("erin").get("/api/search", params={"words": "harbour"})).json() == []
    await index.everything(transactions_of(pool), msgspec.json.decode(job["payload"], type=worker.JOBS[job["entrypoint"]][0]))
    assert (await client("erin").get("/api/master/accounts", params={"words": f"harbour {index.AT_ONCE + 1}"})).json()["total"] == 1


async def test_an_upgrade_has_the_search_made_anew_by_a_job(own_database: Database, us: Cast) -> None:
    """Of each organisation, and in no transaction of its own."""
    owner = await asyncpg.connect(own_database.owner_dsn)
    await migrate._defaults(owner)
    queued = {row["payload"] for row in await owner.fetch("select payload from pgqueuer where entrypoint = $1", jobs.INDEX_RECORDS)}
    assert queued == {str(row["id"]).encode() for row in await owner.fetch("select id from orgs")}
    await owner.close()


async def test_a_unit_cannot_stand_above_itself(client: Any) -> None:
    top = await add(client, "accounts", name="Group")
    below = await add(client, "accounts", name="Works", parent_id=top)
    refused = await client("erin").patch(f"/api/master/accounts/{top}", json={"parent_id": {"was": None, "now": below}})
    assert code_of(refused) == (422, "field_not_valid")
    assert (await client("erin").get(f"/api/master/accounts/{top}")).json()["values"]["parent_id"] is None


@pytest.mark.parametrize(
    ("entity", "row", "code", "fields"),
    [
        ("accounts", {"name": ""}, "data_missing", ["name"]),
        ("accounts", {"name": "x", "class": "royal"}, "field_not_valid", ["class"]),
        ("accounts", {"name": "x", "colour": "red"}, "field_not_valid", ["colour"]),
        ("contacts", {"name": "x", "phone": "1", "email": "nowhere", "account_id": NOBODY}, "field_not_valid", ["email"]),
        ("units", {"name": "x", "kind": "station", "lat": 0, "lon": 0}, "field_not_valid", ["lat", "lon"]),
        ("units", {"name": "x", "kind": "station", "lat": 91, "lon": 3}, "field_not_valid", ["lat", "lon"]),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_by_its_field(client: Any, entity: str, row: Any, code: str, fields: list[str]) -> None:
    answer = await client("erin").post(f"/api/master/{entity}", json=row)
    assert code_of(answer) == (422, code)
    assert answer.json()["params"]["fields"] == fields


async def test_a_contract_names_only_levels_and_calendars_that_there_are(client: Any) -> None:
    account = await add(client, "accounts", name="Works")
    row = {
        "number": "C1",
        "account_id": account,
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "levels": ["0", "XX"],
        "calendar": "9x9",
    }
    answer = await client("erin").post("/api/master/contracts", json=row)
    assert answer.json()["params"]["fields"] == ["levels", "calendar"]
    ended = {**row, "levels": ["0"], "calendar": "7x24", "ends_on": "2025-01-01"}
    assert (await client("erin").post("/api/master/contracts", json=ended)).json()["params"]["fields"] == ["ends_on"]


async def test_a_number_is_given_once(client: Any) -> None:
    await add(client, "accounts", name="One", number="A1")
    assert code_of(await client("erin").post("/api/master/accounts", json={"name": "Two", "number": "A1"})) == (409, "already_there")


async def test_a_dispatcher_keeps_the_roster_and_not_the_organisation(client: Any, us: Cast) -> None:
    bob = str(us.users["bob"])
    await add(client, "absences", "alice", engineer_id=bob, starts_at="2026-03-02T08:00:00Z", ends_at="2026-03-02T18:00:00Z", kind="sick")
    assert code_of(await client("alice").post("/api/master/skills", json={"code": "laser", "name": "Laser"})) == (403, "not_allowed")
    assert code_of(await client("bob").get("/api/master/accounts")) == (403, "not_allowed")


async def test_who_is_absent_is_not_offered(client: Any, us: Cast, pool: Any) -> None:
    bob = str(us.users["bob"])
    await add(client, "absences", "alice", engineer_id=bob, starts_at="2026-03-02T08:00:00Z", ends_at="2026-03-02T18:00:00Z", kind="sick")
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    ranking = (await client("alice").get(f"/api/orders/{order}/candidates")).json()
    assert [row["name"] for row in ranking["candidates"]] == ["Charlie"]
    assert ranking["excluded_names"] == {"absent": ["Bob"]}


async def test_a_certificate_that_ran_out_yesterday_no_longer_counts(client: Any, us: Cast, pool: Any) -> None:
    skill = await add(client, "skills", code="hv", name="High voltage", kind="certificate")
    for name, day in (("bob", "2026-03-01"), ("charlie", "2026-03-02")):
        await add(client, "qualifications", engineer_id=str(us.users[name]), skill_id=skill, expires_on=day)
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, skill="hv")
        assert await tx.value("select count(*) from qualifications where expires_on >= $1", date(2026, 3, 1)) == 2
    ranking = (await client("alice").get(f"/api/orders/{order}/candidates")).json()
    assert [row["name"] for row in ranking["candidates"]] == ["Charlie"]


async def test_a_shift_of_that_day_goes_before_the_usual_hours(client: Any, us: Cast, pool: Any) -> None:
    await add(client, "shifts", "alice", engineer_id=str(us.users["bob"]), day="2026-03-02", starts="06:00", ends="09:00")
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    ranking = (await client("alice").get(f"/api/orders/{order}/candidates")).json()
    assert ranking["excluded_names"] == {"shift_over": ["Bob"]}
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie")


@given(st.text(alphabet="王磊李秀英滨海工厂abcABCé123 -", min_size=1, max_size=20), st.data())
def test_any_piece_of_a_name_finds_it(name: str, data: Any) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    words = piece.split()
    whole = [word for word in words if len(word) >= 3 or any("\u3400" <= sign <= "\u9fff" for sign in word)]
    mixed = any(len({"\u3400" <= sign <= "\u9fff" for sign in word}) > 1 for word in words)
    if whole and not mixed and "-" not in piece:
        assert search.wanted(" ".join(whole)) <= search.pieces(name)


def test_accents_and_widths_do_not_matter() -> None:
    assert search.wanted("muñoz ＡＢＣ") == search.wanted("munoz abc")


async def test_the_history_calls_what_it_names(client: Any, us: Cast) -> None:
    async with client("erin") as erin:
        account = (await erin.post("/api/master/accounts", json={"number": "K1", "name": "One"})).json()["id"]
        contract = {"number": "V1", "account_id": account, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "levels": ["1"]}
        made = (await erin.post("/api/master/contracts", json={**contract, "engineers": [str(us.users["bob"])]})).json()["id"]
        edit = {"engineers": {"was": [str(us.users["bob"])], "now": [str(us.users["charlie"])]}}
        assert (await erin.patch(f"/api/master/contracts/{made}", json=edit)).status_code == 204
        changes = (await erin.get(f"/api/master/contracts/{made}/changes")).json()
        newest = next(row for row in changes if row["before"])  # both are of one moment here
    assert [newest["names"][newest[when]["engineers"][0]] for when in ("before", "after")] == ["Bob", "Charlie"]


async def test_a_contract_without_a_level_is_refused_at_its_levels(client: Any) -> None:
    async with client("erin") as erin:
        account = (await erin.post("/api/master/accounts", json={"number": "K1", "name": "One"})).json()["id"]
        contract = {"number": "V1", "account_id": account, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "levels": []}
        refused = await erin.post("/api/master/contracts", json=contract)
    assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "data_missing"), ["levels"])
