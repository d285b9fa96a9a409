from datetime import timedelta
from typing import Any

import pytest

from outrider import db
from outrider.track import actions as track
from outrider.track.pack import actions as pack
from outrider.track.rules import Fix
from tests.cast import NOW, Cast
from tests.conftest import Database

from .ground import ADD, add_fixes, fixes, run, value

DAYS = "select array_agg(inhrelid::regclass::text order by 1) from pg_inherits where inhparent = 'positions'::regclass"


async def test_a_packed_day_reads_as_it_did(pool: Any, us: Cast) -> None:
    await add_fixes(pool, us, "bob", 20, count=100)
    await add_fixes(pool, us, "charlie", 20)
    before = await fixes(pool, us, "bob")
    done = await run(pool, us)
    assert (done.packed, len(before)) == (105, 100)
    assert await value(pool, us, "select count(*) from positions") == 0
    assert await fixes(pool, us, "bob") == before


async def test_what_may_still_be_joined_by_a_late_fix_is_not_packed(pool: Any, us: Cast) -> None:
    await add_fixes(pool, us, "bob", 7.9)
    assert (await run(pool, us)).packed == 0


async def test_a_run_goes_on_where_the_last_one_came_to(pool: Any, us: Cast) -> None:
    await add_fixes(pool, us, "bob", 20)
    await run(pool, us)
    before = await fixes(pool, us, "bob")
    done = await run(pool, us, NOW + timedelta(days=1))
    assert (done.packed, await fixes(pool, us, "bob")) == (0, before)


async def test_a_day_is_opened_written_packed_and_dropped(pool: Any, us: Cast) -> None:
    await run(pool, us)
    async with db.transaction(pool, us.org_id) as tx:
        assert (await track.take(tx, us.users["bob"], [Fix(NOW, 52.5, 13.4)], "phone", NOW)).kept == 1
        assert await tx.value("select tableoid::regclass::text from positions") == "positions_20260302"
    before = await fixes(pool, us, "bob")
    done = await run(pool, us, NOW + timedelta(days=10))
    assert "positions_20260302" in done.dropped
    assert await fixes(pool, us, "bob") == before


async def test_a_time_for_which_no_day_is_open_is_kept_all_the_same(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        await track.take(tx, us.users["bob"], [Fix(NOW, 52.5, 13.4)], "phone", NOW)
    await run(pool, us)
    assert "positions_20260302" not in await value(pool, us, DAYS)
    assert "positions_20260303" in await value(pool, us, DAYS)
    assert (await run(pool, us, NOW + timedelta(days=10))).packed == 1


async def test_a_day_with_a_fix_that_is_in_no_pack_stays(pool: Any, us: Cast) -> None:
    await run(pool, us)
    await add_fixes(pool, us, "bob", 0, count=1)
    await value(pool, us, "update retention_state set packed_until = '2026-03-20' returning 1")
    async with db.transaction(pool, us.org_id) as tx:
        assert "positions_20260302" not in await pack.drop_days(tx, NOW + timedelta(days=12))


async def test_a_day_that_another_organisation_has_not_packed_stays(pool: Any, us: Cast, template: Database) -> None:
    await run(pool, us)
    for org, name in ((us, "bob"), (template.them, "bobby")):
        await add_fixes(pool, org, name, 0)
    later = NOW + timedelta(days=10)
    assert "positions_20260302" not in (await run(pool, us, later)).dropped
    assert "positions_20260302" in (await run(pool, template.them, later)).dropped
    assert len(await fixes(pool, us, "bob")) == len(await fixes(pool, template.them, "bobby")) == 5


async def test_many_engineers_are_packed_some_at_a_time(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "AT_ONCE", 1)
    for name in ("bob", "charlie"):
        await add_fixes(pool, us, name, 20)
    assert (await run(pool, us)).packed == 10


async def test_a_day_is_not_reached_by_its_own_name(pool: Any, us: Cast, template: Database) -> None:
    await run(pool, us)
    for name in ("positions_20260302", "positions_other"):
        assert await value(pool, us, "select has_table_privilege($1, 'select')", name) is False
    async with db.transaction(pool, template.them.org_id) as tx:
        await tx.run(ADD, template.them.users["bobby"], NOW, timedelta(seconds=1), 3)
    assert await value(pool, us, "select count(*) from positions") == 0
