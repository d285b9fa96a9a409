from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from outrider.accounts.first import first_administrator, reset_password
from tests.cast import NOW, PASSWORD, Cast
from tests.conftest import Database, FixedClock, code_of

NEW = {"login": "fay@ours.test", "name": "Fay", "role": "dispatcher", "language": "zh-CN"}


async def test_an_invited_person_chooses_a_password_and_is_in(client: Any) -> None:
    made = (await client("erin").post("/api/people", json=NEW)).json()
    path = made["url"].partition(":8000")[2]
    async with client(None) as browser:
        assert (await browser.get(path)).status_code == 200
        short = await browser.post(path, data={"password": "short"})
        assert short.status_code == 422
        assert (await browser.post(path, data={"password": "long enough now"})).status_code == 303
        assert (await browser.get("/api/me")).json()["roles"] == ["dispatcher"]
        assert (await browser.post(path, data={"password": "long enough now"})).status_code == 410


async def test_a_link_works_three_days(client: Any, clock: FixedClock) -> None:
    made = (await client("erin").post("/api/people", json=NEW)).json()
    clock.at += timedelta(days=4)
    assert (await client(None).get(made["url"].partition(":8000")[2])).status_code == 410


async def test_a_login_belongs_to_one_person(client: Any) -> None:
    assert (await client("erin").post("/api/people", json=NEW)).status_code == 201
    assert code_of(await client("erin").post("/api/people", json=NEW)) == (409, "login_taken")


async def test_an_engineer_needs_a_station(client: Any, us: Cast) -> None:
    assert code_of(await client("erin").post("/api/people", json={**NEW, "role": "engineer"})) == (422, "field_not_valid")
    made = await client("erin").post("/api/people", json={**NEW, "role": "engineer", "unit_id": str(us.station)})
    assert made.status_code == 201


async def test_a_disabled_person_is_out_at_once(client: Any, us: Cast) -> None:
    assert (await client("erin").put(f"/api/people/{us.users['alice']}/active", json={"active": False})).status_code == 204
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")


async def test_the_last_administrator_cannot_lock_everybody_out(client: Any, us: Cast) -> None:
    answer = await client("erin").put(f"/api/people/{us.users['erin']}/active", json={"active": False})
    assert code_of(answer) == (409, "last_administrator")


async def test_a_reset_ends_the_old_sessions(client: Any, us: Cast) -> None:
    made = (await client("erin").post(f"/api/people/{us.users['alice']}/password-reset")).json()
    assert (await client(None).post(made["url"].partition(":8000")[2], data={"password": "another sentence"})).status_code == 303
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")
    assert code_of(await client(None).post("/api/sign-in", json={"login": "alice@ours.test", "password": PASSWORD})) == (
        401,
        "wrong_password",
    )


async def test_the_list_says_who_was_only_invited(client: Any) -> None:
    await client("erin").post("/api/people", json=NEW)
    people = {row["name"]: row for row in (await client("erin").get("/api/people")).json()}
    assert (people["Fay"]["has_password"], people["Alice"]["has_password"]) == (False, True)


async def test_the_first_administrator_of_an_installation(own_database: Database, client: Any) -> None:
    row = (own_database.owner_dsn, "New house", "Asia/Shanghai", "root@new.test", "Root", "zh-CN", NOW)
    token = await first_administrator(*row)
    async with client(None) as browser:
        assert (await browser.post(f"/welcome/{token}", data={"password": "a long password"})).status_code == 303
        assert (await browser.get("/api/me")).json()["time_zone"] == "Asia/Shanghai"


async def test_the_way_back_in_from_the_command_line(own_database: Database, client: Any) -> None:
    token = await reset_password(own_database.app_dsn, "erin@ours.test", NOW)
    assert (await client(None).get(f"/welcome/{token}")).status_code == 200
    assert await reset_password(own_database.app_dsn, "nobody@ours.test", NOW) is None


async def test_who_administers_a_station_cannot_take_over_the_organisation(client: Any, us: Cast, own_database: Database) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("update grants set scope = 'station', scope_id = $1 where user_id = $2", us.station, us.users["erin"])
    await owner.close()
    erin = client("erin")
    assert code_of(await erin.post(f"/api/people/{us.users['alice']}/password-reset")) == (403, "not_allowed")
    assert code_of(await erin.post("/api/people", json={**NEW, "role": "administrator"})) == (403, "not_allowed")
    assert code_of(await erin.put(f"/api/people/{us.users['alice']}/active", json={"active": False})) == (403, "not_allowed")


async def test_a_person_is_given_roles_for_parts_of_the_organisation(client: Any, us: Cast) -> None:
    max_id = us.users["max"]
    async with client("erin") as erin:
        wanted = [
            {"role": "dispatcher", "scope": "station", "scope_id": str(us.station)},
            {"role": "parts_clerk", "scope": "organisation", "scope_id": None},
        ]
        assert (await erin.put(f"/api/people/{max_id}/grants", json=wanted)).status_code == 204
        found = (await erin.get(f"/api/people/{max_id}/grants")).json()
    assert [(row["role"], row["scope"], row["name"]) for row in found] == [
        ("dispatcher", "station", "ours 1"),
        ("parts_clerk", "organisation", None),
    ]
    assert (await client("max").get("/api/me")).json()["roles"] == ["dispatcher", "parts_clerk"]


@pytest.mark.parametrize(
    ("grant", "field"),
    [
        ({"role": "dispatcher", "scope": "station", "scope_id": "00000000-0000-0000-0000-000000000001"}, "dispatcher"),
        ({"role": "dispatcher", "scope": "station", "scope_id": None}, "dispatcher"),
        ({"role": "engineer", "scope": "organisation", "scope_id": None}, "engineer"),
        ({"role": "engineer", "scope": "own", "scope_id": None}, "engineer"),
    ],
)
async def test_a_role_without_sense_is_refused(client: Any, us: Cast, grant: Any, field: str) -> None:
    answer = await client("erin").put(f"/api/people/{us.users['max']}/grants", json=[grant])
    assert code_of(answer) == (422, "field_not_valid")
    assert answer.json()["params"]["fields"] == [field]


async def test_the_last_administrator_keeps_his_role(client: Any, us: Cast) -> None:
    answer = await client("erin").put(f"/api/people/{us.users['erin']}/grants", json=[])
    assert code_of(answer) == (409, "last_administrator")
