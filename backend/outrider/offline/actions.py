"""What a phone sends, applied once and in order.

COMMANDS is the map of command kinds. Each command is one transaction: its effect, its outcome and its place in the lane
are written together or not at all.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec

from ..accounts.sessions import actions as sessions
from ..backoff import Backoff
from ..db import Transactions, Tx, is_away
from ..model import ALL, UNREADABLE, Cause, Moment, Role, Status, Who, actor_of
from ..parts.stock import actions as stock
from ..parts.stock.rules import CarMove
from ..problems import Problem
from ..sign import actions as sign
from ..sites import actions as sites
from ..sites.rules import SiteEdit
from ..status import actions as status
from ..status.rules import NOT_BY_TAP
from ..track.duty import actions as duties
from ..track.duty import rules as duty
from . import rules, store
from .bench import actions as bench
from .bench.rules import BenchInspection, BenchQuote
from .device_checks import actions as device_checks
from .device_checks.rules import DeviceCheck
from .field_orders import actions as field_orders
from .field_orders.rules import FieldOrder
from .leaving import actions as leaving

Handler: TypeAlias = "Callable[[Tx, rules.Command, Cause, store.PhoneRow], Awaitable[str | None]]"  # what it conflicts with
MOST_TOLD = 1_000_000
FORCED_AFTER = timedelta(days=7)  # a lane whose phone never spoke again goes on without what is missing
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# What is the command's own fault. Anything else ends the request, and the phone sends it again.
REFUSALS = (Problem, *UNREADABLE, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)


class ActPayload(msgspec.Struct):
    action: str
    expected: Status
    data: dict[str, Any] = {}


class SealPayload(msgspec.Struct):
    expected: Status
    sealed: str
    statement: str
    phone_signature: bytes


class DutyPayload(msgspec.Struct):
    state: duty.State


def visit_of(command: rules.Command) -> UUID:
    if command.attendance_id is None:
        raise Problem("data_missing", fields=["attendance_id"])
    return command.attendance_id


async def act(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    said = msgspec.convert(command.payload, ActPayload)
    if said.action in NOT_BY_TAP:
        raise Problem("unknown_command", kind=said.action)
    changed = await status.take_from_phone(tx, visit_of(command), said.action, said.expected, cause, said.data)
    return changed.conflict


async def seal_report(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    said = msgspec.convert(command.payload, SealPayload)
    wanted = sign.Seal(said.sealed, said.statement, said.phone_signature)
    key = sign.PhoneKey(phone.id, phone.public_key)
    return (await sign.seal(tx, visit_of(command), said.expected, wanted, key, cause)).conflict


async def say_duty(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> None:
    await duties.declare(tx, msgspec.convert(command.payload, DutyPayload).state, cause)


async def note_site(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    return await sites.note(tx, visit_of(command), msgspec.convert(command.payload, SiteEdit), cause.actor, cause.moment, command.id)


async def begin_order(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    return await field_orders.begin(tx, visit_of(command), msgspec.convert(command.payload, FieldOrder), cause)


async def check_device(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> None:
    await device_checks.check(tx, visit_of(command), msgspec.convert(command.payload, DeviceCheck), cause)


async def inspect(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    return await bench.inspect(tx, visit_of(command), msgspec.convert(command.payload, BenchInspection), cause)


async def quote(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> str | None:
    return await bench.quote(tx, visit_of(command), msgspec.convert(command.payload, BenchQuote), cause)


async def move_part(tx: Tx, command: rules.Command, cause: Cause, phone: store.PhoneRow) -> None:
    """Of their own car; with a visit where it was used there."""
    await stock.move_in_car(tx, msgspec.convert(command.payload, CarMove), command.attendance_id, cause)


COMMANDS: dict[tuple[str, int], Handler] = {
    ("act", 1): act,
    ("seal_report", 1): seal_report,
    ("duty", 1): say_duty,
    ("site_note", 1): note_site,
    ("begin_order", 1): begin_order,
    ("device_check", 1): check_device,
    ("part_move", 1): move_part,
    ("inspect", 1): inspect,
    ("quote", 1): quote,
}


class Backlog(msgspec.Struct):
    """What a phone still holds, and since when: commands, and photos."""

    unsent: int
    unsent_since: datetime | None
    photos: int
    photos_since: datetime | None


async def accept(
    transactions: Transactions, who: Who, bodies: list[bytes], now: datetime, offset: timedelta | None, backlog: Backlog
) -> list[rules.Outcome]:
    """One outcome a command, in the order sent. A command that fails leaves the others alone. offset: server minus phone, as it sent.

    backlog: what is left on the phone, recorded with the last command.
    """
    if who.phone_id is None:
        raise Problem("phone_not_registered")
    if not (bodies and who.active and Role.ENGINEER in who.roles):
        outcomes = [await leaving.quarantine(transactions, who, body, now) for body in bodies]
        async with transactions(who.org_id) as tx:
            await record_backlog(tx, who, backlog, now)
        return outcomes
    backlogs = [None] * (len(bodies) - 1) + [backlog]
    return [await accept_one(transactions, who, body, now, offset, last) for body, last in zip(bodies, backlogs, strict=True)]


async def accept_one(
    transactions: Transactions, who: Who, body: bytes, now: datetime, offset: timedelta | None = None, backlog: Backlog | None = None
) -> rules.Outcome:
    waits = False
    async with transactions(who.org_id) as tx:
        try:
            envelope = msgspec.json.decode(body, type=rules.Envelope)
        except UNREADABLE:
            outcome = await _refuse(tx, who, body, "field_not_valid", now)
        else:
            lane = await store.lock_lane(tx, envelope.lane, who.user_id)
            if lane is None or lane.phone is None:  # nobody moves on, or blocks, what another phone sends
                outcome = await _refuse(tx, who, body, "phone_not_registered", now)
            else:
                outcome, waits = await _process(tx, who, lane, envelope, body, now, offset)
        if backlog:
            await record_backlog(tx, who, backlog, now)
        await tx.step_feed()
        outcome.feed_seq = tx.feed_seq or await store.head(tx)
    if waits:
        await _release(transactions, who, envelope.lane, now)
    return outcome


async def _process(
    tx: Tx, who: Who, lane: store.Lane, envelope: rules.Envelope, body: bytes, now: datetime, offset: timedelta | None
) -> tuple[rules.Outcome, bool]:
    """What became of it, and whether the next in its lane is here already and waits."""
    known = await store.find_command(tx, envelope.id)
    if known is not None and (not known.held or known.body_sha != rules.body_sha(body)):
        # looked for anyway: the process may have ended the last time before it went on
        return await _known(tx, who, known, envelope.id, body, now), await store.next_held(tx, envelope.lane) is not None
    happened = lane.last_time
    if envelope.lane_seq > lane.next_seq:
        outcome = rules.Outcome(envelope.id, "held", "waiting_for_earlier")
    else:
        outcome, happened = await _apply(tx, who, lane.phone, envelope, body, lane.last_time, now, offset)
    row = (envelope.id, who.user_id, who.phone_id, envelope.lane, envelope.lane_seq, envelope.kind, body, rules.body_sha(body))
    waits = await store.add_command(tx, *row, msgspec.to_builtins(outcome), outcome.result == "held", now, offset, happened)
    return outcome, waits


async def _known(tx: Tx, who: Who, known: store.Known, id: UUID, body: bytes, now: datetime) -> rules.Outcome:
    if known.body_sha != rules.body_sha(body):
        await store.quarantine(tx, rules.twin_of(id, body), who.user_id, who.phone_id, body, "id_reused", now)
        return rules.Outcome(id, "rejected", "id_reused")
    result: rules.Result = "rejected" if known.outcome["result"] == "rejected" else "duplicate"
    return rules.Outcome(id, result, known.outcome.get("code"))


async def _apply(
    tx: Tx,
    who: Who,
    phone: store.PhoneRow | None,
    envelope: rules.Envelope,
    body: bytes,
    after: datetime,
    now: datetime,
    offset: timedelta | None = None,
) -> tuple[rules.Outcome, datetime]:
    """What became of it, and when it happened. A command that cannot be read in full is refused in its turn: no gap, no stop.

    phone: its lane's, not the session's: the browser may have wiped the phone, which then made another key.
    """
    happened = after
    try:
        command = msgspec.json.decode(body, type=rules.Command)
        happened = rules.corrected(command, offset, after, now)
        handler = COMMANDS.get((command.kind, command.v))
        if phone is None:
            raise Problem("phone_not_registered")
        if handler is None:
            raise Problem("unknown_command", kind=command.kind)
        moment = Moment(command.wall, happened, now, command.lat, command.lon)
        cause = Cause(actor_of(who, "phone"), ALL, moment, command.id)
        async with tx.connection.transaction():  # a savepoint: a refused command leaves nothing half done
            conflict = await handler(tx, command, cause, phone)
    except REFUSALS as refusal:
        code = refusal.code if isinstance(refusal, Problem) else "field_not_valid"
        await store.quarantine(tx, envelope.id, who.user_id, rules.phone_of(envelope.lane), body, code, now)
        return rules.Outcome(envelope.id, "rejected", code), happened
    return rules.Outcome(envelope.id, "accepted_conflict" if conflict else "applied", conflict), happened


async def _release(transactions: Transactions, who: Who, lane: str, now: datetime) -> None:
    """Commands that came before their turn, as soon as the gap is filled."""
    while True:
        async with transactions(who.org_id) as tx:
            locked, held = await store.lock_lane(tx, lane, who.user_id), await store.next_held(tx, lane)
            if locked is None or held is None:
                return
            await _process(tx, who, locked, msgspec.json.decode(held.body, type=rules.Envelope), held.body, now, held.clock_offset)


async def _refuse(tx: Tx, who: Who, body: bytes, code: str, now: datetime) -> rules.Outcome:
    command_id = rules.id_of(body) or rules.unnamed(body)
    await store.quarantine(tx, command_id, who.user_id, who.phone_id, body, code, now)
    return rules.Outcome(command_id, "rejected", code)


async def take_up(transactions: Transactions, author: Who, body: bytes, now: datetime) -> rules.Outcome:
    """What was in quarantine, once more: a refused command is tried where it stands, any other takes its turn in its lane."""
    try:
        envelope = msgspec.json.decode(body, type=rules.Envelope)
    except UNREADABLE as wrong:
        raise Problem("field_not_valid", fields=["body"]) from wrong
    async with transactions(author.org_id) as tx:
        lane = await store.lock_lane(tx, envelope.lane, author.user_id)
        known = await store.find_command(tx, envelope.id)
        if lane and known and known.body_sha == rules.body_sha(body) and known.outcome["result"] == "rejected":
            outcome, _ = await _apply(tx, author, lane.phone, envelope, body, LONG_AGO, now)
            await store.set_outcome(tx, envelope.id, msgspec.to_builtins(outcome))
            return outcome
    return await accept_one(transactions, author, body, now)


async def force_held(transactions: Transactions, org_id: int, now: datetime, backoff: Backoff) -> int:
    """Lanes that have waited for a gap for days go on over it. What fills the gap later still counts. One that fails is put off."""
    async with transactions(org_id) as tx:
        stuck = await store.stuck_lanes(tx, now - FORCED_AFTER)
    for lane in stuck:
        item = ("held lane", org_id, lane.lane)
        if backoff.waits(item, now):
            continue
        try:
            await _step_over(transactions, org_id, lane, now)
            backoff.done(item)
        except Exception as wrong:
            if is_away(wrong):
                raise
            backoff.failed(item, now, wrong)
    return len(stuck)


async def _step_over(transactions: Transactions, org_id: int, lane: store.StuckLane, now: datetime) -> None:
    async with transactions(org_id) as tx:
        author = await sessions.author(tx, lane.user_id, lane.phone_id)
        await store.lock_lane(tx, lane.lane, author.user_id)
        await store.step_lane(tx, lane.lane, lane.first_seq - 1)
    await _release(transactions, author, lane.lane, now)


async def record_backlog(tx: Tx, who: Who, backlog: Backlog, now: datetime) -> None:
    if who.phone_id is not None:
        unsent, photos = (min(max(0, count), MOST_TOLD) for count in (backlog.unsent, backlog.photos))  # no number keeps a command away
        held = ((unsent, backlog.unsent_since), (photos, backlog.photos_since))
        oldest = min((since for count, since in held if count and since and since.tzinfo), default=None)
        await store.record_backlog(tx, who.phone_id, now, unsent, photos, oldest)
