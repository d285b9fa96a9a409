"""What has changed since a snapshot of the database, and where everybody is."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from ...db import Tx

KEPT_FOR = timedelta(hours=1)  # so long what changed is written down


class News(msgspec.Struct):
    """As this transaction sees it. server: which one it is, and since when it runs. everything: all days have to be read anew; engineers: whose
    days.
    """

    snapshot: str
    server: str
    at: datetime
    zone: str
    everything: bool
    engineers: list[UUID]

    def is_before(self, other: "News") -> bool:
        """Whether it is not said any more what has changed in between: it was long ago, or numbers of transactions may have come again."""
        return other.server != self.server or other.at - self.at > KEPT_FOR / 2


# What the snapshot $1 did not see. Without one, nothing: all is to be read.
NEWS = """
with news as (select about, id from day_changes
  where xid >= pg_snapshot_xmin($1::text::pg_snapshot) and not pg_visible_in_snapshot(xid, $1::text::pg_snapshot))
select pg_current_snapshot()::text as snapshot, feed_epoch() || pg_postmaster_start_time()::text as server, now() as at, org.time_zone as zone,
  $1 is null or exists (select from news where about = 'all') as everything,
  array(select id from news where about = 'engineer'
    union select a.engineer_id from news join attendances a on a.order_id = news.id and a.ended_at is null where about = 'order'
    union select a.engineer_id from news join orders o on o.site_id = news.id
      join attendances a on a.order_id = o.id and a.ended_at is null where about = 'site') as engineers
from orgs org where org.id = current_org()
"""


async def news(tx: Tx, snapshot: str | None) -> News:
    found = await tx.one(NEWS, News, snapshot)
    assert found is not None
    return found


# A row that a snapshot did not see was written by a transaction that is not older than its oldest.
MOVES = """
select string_agg(uuid_send(engineer_id) || float8send(lat) || float8send(lon) || int8send((extract(epoch from device_time) * 1000000)::bigint), '')
from latest_positions p where age(p.xmin) <= age(pg_snapshot_xmin($1::text::pg_snapshot)::xid)
"""


async def moves(tx: Tx, snapshot: str) -> bytes:
    """As MOVE of the columns, of those who were seen since."""
    return await tx.value(MOVES, snapshot) or b""


FORGET = "delete from day_changes where at < now() - $1::interval"


async def forget(tx: Tx) -> int:
    return await tx.run(FORGET, KEPT_FOR)
