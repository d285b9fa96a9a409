"""The demo organisation is alive: every status, one visit about to be late, and it goes on."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from outrider import db, lang
from outrider.accounts.organisation import actions as organisation
from outrider.backoff import Backoff
from outrider.demo import devices, drive, load
from outrider.embedded.database import prepare
from outrider.embedded.postgres import APP, Postgres
from outrider.model import ALL, Actor, Cause, Role, Status, Who, moment_of
from outrider.parts.stock import actions as stock
from outrider.rescue import actions as rescue
from outrider.rescue.plans import actions as plans
from tests.conftest import COPIES, Database, FixedClock, copied

pytestmark = pytest.mark.whole

NOON = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)

OPEN = "status not in ('signed', 'follow_up', 'closed', 'cancelled')"
TWICE = f"(select string_agg(fault, ' ') as fault from orders where {OPEN} group by device_id having count(*) > 1) same"
CASES = {
    "a time agreed for another day": "visits where closed_at is null and window_from > '2026-05-07'",
    "a part whose date moved": "(select from part_request_dates group by request_id having count(*) > 1) moved",
    "a second visit": "orders o where o.status = 'assigned' and 1 < (select count(*) from attendances where order_id = o.id)",
    "a device on a bench": "orders where kind = 'carry_in' and status = 'diagnosing'",
    "somebody to ring": "calls_to_make",
    "one that can be opened again": "orders where status = 'cancelled'",
    "a double": f"{TWICE} where fault like '%nobody can book%'",
    "one by mail": "orders where came_in = 'mail'",
    "one by the web": "orders where came_in = 'web'",
    "an alarm that came again": "orders where alarm_count > 1",
    "a question": "reviews where closed_at is null",
    "a resident engineer with a visit there": "engineers e join sites s on s.id = e.resident_site_id join orders o on o.site_id = s.id "
    "join attendances a on a.order_id = o.id and a.engineer_id = e.user_id",
    "a pair that is kept apart": "blocked_pairs",
    "a classified customer of a station with somebody who is cleared": "accounts a join contracts c on c.account_id = a.id "
    "join engineers e on e.station_id = c.station_id join qualifications q on q.engineer_id = e.user_id "
    "join skills s on s.id = q.skill_id and s.kind = 'clearance' where a.class = 'classified'",
    "an order of a key account that nobody has": "orders o join accounts a on a.id = o.account_id where a.class = 'key' "
    "and o.status = 'awaiting_assignment'",
    "an engineer who runs late": "attendances where late_minutes > 0 and ended_at is null",
}


STORY = """
select a.order_id from attendances a join engineers e on e.user_id = a.engineer_id join users person on person.id = e.user_id
join forecasts f on f.attendance_id = a.id where person.name like '王磊%' and f.late_since is not null
"""


async def loading(of: Database) -> str | None:
    return await load.load(of.owner_dsn, of.app_dsn, NOON)


@pytest.fixture(scope="module")
async def loaded(server: Postgres, template: Database) -> Database:
    name = f"demo_{next(COPIES)}"
    await prepare(server, name)
    made = replace(template, name=name, owner_dsn=server.dsn(database=name), app_dsn=server.dsn(APP, name))
    assert await loading(made)
    return made


@pytest.fixture
async def own_database(server: Postgres, loaded: Database) -> AsyncIterator[Database]:
    """The demo's, in place of the cast's."""
    async with copied(server, loaded) as made:
        yield made


async def test_a_day_is_in_progress_with_every_status_and_one_late_visit(pool: Any) -> None:
    async with db.transaction(pool, 1) as tx:
        assert await tx.value("select count(*) from engineers") == 40
        assert 120 <= await tx.value("select count(*) from orders") <= 180
        assert {row[0] for row in await tx.connection.fetch("select distinct status from orders")} == set(Status)
        assert await tx.value("select count(*) from events where happened_at > $1", NOON) == 0
        assert await rescue.watch(tx, NOON, Backoff()) >= 1
        assert [row for row in await stock.stock(tx) if row.quantity < 0] == []
        assert await organisation.currency(tx, NOON.date()) == "CLP"


async def test_the_first_plan_for_the_late_visit_keeps_its_promise(pool: Any) -> None:
    async with db.transaction(pool, 1) as tx:
        await rescue.watch(tx, NOON, Backoff())
        [order] = [row["order_id"] for row in await tx.connection.fetch(STORY)]
        user = await tx.value("select id from users where name like '%Dispatch%' or email like 'dispatcher@%' limit 1")
        who = Who(1, user, user, None, "", "en", "UTC", {Role.DISPATCHER: ALL})
        plan = (await plans.plans(tx, order, who, NOON)).plans[0]
        cause = Cause(Actor("user", "console", user, frozenset({Role.DISPATCHER})), ALL, moment_of(NOON))
        await plans.carry_out(tx, order, plans.ChosenPlan(plan.way, plan.keeps, plan.moves, plan.days), cause)
        await rescue.watch(tx, NOON, Backoff())
        assert (
            await tx.value(
                "select f.late_minutes from forecasts f join attendances a on a.id = f.attendance_id where a.order_id = $1", order
            )
            == 0
        )


async def test_the_morning_has_every_case_that_nobody_plans(pool: Any) -> None:
    async with db.transaction(pool, 1) as tx:
        counted = {name: await tx.value(f"select count(*) from {of}") for name, of in CASES.items()}
        faults = await tx.connection.fetch(
            "select o.fault, o.skill, d.model from orders o join devices d on d.id = o.device_id where o.kind <> 'carry_in'"
        )
        assert await tx.value(f"select count(*) from {TWICE}") == 1  # whoever looks for the double finds no others
    assert [name for name, count in counted.items() if not count] == []
    known = {fault.text: name for name, line in devices.LINES.items() for fault in line.faults}
    assert all(row["skill"] == devices.LINES[row["model"]].skill for row in faults)
    assert {known[row["fault"]] == row["model"] for row in faults if row["fault"] in known} == {True}


def test_a_fault_is_read_in_both_languages_on_two_lines_of_a_phone() -> None:
    for line in devices.LINES.values():
        assert set(line.reports) == set(lang.languages())
        for fault in line.faults:
            assert len(fault.english) + 3 + 2 * len(fault.chinese) <= 2 * 26, fault.text


async def test_loading_twice_changes_nothing(own_database: Database) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    before = await owner.fetchval("select count(*) from events")
    assert await loading(own_database) is None
    assert await owner.fetchval("select count(*) from events") == before
    await owner.close()


async def test_engineers_drive_work_and_get_signatures_through_the_day(pool: Any) -> None:
    clock: Any = FixedClock(NOON)
    clock.speed = 90.0  # a round takes two seconds of it; customers call as often as in the time that goes by
    driver = drive.Driver(db.transactions_of(pool), 1, clock)
    seen = "select engineer_id, lat, lon from latest_positions"
    finished = "select count(*) from orders where status in ('signed', 'follow_up', 'closed')"
    async with db.transaction(pool, 1) as tx:
        before, done = {row[0]: row[1:] for row in await tx.connection.fetch(seen)}, await tx.value(finished)
    for _ in range(60):
        clock.at += timedelta(minutes=3)
        await driver.round()
    async with db.transaction(pool, 1) as tx:
        after = {row[0]: row[1:] for row in await tx.connection.fetch(seen)}
        assert sum(before.get(engineer) != place for engineer, place in after.items()) > 15
        assert await tx.value(finished) > done + 10
        assert await tx.value("select count(*) from orders where created_at > $1", NOON) > 0
