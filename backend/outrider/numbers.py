"""Numbers that people read aloud: a prefix, the day, a counter. Taken in the transaction that uses them."""

from datetime import date

from .db import Tx

NEXT_NUMBER = """
insert into numbers (org_id, kind, day, last) values (current_org(), $1, $2, 1)
on conflict (org_id, kind, day) do update set last = numbers.last + 1 returning last
"""
PREFIX = "select number_prefix from orgs where id = current_org()"


async def next_number(tx: Tx, kind: str, day: date) -> str:
    """OUT-261122-0007 for an order, OUT-R-261122-0007 for a report."""
    last = await tx.value(NEXT_NUMBER, kind, day)
    middle = "R-" if kind == "report" else ""
    return f"{await tx.value(PREFIX)}-{middle}{day:%y%m%d}-{last:04d}"
