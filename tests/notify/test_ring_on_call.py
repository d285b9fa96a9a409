from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from outrider import db
from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import moment_of
from outrider.notify import actions as notify
from outrider.rescue import actions as rescue
from outrider.status.clocks import actions as clocks
from tests.cast import Cast, give, take_order
from tests.conftest import Database

from .post import MINUTE, Post, config
from .receivers import Gateway

NIGHT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
WAYS = """
select u.name, coalesce(array_agg(distinct d.channel) filter (where d.id is not null), '{}') as ways, min(d.not_before) as at
from notifications n join users u on u.id = n.user_id left join deliveries d on d.notification_id = n.id
where n.kind = $1 group by u.name order by u.name
"""
TO_NIGHT = "update visits set window_from = window_from + interval '17 hours', window_to = window_to + interval '17 hours'"


async def ways(tx: Tx, kind: str) -> dict[str, list[str]]:
    return {row["name"]: row["ways"] for row in await tx.connection.fetch(WAYS, kind)}


async def on_call(tx: Tx, us: Cast, name: str, hours: int = 6, station: UUID | None = None) -> None:
    """Around three in the night."""
    row = (new_id(NIGHT), station or us.station, us.users[name], NIGHT - timedelta(hours=hours), NIGHT + timedelta(hours=hours))
    await tx.run("insert into on_call (org_id, id, station_id, user_id, starts_at, ends_at, phone) "
                 "values (current_org(), $1, $2, $3, $4, $5, '+49 30 777')", *row)  # fmt: skip


async def test_at_night_who_is_on_call_is_rung_and_the_others_find_it_under_the_bell(tx: Tx, us: Cast) -> None:
    await take_order(tx, us)
    await tx.run(TO_NIGHT)
    await on_call(tx, us, "charlie")
    await tx.run("insert into notify_choices values (current_org(), $1, '{}', '22:00', '07:00')", us.users["charlie"])
    assert await rescue.watch_promises(tx, NIGHT + 60 * MINUTE) == 1
    assert await ways(tx, "promise_broken") == {"Alice": [], "Charlie": ["push", "sms"], "Max": []}
    assert await tx.value("select max(not_before) from deliveries d join notifications n on n.id = d.notification_id "
                          "where n.kind = 'promise_broken'") == NIGHT + 60 * MINUTE  # fmt: skip


async def test_in_office_hours_the_roster_changes_nothing(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 20))
    await on_call(tx, us, "charlie", hours=48)
    await give(tx, us, order)
    await rescue.watch(tx, NIGHT - timedelta(hours=16, minutes=30), Backoff())  # Monday, half past ten
    assert await ways(tx, "visit_late") == {"Alice": ["push"], "Max": ["push"]}


async def test_where_nobody_is_on_call_everybody_is_rung(tx: Tx, us: Cast) -> None:
    await take_order(tx, us)
    await tx.run(TO_NIGHT)
    await on_call(tx, us, "charlie", station=await another_station(tx))
    assert await rescue.watch_promises(tx, NIGHT + 60 * MINUTE) == 1
    assert await ways(tx, "promise_broken") == {"Alice": ["push"], "Max": ["push"]}


async def test_a_limit_that_passes_at_night_rings_who_is_on_call(tx: Tx, us: Cast) -> None:
    await take_order(tx, us, level="0")
    await on_call(tx, us, "charlie")
    await clocks.fire(tx, NIGHT, notify.notify_alarms)
    await clocks.fire(tx, NIGHT, notify.notify_alarms)
    assert await ways(tx, "clock_breached") == {"Alice": [], "Charlie": ["mail", "push", "sms"], "Max": []}


async def another_station(tx: Tx) -> UUID:
    made = new_id(NIGHT)
    await tx.run("insert into units (org_id, id, kind, name, lat, lon) values (current_org(), $1, 'station', 'Far', 50, 10)", made)
    return made


async def test_who_has_the_visit_is_told_themselves_and_the_call_goes_to_the_number_of_the_roster(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await on_call(tx, us, "charlie")
        await notify.notify_change(tx, notify.Change([order], "sick", moment_of(NIGHT), us.users["bob"], station=us.station))
        await notify.notify_change(tx, notify.Change([order], "unassign", moment_of(NIGHT), None, us.users["bob"]))
        assert (await ways(tx, "engineer_sick"), await ways(tx, "visit_taken_away")) == (
            {"Alice": [], "Charlie": ["push", "sms"]},
            {"Bob": ["push"]},
        )
    post = Post(config(own_database, tmp_path, sms=f"json://{address}/sms/{{to}}"), pool, us.org_id)
    post.at = NIGHT
    await post.run()
    assert [row["path"] for row in net.messages] == ["/sms/+49 30 777"]
