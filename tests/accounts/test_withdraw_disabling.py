"""Somebody was disabled by mistake: within the undo seconds all is as before, their browsers, programs and links too."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.accounts.people import store as people
from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import ALL, Role
from outrider.status.order.actions import lock_order
from tests.cast import NOW, Cast, give, take_order, walk
from tests.conftest import FixedClock, code_of

from .test_people import choose, reset_link, two_administrators

ACCESS = {
    "users": "select * from users where id = $1",
    "sessions": "select * from sessions where user_id = $1 order by id",
    "links": "select * from one_time_links where user_id = $1 order by token_hash",
    "grants": "select * from grants where user_id = $1 order by role",
}


async def access(pool: Any, us: Cast, name: str = "alice") -> dict[str, Any]:
    async with transaction(pool, us.org_id) as tx:
        return {table: [dict(row) for row in await tx.connection.fetch(sql, us.users[name])] for table, sql in ACCESS.items()}


async def disable(client: Any, us: Cast, whom: str = "alice", who: str = "erin") -> Any:
    answer = await client(who).put(f"/api/people/{us.users[whom]}/active", json={"active": False})
    assert answer.status_code == 200
    return answer.json()["undo_until"]


async def withdraw(client: Any, us: Cast, whom: str = "alice", who: str = "erin") -> Any:
    return await client(who).post(f"/api/people/{us.users[whom]}/withdrawal")


async def test_all_is_as_before(client: Any, pool: Any, us: Cast, clock: FixedClock) -> None:
    """With a browser, a program, a phone, a session that they had ended themselves, and a link."""
    await client("erin").post(f"/api/people/{us.users['alice']}/tokens", json={"name": "Reader"})
    link = await reset_link(client, us)
    async with transaction(pool, us.org_id) as tx:
        await people.add_grant(tx, us.users["alice"], Role.SERVICE_DESK, "organisation", None)
        await tx.run("insert into sessions (id, token_hash, org_id, user_id, agent, created_at, expires_at, revoked_at) values "
                     "($1, 'x', current_org(), $2, 'ended', $3, $3, $4)", new_id(NOW), us.users["alice"], NOW, NOW - timedelta(hours=1))  # fmt: skip
    before = await access(pool, us)
    clock.at += timedelta(minutes=1)
    assert await disable(client, us) == "2026-03-02T10:01:10Z"
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")
    clock.at += timedelta(seconds=9)
    assert (await withdraw(client, us)).json() == {"stay": []}
    assert await access(pool, us) == before
    assert (await client("alice").get("/api/me")).status_code == 200
    assert await choose(client, link) == 303


async def visits_of_bob(pool: Any, us: Cast) -> list[UUID]:
    """One that is only planned, one at which Bob works."""
    async with transaction(pool, us.org_id) as tx:
        planned, begun = await take_order(tx, us), await take_order(tx, us)
        for order in (planned, begun):
            await give(tx, us, order)
        await walk(tx, us, begun, "accept", "confirm_appointment", "set_off", "arrive")
        return [planned, begun]


async def whose(pool: Any, us: Cast, orders: list[UUID]) -> list[Any]:
    async with transaction(pool, us.org_id) as tx:
        heads = [await lock_order(tx, order, ALL) for order in orders]
        return [(head.status, head.engineer_id) for head in heads]


async def test_who_leaves_gives_their_visits_back_and_has_them_again_when_it_is_undone(
    client: Any, pool: Any, us: Cast, clock: FixedClock
) -> None:
    orders = await visits_of_bob(pool, us)
    listed = (await client("erin").get("/api/people")).json()
    assert {row["name"]: row["open_visits"] for row in listed} == {"Alice": 0, "Bob": 2, "Charlie": 0, "Erin": 0, "Max": 0}
    before = await whose(pool, us, orders)
    clock.at += timedelta(minutes=1)
    answer = await client("erin").put(f"/api/people/{us.users['bob']}/active", json={"active": False, "give_back": True})
    assert answer.json() == {"undo_until": "2026-03-02T10:01:10Z", "given_back": 1, "stay": 1}
    assert await whose(pool, us, orders) == [("awaiting_assignment", None), before[1]]
    clock.at += timedelta(seconds=5)
    assert (await withdraw(client, us, "bob")).json() == {"stay": []}
    assert await whose(pool, us, orders) == before


async def test_a_visit_that_somebody_else_has_meanwhile_stays_theirs_and_is_named(
    client: Any, pool: Any, us: Cast, clock: FixedClock
) -> None:
    orders = await visits_of_bob(pool, us)
    shown = (await client("erin").get(f"/api/people/{us.users['bob']}/visits")).json()
    assert {row["order_id"]: row["goes_back"] for row in shown} == {str(orders[0]): True, str(orders[1]): False}
    clock.at += timedelta(minutes=1)
    await client("erin").put(f"/api/people/{us.users['bob']}/active", json={"active": False, "give_back": True})
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, orders[0], "charlie")
    [number] = [row["number"] for row in shown if row["goes_back"]]
    assert (await withdraw(client, us, "bob")).json() == {"stay": [number]}
    assert await whose(pool, us, orders[:1]) == [("assigned", us.users["charlie"])]


async def test_who_is_only_disabled_keeps_their_visits(client: Any, pool: Any, us: Cast) -> None:
    orders = await visits_of_bob(pool, us)
    before = await whose(pool, us, orders)
    await disable(client, us, "bob")
    assert await whose(pool, us, orders) == before


async def test_it_is_one_event(client: Any, pool: Any, us: Cast) -> None:
    await disable(client, us)
    await withdraw(client, us)
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select kind, user_id, payload from events where order_id is null order by written")
    said = {"user_id": str(us.users["alice"])}
    assert [tuple(row) for row in rows] == [(kind, us.users["erin"], said) for kind in ("person_disabled", "disabling_withdrawn")]


async def test_after_ten_seconds_it_stands(client: Any, us: Cast, clock: FixedClock) -> None:
    await disable(client, us)
    for seconds in (11, 100):
        clock.at = NOW + timedelta(seconds=seconds)
        assert code_of(await withdraw(client, us)) == (409, "too_late_to_withdraw")
    assert code_of(await client("alice").get("/api/me")) == (401, "not_signed_in")


async def test_where_nothing_can_be_undone_it_stands_from_the_beginning(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orgs set undo_seconds = 0 where id = current_org()")
    assert await disable(client, us) is None
    assert code_of(await withdraw(client, us)) == (409, "too_late_to_withdraw")


@pytest.mark.parametrize("meanwhile", ["link", "enabled", "withdrawn", "grants"])
async def test_what_somebody_has_decided_since_stands(client: Any, us: Cast, meanwhile: str) -> None:
    path = f"/api/people/{us.users['alice']}"
    await disable(client, us)
    async with client("erin") as erin:
        if meanwhile == "link":
            await erin.post(f"{path}/password-reset")
        elif meanwhile == "enabled":
            await erin.put(f"{path}/active", json={"active": True})
        elif meanwhile == "withdrawn":
            await withdraw(client, us)
        else:
            await erin.put(f"{path}/grants", json=[{"role": "dispatcher", "scope": "organisation"}])
    refused = await withdraw(client, us)
    assert code_of(refused) == (409, "person_changed_meanwhile")
    assert refused.json()["params"] == {"name": "Erin"}


async def test_only_who_disabled_them_takes_it_back(client: Any, pool: Any, us: Cast) -> None:
    await two_administrators(pool, us)
    await disable(client, us, "max", "alice")
    assert code_of(await withdraw(client, us, "max", "erin")) == (409, "person_changed_meanwhile")
    assert code_of(await withdraw(client, us, "max", "charlie")) == (403, "not_allowed")
    assert (await withdraw(client, us, "max", "alice")).json() == {"stay": []}


async def test_nobody_is_withdrawn_who_is_not_there(client: Any, us: Cast) -> None:
    assert code_of(await client("erin").post(f"/api/people/{new_id(NOW)}/withdrawal")) == (404, "not_found")
