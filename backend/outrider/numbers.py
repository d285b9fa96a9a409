"""Numbers that people read aloud: a prefix, the day, a counter. Taken in the transaction that uses them."""

from datetime import date

import msgspec

from .db import Tx

TAKE_NUMBERS = """
insert into numbers (org_id, kind, day, last) values (current_org(), $1, $2, $3)
on conflict (org_id, kind, day) do update set last = numbers.last + $3
returning last, (select number_prefix from orgs where id = current_org()) as prefix
"""


class Taken(msgspec.Struct):
    last: int
    prefix: str


async def next_numbers(tx: Tx, kind: str, day: date, count: int) -> list[str]:
    """OUT-261122-0007 for an order, OUT-R-261122-0007 for a report."""
    taken = await tx.one(TAKE_NUMBERS, Taken, kind, day, count)
    assert taken is not None
    middle = "R-" if kind == "report" else ""
    return [f"{taken.prefix}-{middle}{day:%y%m%d}-{number:04d}" for number in range(taken.last - count + 1, taken.last + 1)]


async def next_number(tx: Tx, kind: str, day: date) -> str:
    return (await next_numbers(tx, kind, day, 1))[0]
