"""What a customer would be told of a plan, in their language, before a person has edited it; and the time to ask them for. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import msgspec

from ... import lang

WORTH_TELLING = 15  # minutes: an arrival that moves by less, with the same engineer, is not worth a word to a customer
QUARTER = timedelta(minutes=15)
ROUND = 5  # minutes: nobody comes to the minute


class Consent(msgspec.Struct, frozen=True):
    """The time to ask the customer for, where the visit stays with whoever has it."""

    window_from: datetime
    window_to: datetime


def consent(arrival: datetime) -> Consent:
    """An hour around the arrival, on the quarter."""
    since = arrival - timedelta(minutes=arrival.minute % 15, seconds=arrival.second, microseconds=arrival.microsecond)
    return Consent(since, since + 4 * QUARTER)


class CustomerWords(msgspec.Struct, frozen=True):
    """Whom the contact of an order would hear from, and what. channel: none where somebody rings them."""

    order_id: UUID
    contact: str
    phone: str
    channel: str | None
    text: str


class Contact(Protocol):
    """As notify/customers knows them."""

    order_id: UUID
    name: str
    phone: str
    language: str
    time_zone: str
    channels: dict[str, list[str]]


class Arriving(msgspec.Struct, frozen=True):
    """Who comes when to an order, in place of what its customer has heard. minutes: later, or, below nothing, earlier. another: engineer than
    before. until: so late it may become, where that is not known yet.
    """

    order_id: UUID
    number: str
    engineer: str
    at: datetime
    minutes: int
    another: bool
    until: datetime | None = None

    @property
    def key(self) -> str:
        if self.another:
            return "rescue.words.another"
        if self.until:
            return "rescue.words.perhaps"
        return "rescue.words.later" if self.minutes >= 0 else "rescue.words.earlier"


def words(arrivals: Sequence[Arriving], contacts: Iterable[Contact], now: datetime) -> list[CustomerWords]:
    """In the order of the arrivals; of an order without a contact nobody is told."""
    known = {row.order_id: row for row in contacts}
    return [_words(row, known[row.order_id], now) for row in arrivals if row.order_id in known]


def _words(row: Arriving, contact: Contact, now: datetime) -> CustomerWords:
    at = lang.moment(contact.language, _rounded(row.at), contact.time_zone, now)
    until = lang.clock_time(contact.language, _rounded(row.until), contact.time_zone) if row.until else ""
    text = lang.say(contact.language, row.key, number=row.number, engineer=row.engineer, at=at, until=until)
    return CustomerWords(row.order_id, contact.name, contact.phone, next(iter(contact.channels["*"]), None), text)


def _rounded(at: datetime) -> datetime:
    """On five minutes, never sooner than it is."""
    over = timedelta(minutes=at.minute % ROUND, seconds=at.second, microseconds=at.microsecond)
    return at - over + timedelta(minutes=ROUND) if over else at
