"""How long our own jobs really took is what the next are expected to take: in the forecast, for whoever is ranked, and in what explains itself."""

from datetime import timedelta
from uuid import UUID

from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.ids import new_id
from outrider.rescue import actions as rescue
from outrider.rescue.why.rules import cause
from outrider.schedule import actions as schedule
from outrider.schedule.rules import timeline
from outrider.worktimes import actions as worktimes
from outrider.worktimes.store import LEARNT_FROM
from tests.cast import NOW, Cast, give, take_order, walk

ATTENDED = """
insert into attendances (org_id, id, order_id, visit_id, engineer_id, assigned_at, arrived_at, finished_at, ended_at)
select current_org(), $1, v.order_id, v.id, $3, $4, $4, $5, $5 from visits v where v.order_id = $2
"""
GROUPS = "select count(*) from work_times"
PREDICTED = "select f.predicted_arrival from forecasts f join attendances a on a.id = f.attendance_id where a.order_id = $1"


async def jobs(tx: Tx, us: Cast, *took: int, name: str = "charlie", days: int = 1) -> UUID:
    """Ended visits that were planned for an hour and took so many minutes, one a day; the order of the last."""
    order = UUID(int=0)
    for n, minutes in enumerate(took):
        order, at = await take_order(tx, us, minutes=60), NOW - timedelta(days=days + n)
        await tx.run(ATTENDED, new_id(at), order, us.users[name], at, at + timedelta(minutes=minutes))
    return order


async def expected(tx: Tx, us: Cast, order: UUID, name: str = "bob") -> int:
    """Minutes that this order's work takes, as the day of its engineer has it."""
    [route] = await schedule.routes_of(tx, us.users[name], NOW, NOW)
    [row] = [row for row in timeline(route, NOW) if row.stop.order_id == order]
    return row.takes.minutes


async def test_the_next_job_is_expected_to_take_what_such_jobs_took(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[90] * 40, *[225] * 4)
    order = await take_order(tx, us, minutes=40)
    await give(tx, us, order)
    assert await expected(tx, us, order) == 40
    assert await worktimes.learn(tx, NOW) > 0
    assert await expected(tx, us, order) == 56  # longer by half, leaning on the plan a little


async def test_who_takes_longer_than_others_at_the_same_is_expected_to(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[60] * 40)
    await jobs(tx, us, *[90] * 40, name="bob")
    await worktimes.learn(tx, NOW)
    order = await take_order(tx, us, minutes=60)
    await give(tx, us, order)
    slow = await expected(tx, us, order)
    other = await take_order(tx, us, minutes=60)
    await give(tx, us, other, "charlie")
    assert slow > 1.2 * await expected(tx, us, other, "charlie")


async def test_a_kind_of_job_is_known_apart(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[60] * 60)
    await worktimes.learn(tx, NOW)
    times = await worktimes.times(tx)
    assert ("repair", "", "", "1") in times.usual


async def test_what_is_long_ago_or_still_going_on_says_nothing_and_is_forgotten(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[90] * 10, days=LEARNT_FROM.days - 10)
    assert await worktimes.learn(tx, NOW) > 0
    assert await worktimes.learn(tx, NOW + timedelta(days=11)) == 0
    assert await tx.value(GROUPS) == 0
    await tx.run("update attendances set ended_at = null")
    assert await worktimes.learn(tx, NOW) == 0


async def test_nothing_is_written_where_nothing_new_is_learnt(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[90] * 10)
    await worktimes.learn(tx, NOW)
    await tx.run("delete from day_changes")
    await worktimes.learn(tx, NOW)
    assert await tx.value("select count(*) from day_changes where about = 'all'") == 0


async def test_what_drags_on_is_told_beside_what_such_jobs_take(tx: Tx, us: Cast) -> None:
    await jobs(tx, us, *[30] * 200)
    await worktimes.learn(tx, NOW)
    busy, waits = await take_order(tx, us, minutes=60), await take_order(tx, us, window=(0, 10), minutes=60)
    await give(tx, us, busy)
    await walk(tx, us, busy, "accept", "confirm_appointment", "set_off", "arrive", at=NOW - timedelta(minutes=50))
    await give(tx, us, waits)
    [route] = await schedule.routes_of(tx, us.users["bob"], NOW, NOW)
    found = cause(timeline(route, NOW), 1, 10.0, NOW)
    assert (found.reason, found.minutes) == ("overrun", 50 - await expected(tx, us, busy))
    await rescue.watch(tx, NOW, Backoff())
    assert await tx.value(PREDICTED, waits) > NOW
