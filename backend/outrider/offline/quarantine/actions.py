"""The dispatcher's inbox of what phones sent and the server would not apply by itself, and work that comes as a file."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from ... import events
from ...accounts.sessions import actions as sessions
from ...db import Transactions, Tx
from ...event_kinds import Event, QuarantineSettled, UnsentBrought
from ...model import UNREADABLE, Who, actor_of, moment_of
from ...problems import Problem
from ...sign.rules import phone_signed
from .. import actions as offline
from .. import store as commands
from ..blobs import actions as blobs
from ..rules import Outcome
from . import rules, store


class Quarantined(msgspec.Struct):
    """code: why it was quarantined. wall: the phone's own clock at the tap."""

    id: UUID
    name: str
    code: str
    received_at: datetime
    kind: str
    action: str | None
    wall: str | None
    order_id: UUID | None
    number: str | None


class Imported(msgspec.Struct):
    """Commands by their outcome; photos that are here now, and those that were refused."""

    name: str
    outcomes: dict[str, int]
    photos: int
    photos_refused: int


async def phones(tx: Tx, who: Who, now: datetime) -> list[store.PhoneLine]:
    return await store.phones(tx, who.scope.everything, who.scope.stations, now)


async def waiting(tx: Tx, who: Who) -> list[store.QuarantineOfPerson]:
    return await store.people(tx, who.scope.everything, who.scope.stations)


async def inbox(tx: Tx, who: Who, user_id: UUID | None, after: datetime | None) -> list[Quarantined]:
    """A little of everybody, or one person's by pages. after: when the last of the page before was received."""
    scope = (who.scope.everything, who.scope.stations)
    found = await store.quarantined_of(tx, *scope, user_id, after) if user_id else await store.quarantined(tx, *scope)
    rows = [(row, rules.said(row.body)) for row in found]
    rows.sort(key=lambda row: (row[0].received_at, row[1].lane, row[1].lane_seq))  # as they were tapped
    wanted = [said.attendance_id for _, said in rows if said.attendance_id]
    orders = {row.attendance_id: row for row in await store.orders_of(tx, wanted)}
    return [_line(row, said, orders.get(said.attendance_id) if said.attendance_id else None) for row, said in rows]


def _line(row: store.QuarantineRow, said: rules.Said, order: store.OrderName | None) -> Quarantined:
    names = (order.order_id, order.number) if order else (None, None)
    return Quarantined(row.id, row.name, row.code, row.received_at, said.kind, said.action, said.wall, *names)


async def apply(transactions: Transactions, who: Who, id: UUID, now: datetime) -> Outcome:
    """In the name of whoever tapped. What is refused again stays in the inbox; taking twice applies once."""
    async with transactions(who.org_id) as tx:
        row = await _find(tx, who, id)
        author = await sessions.author(tx, row.user_id, row.phone_id)
    outcome = await offline.take_up(transactions, author, row.body, now)
    if outcome.result != "rejected":
        async with transactions(who.org_id) as tx:
            await _settle(tx, who, id, outcome.result, now)
    return outcome


async def dismiss(tx: Tx, who: Who, id: UUID, now: datetime) -> None:
    """It is not applied and no longer asked about; its bytes are kept."""
    await _find(tx, who, id)
    await _settle(tx, who, id, "left", now)


async def _find(tx: Tx, who: Who, id: UUID) -> store.QuarantineRow:
    found = await store.quarantined(tx, who.scope.everything, who.scope.stations, id)
    if not found:
        raise Problem("not_found")
    return found[0]


async def _settle(tx: Tx, who: Who, id: UUID, settled_as: str, now: datetime) -> None:
    await store.settle(tx, id, now, who.user_id, settled_as)
    await events.append(tx, Event("aside_settled", actor_of(who), moment_of(now), payload=QuarantineSettled(id, settled_as)))


async def import_file(transactions: Transactions, who: Who, kept: IO[bytes], root: Path, now: datetime) -> Imported:
    """A phone's file of unsent work. Raises unsent_file_unknown, unsent_file_changed or not_found (whose?)."""
    try:
        file, work = await asyncio.to_thread(_read, kept)
    except UNREADABLE as wrong:
        raise Problem("unsent_file_unknown") from wrong
    async with transactions(who.org_id) as tx:
        phone = await commands.find_phone(tx, work.phone_id, work.user_id)
        if phone is None or not await store.is_ours(tx, work.user_id, who.scope.everything, who.scope.stations):
            raise Problem("not_found")
        if not await asyncio.to_thread(phone_signed, phone.public_key, file.signature, file.text.encode()):
            raise Problem("unsent_file_changed")
        author = await sessions.author(tx, work.user_id, work.phone_id)
        payload = UnsentBrought(work.phone_id, len(work.commands), len(file.photos))
        await events.append(tx, Event("unsent_brought", actor_of(who), moment_of(now), payload=payload))
    made = Imported(author.name, {}, 0, 0)
    for command in work.commands:
        outcome = await offline.accept_one(transactions, author, command.encode(), now)
        made.outcomes[outcome.result] = made.outcomes.get(outcome.result, 0) + 1
    for photo in file.photos:
        await _keep(transactions, author, photo, root, now, made)
    return made


def _read(kept: IO[bytes]) -> tuple[rules.File, rules.Work]:
    kept.seek(0)
    return rules.read(kept.read())


async def _keep(transactions: Transactions, author: Who, photo: rules.Photo, root: Path, now: datetime, made: Imported) -> None:
    try:
        async with transactions(author.org_id) as tx:
            at = await blobs.announce(tx, author, photo.sha256, len(photo.bytes), photo.mime, root, now)
            if not at.complete:
                await blobs.receive(tx, author, photo.sha256, at.received, photo.bytes[at.received :], root, now)
        made.photos += 1
    except Problem:
        made.photos_refused += 1
