from datetime import timedelta

import msgspec
import pytest

from outrider.db import Tx
from outrider.notify import actions as notify
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from tests.cast import NOW, Cast, take_order

TOLD = "select title from notifications where kind = 'escalated' and contact_id is not null"


@pytest.mark.parametrize("marked", [True, False])
async def test_a_limit_that_passed_is_told_to_the_customer_where_the_level_says_so(tx: Tx, us: Cast, marked: bool) -> None:
    order = await take_order(tx, us, level="0")
    if marked:
        level = (await levels.levels(tx))["0"]
        told = msgspec.to_builtins(msgspec.structs.replace(level, tell_customer=True))
        await levels.publish(tx, "level", "0", told, 1, "", us.actor("alice"), NOW - timedelta(days=1))
    await clocks.fire(tx, NOW + timedelta(minutes=12), notify.notify_alarms)
    assert await tx.value(f"select count(*) from ({TOLD}) as said") == 0  # a warning is ours alone
    await clocks.fire(tx, NOW + timedelta(minutes=16), notify.notify_alarms)
    said = [row["title"] for row in await tx.connection.fetch(TOLD)]
    assert [title.endswith("takes longer than agreed") for title in said] == [True] * marked
    assert await tx.value("select count(*) from calls_to_make where order_id = $1", order) == int(marked)
