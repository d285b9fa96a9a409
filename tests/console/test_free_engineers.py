"""Who is free now, by the same days that the timeline shows."""

from datetime import timedelta
from typing import Any

from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import Scope
from outrider.timeline import actions as timeline
from tests.cast import NOW, Cast, give, take_order, walk

from .test_timeline import who_of


async def free(tx: Tx, us: Cast, scope: Scope | None = None) -> dict[str, Any]:
    rows = await timeline.free(tx, who_of(us, scope) if scope else who_of(us), NOW)
    return {row.name: row.until for row in rows}


async def test_whoever_works_and_has_nothing_to_do_is_free_until_they_go_home(tx: Tx, us: Cast) -> None:
    rows = await free(tx, us)
    assert "Bob" in rows
    assert rows["Bob"] > NOW + timedelta(minutes=30)


async def test_whoever_is_at_work_is_not_free(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", at=NOW - timedelta(minutes=5))
    rows = await free(tx, us)
    assert "Bob" not in rows
    assert "Charlie" in rows


async def test_whoever_sets_off_later_is_free_until_then(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(180, 240))
    await give(tx, us, order)
    read = await timeline.look(tx, who_of(us), None, 1, None, NOW)
    [visit] = [visit for row in read.days for visit in row.visits]
    assert (await free(tx, us))["Bob"] == visit.sets_off


async def test_whoever_sets_off_in_a_moment_is_not_free(tx: Tx, us: Cast) -> None:
    await give(tx, us, await take_order(tx, us, window=(5, 60)))
    assert "Bob" not in await free(tx, us)


async def test_a_dispatcher_of_another_station_sees_nobody_free_here(tx: Tx, us: Cast) -> None:
    assert await free(tx, us, Scope(False, [new_id(NOW)], [], None)) == {}


async def test_whoever_may_not_assign_is_not_told_who_is_free(client: Any, us: Cast) -> None:
    answer = await client("bob").get("/api/engineers/free")
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
