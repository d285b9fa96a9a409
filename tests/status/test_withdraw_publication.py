"""A level or a calendar that was published by mistake: within the undo seconds its publication is as if it had never been."""

from datetime import timedelta
from typing import Any

from outrider.db import transaction, transactions_of
from outrider.model import Role
from outrider.notify import actions as notify
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from tests.cast import NOW, Cast, act, take_order
from tests.conftest import FixedClock, code_of

WAITS = "select execute_after - created as wait from pgqueuer where entrypoint = 'recompute_clocks' order by id"
LATER = NOW + timedelta(seconds=5)


async def current(client: Any, kind: str, code: str) -> Any:
    return next(row for row in (await client("erin").get(f"/api/rules/{kind}")).json() if row["code"] == code)


async def publish(client: Any, kind: str = "level", code: str = "0", **change: Any) -> Any:
    rule = await current(client, kind, code)
    document = {**rule["document"], **change}
    answer = await client("erin").put(f"/api/rules/{kind}/{code}", json={"document": document, "expected": rule["version"]})
    assert answer.status_code == 200
    return answer.json()


async def withdraw(client: Any, version: int = 2, kind: str = "level", code: str = "0", who: str = "erin") -> Any:
    return await client(who).post(f"/api/rules/{kind}/{code}/withdrawal", json={"version": version})


def tighter(document: Any) -> Any:
    return [{**limit, "minutes": 1} if limit["minutes"] else limit for limit in document["limits"]]


async def test_the_version_before_is_in_force_again(client: Any) -> None:
    before = await current(client, "level", "0")
    made = await publish(client, limits=tighter(before["document"]))
    assert (made["version"], made["undo_until"]) == (2, "2026-03-02T10:00:10Z")
    assert (await withdraw(client)).status_code == 204
    assert await current(client, "level", "0") == before


async def test_what_was_withdrawn_stands_in_the_versions_and_the_next_one_has_another_number(client: Any) -> None:
    await publish(client, remote_first=False)
    await withdraw(client)
    made = await publish(client, tell_customer=True)
    assert made["version"] == 3
    rows = (await client("erin").get("/api/rules/level/0/versions")).json()
    assert [(row["version"], row["withdrawn"], row["differences"]) for row in rows] == [
        (3, False, [["tell_customer", False, True]]),
        (2, True, [["remote_first", True, False]]),
        (1, False, []),
    ]


async def test_orders_are_counted_anew_when_it_cannot_be_withdrawn_any_more(client: Any, pool: Any, us: Cast) -> None:
    await publish(client, remote_first=False)
    await withdraw(client)
    async with transaction(pool, us.org_id) as tx:
        waits = [row["wait"].total_seconds() for row in await tx.connection.fetch(WAITS)]
    assert [round(wait) for wait in waits] == [10, 0]


async def test_clocks_that_somebody_touched_meanwhile_are_as_before(client: Any, pool: Any, us: Cast) -> None:
    """The level is tightened, an order is written on and counted by it, said to be overdue, and the level is taken back."""
    stands = "select * from clocks where order_id = $1 order by what, n"
    bells = "select count(*) from notifications where withdrawn_at is null and kind in ('clock_warned', 'clock_breached')"
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
        before = [dict(row) for row in await tx.connection.fetch(stands, order)]
    await publish(client, limits=tighter((await current(client, "level", "0"))["document"]))
    async with transaction(pool, us.org_id) as tx:
        await clocks.refresh(tx, order, LATER)
        assert await clocks.fire(tx, NOW + timedelta(minutes=2), notify.notify_alarms) > 0
        assert await tx.value(bells) > 0
    assert (await withdraw(client)).status_code == 204
    await clocks.recompute(transactions_of(pool), us.org_id, "level", "0", LATER, notify.take_back)
    async with transaction(pool, us.org_id) as tx:
        assert [dict(row) for row in await tx.connection.fetch(stands, order)] == before
        assert await clocks.differences(tx, order) == []
        assert await tx.value(bells) == 0


async def test_a_stopped_clock_keeps_nothing_of_a_version_that_never_was(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
    await publish(client, limits=tighter((await current(client, "level", "0"))["document"]))
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "triage", LATER)
    await withdraw(client)
    async with transaction(pool, us.org_id) as tx:
        received = next(clock for clock in await clocks.derive(tx, order) if clock.what == "received")
    assert received.due_at is not None and received.due_at > NOW + timedelta(minutes=1)


async def test_it_is_one_event(client: Any, pool: Any, us: Cast) -> None:
    await publish(client, remote_first=False)
    await withdraw(client)
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select kind, payload from events where order_id is null order by written")
    said = {"kind": "level", "code": "0", "version": 2}
    assert [tuple(row) for row in rows] == [("service_rule_changed", said), ("publication_withdrawn", said)]


async def test_after_ten_seconds_it_stands(client: Any, clock: FixedClock) -> None:
    await publish(client, remote_first=False)
    clock.at = NOW + timedelta(seconds=11)
    assert code_of(await withdraw(client)) == (409, "too_late_to_withdraw")
    assert (await current(client, "level", "0"))["version"] == 2


async def test_what_somebody_has_published_since_stands(client: Any) -> None:
    await publish(client, remote_first=False)
    await publish(client, tell_customer=True)
    refused = await withdraw(client)
    assert code_of(refused) == (409, "rule_changed_meanwhile")
    assert refused.json()["params"] == {"name": "Erin"}


async def test_it_is_withdrawn_once_and_by_who_published_it(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("insert into grants (org_id, user_id, role, scope) values (current_org(), $1, $2, 'organisation')",
                     us.users["max"], Role.ADMINISTRATOR)  # fmt: skip
    await publish(client, remote_first=False)
    assert code_of(await withdraw(client, who="max")) == (409, "rule_changed_meanwhile")
    assert code_of(await withdraw(client, who="alice")) == (403, "not_allowed")
    assert (await withdraw(client)).status_code == 204
    assert code_of(await withdraw(client)) == (409, "rule_changed_meanwhile")
    assert (await current(client, "level", "0"))["version"] == 1


async def test_a_new_calendar_that_a_level_names_by_now_stands(client: Any) -> None:
    document = (await current(client, "calendar", "7x24"))["document"]
    made = await client("erin").put("/api/rules/calendar/nights", json={"document": document, "expected": 0})
    assert made.json()["version"] == 1
    await publish(client, calendar="nights")
    assert code_of(await withdraw(client, 1, "calendar", "nights")) == (409, "rule_named_meanwhile")
    await withdraw(client)
    assert (await withdraw(client, 1, "calendar", "nights")).status_code == 204
    assert "nights" not in [row["code"] for row in (await client("erin").get("/api/rules/calendar")).json()]


async def test_what_counts_clocks_reads_no_withdrawn_calendar(client: Any, pool: Any, us: Cast) -> None:
    await publish(client, "calendar", "7x24", hours=[[[0, 60]]] * 7)
    await withdraw(client, kind="calendar", code="7x24")
    async with transaction(pool, us.org_id) as tx:
        ((_, calendar),) = await levels.calendar_versions(tx, "7x24")
        assert calendar.hours == [[(0, 1440)]] * 7
