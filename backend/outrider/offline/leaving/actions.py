"""What somebody hands in who was disabled, or is no engineer any more: kept, within bounds, and decided about by a dispatcher."""

from datetime import datetime

import msgspec

from ...db import Transactions, Tx
from ...model import UNREADABLE, Who
from ...problems import Problem
from .. import rules, store


async def quarantine(transactions: Transactions, who: Who, body: bytes, now: datetime) -> rules.Outcome:
    """They were disabled meanwhile, or are no engineer any more: their work is kept, and a dispatcher decides whether it counts."""
    command_id = rules.id_of(body) or rules.unnamed(body)
    async with transactions(who.org_id) as tx:
        if (known := await store.find_command(tx, command_id)) and known.body_sha == rules.body_sha(body):
            return rules.Outcome(command_id, "duplicate", known.outcome.get("code"))
        own = await _is_of_own_phone(tx, who, body)
        outcome = (
            rules.Outcome(command_id, "held", "person_disabled") if own else rules.Outcome(command_id, "rejected", "phone_not_registered")
        )
        if not await store.is_quarantined(tx, command_id, body):
            await _check_room(tx, who)
            await store.quarantine(tx, command_id, who.user_id, who.phone_id, body, str(outcome.code), now)
    return outcome


async def _is_of_own_phone(tx: Tx, who: Who, body: bytes) -> bool:
    """Also what cannot be read: whose it is, is seen by a person."""
    try:
        lane = msgspec.json.decode(body, type=rules.Envelope).lane
    except UNREADABLE:
        return True
    return await store.find_phone(tx, rules.phone_of(lane), who.user_id) is not None


async def _check_room(tx: Tx, who: Who) -> None:
    """Where it is full everything stays on the phone, until a dispatcher has looked at some of it."""
    await store.lock_person(tx, who.user_id)
    waits = await store.waiting_in_quarantine(tx, who.user_id)
    if waits.entries >= rules.MOST_QUARANTINED or waits.bytes >= rules.MOST_QUARANTINED_BYTES:
        raise Problem("inbox_full")
