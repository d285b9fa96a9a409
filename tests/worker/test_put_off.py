"""Who looks after the house sees what the worker has put off: what it was, whom it concerns, why, when it is tried again; and has it tried."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from outrider import jobs, periodic
from outrider.backoff import Backoff, Item
from outrider.db import transaction
from outrider.ids import new_id
from outrider.notify import actions as notify
from outrider.worker import JOBS
from tests.cast import NOW, Cast, take_order
from tests.conftest import Database, code_of
from tests.laws.words import BROWSER

WRONG = OverflowError("date value out of range")
Said = dict[int, set[Item]]


async def order_of(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await take_order(tx, us, level="0")


async def listed(client: Any, who: str = "erin") -> Any:
    return (await client(who).get("/api/put-off")).json()


async def wants(client: Any, row: Any, who: str = "erin") -> Any:
    return await client(who).post("/api/put-off/try", json={key: row[key] for key in ("source", "what", "item")})


async def test_an_alarm_that_is_put_off_is_seen_with_its_order(client: Any, pool: Any, us: Cast) -> None:
    order, backoff = await order_of(pool, us), Backoff()
    for minutes in (0, 1):
        backoff.failed(("alarm", us.org_id, order), NOW + timedelta(minutes=minutes), WRONG)
    await periodic.say_put_off(pool, backoff, {}, NOW + timedelta(minutes=1))
    (row,) = await listed(client)
    assert (row["source"], row["what"], row["order_id"], row["times"]) == ("periodic", "alarm", str(order), 2)
    assert (row["failed_at"], row["next_at"]) == ("2026-03-02T10:01:00Z", "2026-03-02T10:06:00Z")
    assert (row["error"], row["wanted"], bool(row["number"])) == ("OverflowError: date value out of range", False, True)


async def test_a_forecast_that_is_put_off_names_the_engineer(client: Any, pool: Any, us: Cast) -> None:
    backoff = Backoff()
    backoff.failed(("forecast", us.org_id, us.users["bob"]), NOW, WRONG)
    backoff.failed(("promises", us.org_id, None), NOW, WRONG)
    await periodic.say_put_off(pool, backoff, {}, NOW)
    assert [(row["what"], row["name"], row["order_id"]) for row in await listed(client)] == [
        ("forecast", "Bob", None),
        ("promises", None, None),
    ]


async def test_what_is_wanted_has_its_turn_at_once(client: Any, pool: Any, us: Cast) -> None:
    order, backoff, said = await order_of(pool, us), Backoff(), Said()
    item: Item = ("alarm", us.org_id, order)
    backoff.failed(item, NOW, WRONG)
    await periodic.say_put_off(pool, backoff, said, NOW)
    (row,) = await listed(client)
    assert (await wants(client, row)).status_code == 204
    assert [row["wanted"] for row in await listed(client)] == [True]
    assert backoff.waits(item, NOW)
    await periodic.say_put_off(pool, backoff, said, NOW)
    assert not backoff.waits(item, NOW)
    backoff.failed(item, NOW, WRONG)
    await periodic.say_put_off(pool, backoff, said, NOW)
    assert [(row["times"], row["wanted"]) for row in await listed(client)] == [(2, False)]


async def test_what_is_done_leaves_the_list(client: Any, pool: Any, us: Cast) -> None:
    order, backoff, said = await order_of(pool, us), Backoff(), Said()
    backoff.failed(("alarm", us.org_id, order), NOW + timedelta(minutes=10), WRONG)
    await periodic.say_put_off(pool, backoff, said, NOW + timedelta(minutes=10))
    (row,) = await listed(client)
    assert await periodic.fire_alarms(pool, backoff, us.org_id, NOW + timedelta(minutes=12)) > 0
    await periodic.say_put_off(pool, backoff, said, NOW + timedelta(minutes=12))
    assert (await listed(client), said) == ([], {})
    assert code_of(await wants(client, row)) == (404, "not_found")


async def test_what_no_worker_speaks_of_any_more_is_over(client: Any, pool: Any, us: Cast) -> None:
    """It was killed; the next one tries at once, and says so if it fails again."""
    order, backoff = await order_of(pool, us), Backoff()
    backoff.failed(("alarm", us.org_id, order), NOW, WRONG)
    await periodic.say_put_off(pool, backoff, {}, NOW)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update put_off set said_at = said_at - interval '2 minutes'")
    assert await listed(client) == []


async def held_job(own_database: Database, us: Cast, pool: Any, job: str, payload: Any) -> int:
    """As PgQueuer leaves a job that failed (on_failure="hold")."""
    trace = {"exception_type": "KeyError", "exception_message": "'x'"}
    async with transaction(pool, us.org_id) as tx:
        await jobs.enqueue(tx, job, msgspec.json.encode(payload), "once")
        id = await tx.value("update pgqueuer set status = 'failed' where entrypoint = $1 returning id", job)
        log = "insert into pgqueuer_log (job_id, status, priority, entrypoint, traceback) values ($1, 'failed', 0, $2, $3)"
        await tx.run(log, id, job, trace)
    return int(id)


async def test_a_job_that_failed_waits_for_a_person(client: Any, pool: Any, us: Cast, own_database: Database) -> None:
    order = await order_of(pool, us)
    id = await held_job(own_database, us, pool, jobs.FORGET_PASSWORD, (us.org_id, order, NOW))
    (row,) = await listed(client)
    assert (row["source"], row["what"], row["order_id"], row["times"], row["next_at"]) == ("job", "forget_password", str(order), 1, None)
    assert row["error"] == "KeyError: 'x'"
    assert (await wants(client, row)).status_code == 204
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status::text from pgqueuer where id = $1", id) == "queued"
    assert await listed(client) == []


@pytest.mark.parametrize("payload", ["number", "list"])
async def test_nobody_sees_or_tries_a_job_of_another_organisation(
    client: Any, pool: Any, us: Cast, own_database: Database, payload: str
) -> None:
    other = own_database.them.org_id
    job = jobs.INDEX_RECORDS if payload == "number" else jobs.RECOMPUTE_CLOCKS
    id = await held_job(own_database, us, pool, job, other if payload == "number" else (other, "level", "0"))
    assert await listed(client) == []
    assert code_of(await wants(client, {"source": "job", "what": job, "item": str(id)})) == (404, "not_found")


async def test_who_administers_a_station_sees_nothing_of_the_house(client: Any, pool: Any, us: Cast) -> None:
    backoff = Backoff()
    backoff.failed(("promises", us.org_id, None), NOW, WRONG)
    await periodic.say_put_off(pool, backoff, {}, NOW)
    (row,) = await listed(client)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update grants set scope = 'station', scope_id = $2 where user_id = $1", us.users["erin"], us.station)
    assert await listed(client) == []
    assert code_of(await wants(client, row)) == (404, "not_found")
    assert code_of(await client("alice").get("/api/put-off")) == (403, "not_allowed")
    assert code_of(await wants(client, {**row, "source": "else", "item": str(new_id(NOW))})) == (422, "field_not_valid")


@pytest.mark.parametrize("language", BROWSER)
def test_each_has_its_words(language: str) -> None:
    names = {row.name for row in periodic.PERIODIC} | {"alarm", "forecast", "held lane", "print", "ways"} | set(JOBS)
    assert {name for name in names if f"put_off.{name.replace(' ', '_')}" not in BROWSER[language]} == set()


async def test_an_alarm_that_works_beside_one_that_fails_leaves_the_list(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """All together fail because of the one; the other had failed before, and goes well alone."""
    good, bad, backoff = await order_of(pool, us), await order_of(pool, us), Backoff()
    backoff.failed(("alarm", us.org_id, good), NOW + timedelta(minutes=10), WRONG)

    async def tell(tx: Any, fired: Any, now: Any) -> None:
        if any(alarm.owner.order_id == bad for alarm in fired):
            raise WRONG

    monkeypatch.setattr(notify, "notify_alarms", tell)
    now = NOW + timedelta(minutes=12)
    await periodic.fire_alarms(pool, backoff, us.org_id, now)
    assert list(backoff.of_organisations(now)[us.org_id]) == [("alarm", us.org_id, bad)]
