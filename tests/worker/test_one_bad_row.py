"""What fails is put off and written down; everybody else's alarms, forecasts and lanes go on."""

import asyncio
import logging
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pgqueuer.errors import RetryRequested

from outrider import jobs, periodic, worker
from outrider.backoff import Backoff
from outrider.db import transaction, transactions_of
from outrider.notify import actions as notify
from outrider.offline import actions as offline
from outrider.offline import store as commands
from outrider.rescue import actions as rescue
from outrider.rescue import rules as forecasts
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database, config_of

LATER = NOW + timedelta(minutes=12)


def waits_of(backoff: Backoff) -> list[int]:
    waits, now = [], NOW
    for _ in range(5):
        backoff.failed(("alarm", 1, None), now, ValueError("x"))
        wait = next(step for step in range(1, 100) if not backoff.waits(("alarm", 1, None), now + timedelta(minutes=step)))
        waits.append(wait)
        now += timedelta(minutes=wait)
    return waits


def test_a_failing_item_waits_longer_each_time_and_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "outrider.backoff"):
        assert waits_of(Backoff()) == [1, 5, 30, 60, 60]
    assert [row.fields["times"] for row in caplog.records] == [1, 2, 3, 4, 5]  # type: ignore[attr-defined]


async def test_an_alarm_that_fails_is_put_off_alone(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    async with transaction(pool, us.org_id) as tx:
        bad, good = await take_order(tx, us, level="0"), await take_order(tx, us, level="0")
    told: list[UUID] = []

    async def tell(tx: Any, fired: Any, now: Any) -> None:
        if any(alarm.owner.order_id == bad for alarm in fired):
            raise OverflowError("date value out of range")
        told.extend(alarm.owner.order_id for alarm in fired)

    monkeypatch.setattr(notify, "notify_alarms", tell)
    backoff = Backoff()
    assert await periodic.fire_alarms(pool, backoff, us.org_id, LATER) == 1
    assert await periodic.fire_alarms(pool, backoff, us.org_id, LATER) == 0
    assert told == [good]
    assert backoff.waiting("alarm", us.org_id, LATER) == [bad]
    monkeypatch.undo()
    assert await periodic.fire_alarms(pool, backoff, us.org_id, LATER + timedelta(minutes=2)) >= 1
    assert backoff.of_organisations(LATER + timedelta(minutes=2)) == {}


async def test_a_day_that_cannot_be_computed_stops_no_other_forecast(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    async with transaction(pool, us.org_id) as tx:
        for name in ("bob", "charlie"):
            await give(tx, us, await take_order(tx, us), name)
        whole, bob = forecasts.forecast, us.users["bob"]

        def forecast(route: Any, late_since: Any, now: Any) -> Any:
            if route.engineer_id == bob:
                raise OverflowError("date value out of range")
            return whole(route, late_since, now)

        monkeypatch.setattr(forecasts, "forecast", forecast)
        backoff = Backoff()
        await rescue.watch(tx, NOW, backoff)
        assert await tx.value("select count(*) from forecasts") == 1
        assert backoff.waiting("forecast", us.org_id, NOW) == [bob]


async def test_a_lane_that_fails_is_put_off_and_the_next_one_goes_on(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    stepped: list[str] = []
    rows = [commands.StuckLane(lane, 2, us.users["bob"], UUID(int=1)) for lane in ("first", "second")]

    async def stuck(tx: Any, before: Any) -> list[commands.StuckLane]:
        return rows

    async def release(transactions: Any, who: Any, lane: str, now: Any) -> None:
        if lane == "first":
            raise ValueError("cannot be read")
        stepped.append(lane)

    monkeypatch.setattr(commands, "stuck_lanes", stuck)
    monkeypatch.setattr(offline, "_release", release)
    await offline.force_held(transactions_of(pool), us.org_id, NOW, Backoff())
    assert stepped == ["second"]


async def test_one_organisations_fault_leaves_the_others_their_turn(pool: Any, us: Cast, template: Database) -> None:
    seen: list[int] = []

    async def work(tx: Any, now: Any, backoff: Any) -> int:
        if tx.org_id == us.org_id:
            raise KeyError("x")
        seen.append(tx.org_id)
        return 1

    backoff = Backoff()
    assert [await periodic.one(pool, backoff, "watch", org, NOW, work) for org in (us.org_id, template.them.org_id)] == [0, 1]
    assert seen == [template.them.org_id]
    assert backoff.waits(("watch", us.org_id, None), NOW + timedelta(seconds=59))


async def test_a_worker_waits_for_a_database_that_is_away(own_database: Database, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SHORTEST_PAUSE", 0.01)
    owner = await asyncpg.connect(own_database.owner_dsn.rpartition("/")[0] + "/postgres")
    name = own_database.name
    await owner.execute(f"alter database {name} rename to {name}_away")
    task = asyncio.create_task(worker.work(config_of(own_database, tmp_path)))
    try:
        await asyncio.wait([task], timeout=0.5)
        assert not task.done()
        await owner.execute(f"alter database {name}_away rename to {name}")
        listening = "select count(*) from pg_stat_activity where datname = $1"
        async with asyncio.timeout(15):
            while await owner.fetchval(listening, name) < 2:
                await asyncio.wait([task], timeout=0.05)
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task])
        await owner.close()


class Queue:
    """What a worker registers, by the job's name."""

    def __init__(self) -> None:
        self.work: dict[str, Any] = {}

    def entrypoint(self, name: str, on_failure: str) -> Any:
        return lambda work: self.work.setdefault(name, work)


@pytest.mark.parametrize(("wrong", "raised"), [(ConnectionRefusedError(), RetryRequested), (KeyError("x"), KeyError)])
async def test_a_job_that_met_no_database_comes_again_and_another_fault_is_held(wrong: Exception, raised: type[Exception]) -> None:
    def transactions(org_id: int) -> Any:
        raise wrong

    queue: Any = Queue()
    worker.register(queue, SimpleNamespace(transactions=transactions))  # type: ignore[arg-type]
    with pytest.raises(raised):
        await queue.work[jobs.INDEX_RECORDS](SimpleNamespace(payload=b"1"))
