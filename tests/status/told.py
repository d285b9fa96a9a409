"""What a customer was told of their time, and whether it stands."""

from datetime import datetime
from uuid import UUID

from outrider import lang
from outrider.db import Tx
from outrider.status.promise import actions as promises

# What went out, or will: nobody took it back while it waited.
GOES_OUT = """
select n.body from notifications n join deliveries d on d.notification_id = n.id
where n.order_id = $1 and n.kind in ('time_changed', 'time_set') and (d.state = 'waiting' or d.done_at > d.not_before)
order by d.not_before, n.id
"""


# At one instant, as phones do not: then one is as good as the other, and they are said once.
AT_ONE_INSTANT = "select count(*) <> count(distinct happened_at) from events where order_id = $1 and kind = 'agree_time' and actor = 'user'"


async def differs(tx: Tx, order: UUID, now: datetime) -> list[str]:
    """Messages that name a time that was never promised or was withdrawn; and the last one, where it is not what is promised."""
    said = [row["body"] for row in await tx.connection.fetch(GOES_OUT, order)]
    agreed = [lang.period("en", row.window_from, row.window_to, "UTC") for row in await promises.promises(tx, order, now) if row.how]
    wrong = [body for body in said if not any(window in body for window in agreed)]
    if agreed and not await tx.value(AT_ONE_INSTANT, order) and not (said and agreed[-1] in said[-1]):
        wrong += [agreed[-1], *said[-1:]]
    return wrong
