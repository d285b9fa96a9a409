"""Calls that became no order, and those that did later."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class CallLine(msgspec.Struct):
    """customer: as they are called today, else as they were said. order_id, number: of the order that it became."""

    id: UUID
    at: datetime
    by: str
    came_in: str
    subject: str
    account_id: UUID | None
    customer: str
    contact_id: UUID | None
    name: str
    phone: str
    asked: str
    answered: str
    order_id: UUID | None
    number: str | None


LINES = """
select c.id, c.at, taker.name as by, c.came_in, c.subject, c.account_id, coalesce(account.name, c.account_name) as customer, c.contact_id,
  c.name, c.phone, c.asked, c.answered, c.order_id, o.number
from calls c join users taker on taker.id = c.by_id left join accounts account on account.id = c.account_id
left join orders o on o.id = c.order_id
"""
# words: whether anything is sought. everything: who answers for some customers sees only the calls of these.
CALLS = f"""
{LINES} where (not $1 or c.id = any($2::uuid[]) or c.account_id = any($3::uuid[]) or c.phone_keys && $4::text[])
  and ($5 or c.account_id = any($6::uuid[]))
order by c.at desc, c.id desc limit $7
"""


async def calls(
    tx: Tx, words: bool, ids: list[UUID], of: list[UUID], phones: list[str], everything: bool, accounts: list[UUID], limit: int
) -> list[CallLine]:
    return await tx.all(CALLS, CallLine, words, ids, of, phones, everything, accounts, limit)


OF_ACCOUNT = f"{LINES} where c.account_id = $1 order by c.at desc, c.id desc limit $2"


async def of_account(tx: Tx, account_id: UUID, limit: int) -> list[CallLine]:
    return await tx.all(OF_ACCOUNT, CallLine, account_id, limit)


ONE = f"{LINES} where c.id = $1 and ($2 or c.account_id = any($3::uuid[]))"


async def one(tx: Tx, call_id: UUID, everything: bool, accounts: list[UUID]) -> CallLine | None:
    return await tx.one(ONE, CallLine, call_id, everything, accounts)


class Party(msgspec.Struct):
    account: str
    name: str
    phone: str


PARTY = """
select account.name as account, coalesce(contact.name, '') as name, coalesce(contact.phone, '') as phone
from accounts account left join contacts contact on contact.id = $2 and contact.account_id = account.id
where account.id = $1 and ($2::uuid is null or contact.id is not null) and ($3 or account.id = any($4::uuid[]))
"""


async def party(tx: Tx, account_id: UUID, contact_id: UUID | None, everything: bool, accounts: list[UUID]) -> Party | None:
    """None: there is no such customer, or it is not their contact."""
    return await tx.one(PARTY, Party, account_id, contact_id, everything, accounts)


ADD = """
insert into calls (org_id, id, at, by_id, came_in, subject, account_id, account_name, contact_id, name, phone, phone_keys, asked, answered)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
"""


async def add(tx: Tx, *row: object) -> None:
    """In the order of the columns."""
    await tx.run(ADD, *row)


BECAME = "update calls set order_id = $2 where id = $1 and order_id is null returning id"


async def became(tx: Tx, call_id: UUID, order_id: UUID) -> bool:
    return await tx.value(BECAME, call_id, order_id) is not None
