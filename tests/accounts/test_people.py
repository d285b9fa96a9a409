import asyncio
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from outrider.accounts.people import store as people
from outrider.accounts.sessions import store as sessions
from outrider.accounts.sessions.rules import token_hash
from outrider.db import transaction
from outrider.first import first_administrator, give_administrator, reset_password
from outrider.ids import new_id
from outrider.model import Role
from tests.cast import NOW, PASSWORD, Cast, take_order
from tests.conftest import Database, FixedClock, code_of, one_row

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
    assert (await client("erin").put(f"/api/people/{us.users['alice']}/active", json={"active": False})).status_code == 200
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


async def test_the_last_administrator_keeps_their_role(client: Any, us: Cast) -> None:
    answer = await client("erin").put(f"/api/people/{us.users['erin']}/grants", json=[])
    assert code_of(answer) == (409, "last_administrator")


async def reset_link(client: Any, us: Cast, name: str = "alice") -> str:
    made = (await client("erin").post(f"/api/people/{us.users[name]}/password-reset")).json()
    return str(made["url"].partition(":8000")[2])


async def choose(client: Any, path: str) -> int:
    return int((await client(None).post(path, data={"password": "another sentence"})).status_code)


async def test_a_link_ends_every_earlier_one(client: Any, us: Cast) -> None:
    first, second = await reset_link(client, us), await reset_link(client, us)
    assert [(await client(None).get(path)).status_code for path in (first, second)] == [410, 200]
    assert (await choose(client, first), await choose(client, second), await choose(client, second)) == (410, 303, 410)


async def test_an_invitation_ends_with_a_reset(client: Any) -> None:
    made = (await client("erin").post("/api/people", json=NEW)).json()
    reset = (await client("erin").post(f"/api/people/{made['user_id']}/password-reset")).json()["url"].partition(":8000")[2]
    assert (await choose(client, reset), await choose(client, made["url"].partition(":8000")[2])) == (303, 410)


async def test_of_two_links_used_at_once_one_counts(client: Any, pool: Any, us: Cast) -> None:
    paths = []
    async with transaction(pool, us.org_id) as tx:
        for token in ("one", "two"):
            until = NOW + timedelta(days=1)
            await sessions.add_link(tx, token_hash(token), us.users["alice"], "password_reset", until)
            paths.append(f"/welcome/{token}")
    assert sorted(await asyncio.gather(*(choose(client, path) for path in paths))) == [303, 410]


async def test_nobody_who_was_disabled_comes_in_by_a_link(client: Any, us: Cast) -> None:
    before = await reset_link(client, us)
    await client("erin").put(f"/api/people/{us.users['alice']}/active", json={"active": False})
    after = await reset_link(client, us)
    for path in (before, after):
        assert (await client(None).get(path)).status_code == 410
        assert await choose(client, path) == 410
    await client("erin").put(f"/api/people/{us.users['alice']}/active", json={"active": True})
    assert [await choose(client, path) for path in (before, after, await reset_link(client, us))] == [410, 410, 303]


async def test_who_is_enabled_again_signs_in_anew(client: Any, us: Cast) -> None:
    made = (await client("erin").post(f"/api/people/{us.users['alice']}/tokens", json={"name": "Reader"})).json()
    bearer = {"authorization": f"Bearer {made['token']}"}
    phone = {"id": str(new_id(NOW)), "public_key": {"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}, "name": "Phone"}
    assert (await client("bob").post("/api/phones", json=phone)).status_code == 204
    for name in ("alice", "bob"):
        for active in (False, True):
            answer = await client("erin").put(f"/api/people/{us.users[name]}/active", json={"active": active})
            assert answer.status_code == 200
        assert code_of(await client(name).get("/api/me")) == (401, "not_signed_in")
    assert code_of(await client(None).get("/api/me", headers=bearer)) == (401, "not_signed_in")
    assert (await client(None).post("/api/sign-in", json={"login": "alice@ours.test", "password": PASSWORD})).status_code == 200


async def test_enabling_whoever_is_enabled_changes_nothing(client: Any, us: Cast) -> None:
    assert (await client("erin").put(f"/api/people/{us.users['alice']}/active", json={"active": True})).status_code == 200
    assert (await client("alice").get("/api/me")).status_code == 200


async def two_administrators(pool: Any, us: Cast, scope: str = "organisation") -> None:
    async with transaction(pool, us.org_id) as tx:
        unit = us.station if scope == "station" else None
        await people.add_grant(tx, us.users["alice"], Role.ADMINISTRATOR, scope, unit)


@pytest.mark.parametrize("way", ["active", "grants"])
async def test_two_who_take_the_right_from_each_other_at_once_leave_one(client: Any, pool: Any, us: Cast, way: str) -> None:
    await two_administrators(pool, us)
    body: Any = {"active": False} if way == "active" else [{"role": "dispatcher", "scope": "organisation"}]
    pairs = (("erin", "alice"), ("alice", "erin"))
    answers = await asyncio.gather(*(client(who).put(f"/api/people/{us.users[whom]}/{way}", json=body) for who, whom in pairs))
    async with transaction(pool, us.org_id) as tx:
        left = "select count(*) from users u join grants g on g.user_id = u.id where u.active and g.role = 'administrator'"
        assert await tx.value(left) == 1
    done = 200 if way == "active" else 204
    assert sorted(answer.status_code for answer in answers) in ([done, 401], [done, 403], [done, 409])


async def test_a_stations_administrator_is_no_other_one(client: Any, pool: Any, us: Cast) -> None:
    await two_administrators(pool, us, "station")
    path = f"/api/people/{us.users['erin']}"
    assert code_of(await client("erin").put(f"{path}/active", json={"active": False})) == (409, "last_administrator")
    grants = [{"role": "administrator", "scope": "station", "scope_id": str(us.station)}]
    assert code_of(await client("erin").put(f"{path}/grants", json=grants)) == (409, "last_administrator")


async def test_the_role_is_given_back_from_the_command_line(own_database: Database, client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("delete from grants where user_id = $1", us.users["erin"])
        await tx.run("update users set active = false where id = $1", us.users["erin"])
    assert await give_administrator(own_database.app_dsn, "erin@ours.test", NOW) is True
    assert (await client("erin").post("/api/people", json=NEW)).status_code == 201
    assert await give_administrator(own_database.app_dsn, "nobody@ours.test", NOW) is None


SEVERAL = ("a@x.test, b@y.test", "a@x.test;b@y.test", "a@x.test b@y.test", "A <a@x.test>", "a@x.test,", "a@b@x.test", "a@x.test\nb@y.test",
           "a@x.test?cc=b@y.test,c", "@x.test", "a@", "a@x..test", "(b@y.test)a@x.test", "a" * 250 + "@x.test")  # fmt: skip


async def test_a_mail_field_names_exactly_one_recipient(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        account = (await one_row(tx.connection, "select account_id from orders where id = $1", await take_order(tx, us)))["account_id"]
    for wrong in SEVERAL:
        assert code_of(await client("erin").post("/api/people", json={**NEW, "login": wrong})) == (422, "field_not_valid"), wrong
        contact = {"account_id": str(account), "name": "Ana", "phone": "+49 30 1", "language": "en", "email": wrong}
        assert code_of(await client("erin").post("/api/master/contacts", json=contact)) == (422, "field_not_valid"), wrong
    for right in ("a@x.test", "Ana.Ü+1@例え.test", "a'b@sub.x-y.test"):
        assert (await client("erin").post("/api/master/contacts", json={**contact, "email": right})).status_code == 201, right


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"name": "N" * 201}, ["name"]),
        ({"name": " \u200b"}, ["name"]),
        ({"phone": "1" * 41}, ["phone"]),
        ({"login": "nobody"}, ["login"]),
        ({"skills": ["server", "sever"]}, ["skills"]),
        ({"name": "", "skills": ["quantum"]}, ["name", "skills"]),
    ],
)
async def test_an_invitation_is_refused_at_the_field_that_is_wrong(
    client: Any, us: Cast, change: dict[str, Any], fields: list[str]
) -> None:
    body = {"login": "new@ours.test", "name": "New", "role": "engineer", "language": "en", "unit_id": str(us.station), "skills": ["server"]}
    async with client("erin") as erin:
        refused = await erin.post("/api/people", json={**body, **change})
        assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "field_not_valid"), fields)
        codes = [row["values"]["code"] for row in (await erin.get("/api/master/skills")).json()["rows"]]
    assert codes == ["server"]  # a slip is no new skill


async def test_a_skill_of_an_invitation_is_the_catalogues_in_any_spelling(client: Any, us: Cast) -> None:
    body = {
        "login": "new@ours.test",
        "name": "New",
        "role": "engineer",
        "language": "en",
        "unit_id": str(us.station),
        "skills": ["ＳＥＲＶＥＲ"],
    }
    async with client("erin") as erin:
        assert (await erin.post("/api/people", json=body)).status_code == 201
        rows = (await erin.get("/api/master/qualifications")).json()["rows"]
    assert [row["names"]["skill_id"] for row in rows].count("server") == 3
