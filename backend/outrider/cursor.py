"""Where a reader of the feed stands, and whether it may go on from there."""

from typing import Literal, TypeAlias

import msgspec

from .db import Tx

# follows: what changed since. full: all of it. lost: all of it, and rows that the reader had seen are gone (an unsafe failover).
Standing: TypeAlias = Literal["follows", "full", "lost"]


class Cursor(msgspec.Struct):
    """epoch: the stored id that a restore changes. mark: of the feed row at seq; none where there is no row yet, or an old one."""

    epoch: str
    seq: int
    mark: int | None


class Seen(msgspec.Struct):
    """What a reader knew. Readers of 0.3.0 and before know no mark, and an epoch that ends in today's."""

    epoch: str | None
    seq: int | None
    mark: int | None = None


CURSOR = """
select feed_epoch() as epoch, h.seq, f.mark from feed_heads h left join feed f on f.seq = h.seq where h.org_id = current_org()
"""


async def here(tx: Tx) -> Cursor:
    found = await tx.one(CURSOR, Cursor)
    assert found is not None
    return found


MARK_AT = "select mark from feed where seq = $1"
OLDEST = "select coalesce(min(seq), 0) from feed"


async def standing(tx: Tx, seen: Seen, now: Cursor) -> Standing:
    if seen.epoch is None or seen.seq is None or not is_same(seen.epoch, now.epoch):
        return "full"
    if seen.mark is None:
        if seen.seq > now.seq:
            return "lost"
        return "full" if seen.seq < int(await tx.value(OLDEST)) - 1 else "follows"
    if (seen.seq, seen.mark) == (now.seq, now.mark) or await tx.value(MARK_AT, seen.seq) == seen.mark:
        return "follows"
    return "full" if seen.seq < int(await tx.value(OLDEST)) else "lost"


def is_same(epoch: str, today: str) -> bool:
    return epoch == today or epoch.endswith(f"-{today}")


def epoch_for(seen: Seen, now: Cursor, stands: Standing) -> str:
    """What a reader is told: its own word for today's epoch unchanged, since another word makes a phone send all that it has kept.

    A reader without marks that has seen what is lost has to do just that.
    """
    if stands == "lost" and seen.mark is None:
        return f"{now.seq}-{now.epoch}"
    same = seen.epoch is not None and is_same(seen.epoch, now.epoch)
    return str(seen.epoch) if same else now.epoch


COMMON = "select max(f.seq) from unnest($1::bigint[], $2::int[]) known (seq, mark) join feed f on f.seq = known.seq and f.mark = known.mark"


async def last_common(tx: Tx, known: list[tuple[int, int]]) -> int:
    """Of the feed rows that a reader has seen, the last that is still here; 0 where none is."""
    return int(await tx.value(COMMON, [seq for seq, _ in known], [mark for _, mark in known]) or 0)
