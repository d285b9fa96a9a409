"""A record was changed by mistake, a unit switched off, a shift moved: within the undo seconds one press brings back what stood there."""

from datetime import timedelta
from typing import Any

import pytest

from outrider.db import transaction
from outrider.model import Role
from tests.cast import NOW, Cast
from tests.conftest import FixedClock, code_of

from .test_shifts import add


async def withdraw(client: Any, entity: str, id: Any, who: str = "erin") -> Any:
    return await client(who).post(f"/api/master/{entity}/{id}/withdrawal")


async def change(client: Any, entity: str, id: Any, who: str = "erin", **edits: tuple[Any, Any]) -> Any:
    """The changes of the record, newest first."""
    async with client(who) as browser:
        body = {field: {"was": was, "now": now} for field, (was, now) in edits.items()}
        assert (await browser.patch(f"/api/master/{entity}/{id}", json=body)).status_code == 204
        return (await browser.get(f"/api/master/{entity}/{id}/changes")).json()


async def values(client: Any, entity: str, id: Any) -> Any:
    return (await client("erin").get(f"/api/master/{entity}/{id}")).json()["values"]


async def test_a_unit_that_was_switched_off_is_there_as_before(client: Any, us: Cast, clock: FixedClock) -> None:
    before = await values(client, "units", us.station)
    rows = await change(client, "units", us.station, active=(True, False), name=("ours 1", "Closed"))
    assert rows[0]["undo_until"] == "2026-03-02T10:00:10Z"
    clock.at += timedelta(seconds=5)
    assert (await withdraw(client, "units", us.station)).status_code == 204
    assert await values(client, "units", us.station) == before


async def test_a_shift_is_when_it_was(client: Any, us: Cast, clock: FixedClock) -> None:
    id = (await add(client, us, "08:00", "16:00")).json()["id"]
    clock.at += timedelta(seconds=1)
    before = await values(client, "shifts", id)
    await change(client, "shifts", id, starts=("08:00:00", "09:00"), ends=("16:00:00", "24:00"))
    assert await values(client, "shifts", id) != before
    assert (await withdraw(client, "shifts", id)).status_code == 204
    assert await values(client, "shifts", id) == before


async def test_after_ten_seconds_it_stands(client: Any, us: Cast, clock: FixedClock) -> None:
    await change(client, "units", us.station, active=(True, False))
    clock.at = NOW + timedelta(seconds=11)
    assert code_of(await withdraw(client, "units", us.station)) == (409, "too_late_to_withdraw")


async def test_what_somebody_has_changed_since_stands(client: Any, pool: Any, us: Cast, clock: FixedClock) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into grants (org_id, user_id, role, scope) values (current_org(), $1, $2, 'organisation')",
                     us.users["alice"], Role.ADMINISTRATOR)  # fmt: skip
    await change(client, "units", us.station, active=(True, False))
    clock.at += timedelta(seconds=1)
    rows = await change(client, "units", us.station, "alice", name=("ours 1", "North"))
    assert rows[0]["undo_until"] is not None
    refused = await withdraw(client, "units", us.station)
    assert code_of(refused) == (409, "record_changed_meanwhile")
    assert refused.json()["params"] == {"name": "Alice"}
    assert (await client("erin").get(f"/api/master/units/{us.station}/changes")).json()[0]["undo_until"] is None


async def test_what_was_only_just_made_is_not_taken_away(client: Any, us: Cast) -> None:
    id = (await add(client, us, "08:00", "16:00")).json()["id"]
    assert code_of(await withdraw(client, "shifts", id)) == (409, "record_changed_meanwhile")
    assert code_of(await withdraw(client, "units", us.station)) == (409, "record_changed_meanwhile")


async def test_who_may_not_change_it_takes_nothing_back(client: Any, us: Cast) -> None:
    assert code_of(await withdraw(client, "units", us.station, "bob")) == (403, "not_allowed")
    assert code_of(await withdraw(client, "units", us.station, "mallory")) == (404, "not_found")


@pytest.mark.parametrize("entity", ["nothing"])
async def test_nothing_of_a_kind_that_is_not_there(client: Any, us: Cast, entity: str) -> None:
    assert code_of(await withdraw(client, entity, us.station)) == (404, "not_found")
