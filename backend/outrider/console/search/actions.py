"""Orders by what a caller can say of them: number, customer, contact, telephone, street, device, engineer, words of the fault."""

from collections.abc import Sequence
from uuid import UUID

from ... import phones
from ...accounts.numbers import actions as phone_numbers
from ...accounts.search import actions as terms
from ...accounts.search.rules import plain
from ...db import Tx
from . import store

ENTITIES = ["accounts", "contacts", "sites", "devices", "people"]
MOST_HITS, MOST_WORDS = 2000, 8


async def matching(tx: Tx, words: str, here: Sequence[UUID]) -> list[UUID]:
    """Those of `here` that have every word, each in any of their fields; and orders of any age by customer, contact, place, device, number or
    telephone number. Whose they are is not asked.
    """
    said = plain(words).split()[:MOST_WORDS]
    hits = [
        (n, id) for n, word in enumerate(said, 1) for found in (await terms.find(tx, word, ENTITIES, MOST_HITS)).values() for id in found
    ]
    numbers, ids = [n for n, _ in hits], [id for _, id in hits]
    old = await store.of_old(tx, words.strip(), ids)
    having = await store.having(tx, [*{*here, *old}], said, numbers, ids) if said else []
    sure, perhaps = phones.sought(words, await phone_numbers.country(tx))
    called = await store.of_phones(tx, [*sure, *perhaps]) if sure or perhaps else []
    return list(dict.fromkeys([*called, *having]))
