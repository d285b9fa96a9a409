"""Questions that became no order are kept with their answer, found again, and may become an order later."""

from datetime import datetime
from uuid import UUID

import msgspec

from ... import phones
from ...accounts.numbers import actions as numbers
from ...accounts.search import actions as search
from ...db import Tx
from ...ids import new_id
from ...model import Scope, Who
from ...problems import Problem
from . import rules, store

SHOWN, FOUND_AT_MOST, OF_CALLER = 200, 5000, 6


class Kept(msgspec.Struct):
    id: UUID


async def keep(tx: Tx, who: Who, call: rules.NewCall, now: datetime) -> Kept:
    """Raises data_missing, field_not_valid (rules.check) or not_found: no such customer, or not their contact."""
    rules.check(call)
    party = store.Party(call.account_name.strip(), call.name.strip(), call.phone.strip())
    if call.account_id or call.contact_id:
        known = await store.party(tx, call.account_id, call.contact_id, *_seen(who.scope)) if call.account_id else None
        if known is None:
            raise Problem("not_found")
        party = known if call.contact_id else store.Party(known.account, party.name, party.phone)
    id, keys = new_id(now), phones.keys(party.phone, await numbers.country(tx))
    whom = (call.account_id, party.account, call.contact_id, party.name, party.phone, keys)
    await store.add(tx, id, now, who.user_id, call.came_in, call.subject, *whom, call.asked.strip(), call.answered.strip())
    words = (party.account, party.name, party.phone, call.asked, call.answered)
    await search.index_fresh(tx, [("calls", id, " ".join(words))])
    return Kept(id)


async def calls(tx: Tx, words: str, scope: Scope) -> list[store.CallLine]:
    """Newest first, at most 200; by any of their words, the customer's, or a number however it is written."""
    everything, accounts = _seen(scope)
    if not words.strip():
        return await store.calls(tx, False, [], [], [], everything, accounts, SHOWN)
    found = await search.find(tx, words, ["calls", "accounts"], FOUND_AT_MOST)
    sure, perhaps = phones.sought(words, await numbers.country(tx))
    return await store.calls(tx, True, found["calls"], found["accounts"], [*sure, *perhaps], everything, accounts, SHOWN)


async def of_account(tx: Tx, account_id: UUID) -> list[store.CallLine]:
    return await store.of_account(tx, account_id, OF_CALLER)


async def call(tx: Tx, call_id: UUID, scope: Scope) -> store.CallLine:
    found = await store.one(tx, call_id, *_seen(scope))
    if found is None:
        raise Problem("not_found")
    return found


async def became(tx: Tx, call_id: UUID, order_id: UUID, scope: Scope) -> None:
    """In the transaction that takes the order. Raises not_found or already_an_order."""
    known = await call(tx, call_id, scope)
    if not await store.became(tx, call_id, order_id):
        raise Problem("already_an_order", number=known.number or "")


def _seen(scope: Scope) -> tuple[bool, list[UUID]]:
    """Everybody of the house sees every call; who answers for some customers, theirs."""
    return not scope.only_accounts, scope.accounts
