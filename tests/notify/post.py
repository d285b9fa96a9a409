"""What is queued for people, sent at a moment that the test chooses."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from outrider import db, jobs
from outrider.config import Config
from outrider.notify import actions as notify
from outrider.notify.delivery import actions as delivery
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, Cast, take_order
from tests.conftest import Database, config_of

MINUTE = timedelta(minutes=1)


async def link(tx: db.Tx, order_id: UUID, now: datetime) -> str:
    return f"http://outrider.test/c/{order_id}"


class Post:
    """Runs what is queued, as the worker does, at a moment that the test chooses."""

    def __init__(self, config: Config, pool: Any, org_id: int) -> None:
        self.config, self.pool, self.org_id = config, pool, org_id
        self.at = NOW + 15 * MINUTE

    async def run(self, wait: timedelta = timedelta()) -> int:
        """Every delivery that is due by then; the queue's own delay counts from its own now."""
        self.at += wait
        async with db.transaction(self.pool, self.org_id) as tx:
            due = await tx.connection.fetch("select id from deliveries where state = 'waiting' and not_before <= $1 order by id", self.at)
            queued = {
                bytes(row["payload"])
                for row in await tx.connection.fetch("select payload from pgqueuer where entrypoint = $1", jobs.DELIVER)
            }
        for row in due:
            assert msgspec.json.encode((self.org_id, row["id"])) in queued
            await delivery.deliver(self.config, db.transactions_of(self.pool), self.org_id, row["id"], self.at, link)
        return len(due)

    async def states(self) -> list[tuple[str, str, int]]:
        async with db.transaction(self.pool, self.org_id) as tx:
            rows = await tx.connection.fetch("select channel, state, attempts from deliveries order by channel, id")
        return [tuple(row) for row in rows]


def config(database: Database, data: Path, **channels: str) -> Config:
    return msgspec.structs.replace(config_of(database, data), channels=channels)


async def breach(pool: Any, us: Cast, minutes: int = 15) -> UUID:
    """An order that nobody took up; its limit in `received` is fifteen minutes."""
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
    async with db.transaction(pool, us.org_id) as tx:
        assert await clocks.fire(tx, NOW + minutes * MINUTE, notify.notify_alarms) == 1
        if minutes >= 15:
            assert await clocks.fire(tx, NOW + minutes * MINUTE, notify.notify_alarms) == 1
    return order
