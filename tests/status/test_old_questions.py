"""The question that an order asked in its one column becomes a review, and the late work that waited behind it another (migration 0028)."""

import asyncpg
import pytest

from outrider.assign import actions as assign
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.migrate import files
from outrider.model import ALL, Cause, Status, moment_of
from outrider.status import actions as status
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database

BEFORE = "drop table reviews; drop index orders_by_site; alter table orders add column needs_review text"
(MIGRATION,) = [file.read_text() for file in files() if file.stem == "0028_reviews"]
STANDING = "select kind, subject, attendance_id from reviews where closed_at is null order by kind"


async def late_work(tx: Tx, us: Cast) -> object:
    """The attendance of whoever recorded it."""
    order = await take_order(tx, us)
    attendance = await give(tx, us, order)
    await assign.assign(tx, order, us.users["charlie"], Status.ASSIGNED, Cause(us.actor("alice"), ALL, moment_of(NOW)), "nearer")
    await status.take_from_phone(tx, attendance, "accept", Status.ASSIGNED, Cause(us.actor("bob"), ALL, moment_of(NOW), new_id(NOW)), {})
    return attendance


@pytest.mark.parametrize("asked", ["accept", "engineer_sick", "report_print", None])
async def test_what_an_order_asked_before_is_asked_after(own_database: Database, pool: asyncpg.Pool, us: Cast, asked: str | None) -> None:
    async with transaction(pool, us.org_id) as tx:
        attendance = await late_work(tx, us)
        charlies = await tx.value("select id from attendances where ended_at is null")
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(BEFORE)
    await owner.execute("select set_config('app.org_id', $1, false)", str(us.org_id))
    await owner.execute("update orders set needs_review = $1", asked)
    await owner.execute(MIGRATION)
    late = ("late_work", "accept", attendance)
    other = (asked, None, charlies if asked == "engineer_sick" else None)
    expected = {"accept": [late], None: []}.get(asked, sorted([late, other], key=str))
    assert [tuple(row) for row in await owner.fetch(STANDING)] == expected
    await owner.close()
