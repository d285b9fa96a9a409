"""The phone of somebody who was disabled may hand in what it holds, until an administrator ends its session."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from outrider.accounts.people import store as people
from outrider.accounts.sessions import actions as sessions
from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import Role
from tests.cast import NOW, Cast
from tests.conftest import code_of
from tests.offline.phone import Phone


@pytest.fixture
async def bob(client: Any) -> AsyncIterator[Phone]:
    async with client("bob") as browser:
        phone = Phone(browser)
        await phone.register()
        yield phone


async def ends(client: Any, phone: Phone, name: str = "erin") -> Any:
    return await client(name).delete(f"/api/phones/{phone.id}/sessions")


async def lists(client: Any, name: str = "alice") -> list[tuple[str, bool]]:
    return [(row["name"], row["signed_in"]) for row in (await client(name).get("/api/phones")).json()]


async def hands_in(phone: Phone) -> Any:
    return await phone.client.post("/api/phone/commands", json={"sent_at": NOW.isoformat(), "commands": []})


async def test_the_phone_of_somebody_disabled_hands_in_nothing_once_its_session_was_ended(bob: Phone, client: Any, us: Cast) -> None:
    await client("erin").put(f"/api/people/{us.users['bob']}/active", json={"active": False})
    assert (await hands_in(bob)).status_code == 200
    assert await lists(client) == [("Bob", True)]
    assert (await ends(client, bob)).status_code == 204
    assert code_of(await hands_in(bob)) == (401, "not_signed_in")
    assert await lists(client) == [("Bob", False)]


async def test_what_is_ended_is_told_once_with_who_did_it(bob: Phone, client: Any, pool: Any, us: Cast) -> None:
    assert [(await ends(client, bob)).status_code for _ in range(2)] == [204, 204]
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select user_id, payload from events where kind = 'phone_session_ended'")
    assert [(row["user_id"], row["payload"]) for row in rows] == [
        (us.users["erin"], {"user_id": str(us.users["bob"]), "phone_id": str(bob.id)})
    ]


async def test_another_session_of_the_same_person_goes_on(bob: Phone, client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        token = await sessions.open_session(tx, us.users["bob"], "a browser", NOW)
    await ends(client, bob)
    answer = await client(None).get("/api/me", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200


async def test_administrator_of_a_station_ends_the_phones_of_their_own(bob: Phone, client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update grants set scope = 'station', scope_id = $2 where user_id = $1", us.users["erin"], new_id(NOW))
        await people.add_grant(tx, us.users["erin"], Role.DISPATCHER, "organisation", None)
    assert code_of(await ends(client, bob)) == (404, "not_found")
    assert (await hands_in(bob)).status_code == 200
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update grants set scope_id = $2 where user_id = $1 and role = 'administrator'", us.users["erin"], us.station)
    assert (await ends(client, bob)).status_code == 204


async def test_a_dispatcher_ends_no_session(bob: Phone, client: Any) -> None:
    assert code_of(await ends(client, bob, "alice")) == (403, "not_allowed")
    assert code_of(await ends(client, bob, "mallory")) == (403, "not_allowed")
