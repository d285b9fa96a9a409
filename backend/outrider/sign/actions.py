"""Sealing a report as the customer signed it, and letting anybody check it."""

import re
import secrets
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import events, lang
from ..db import Connection, Tx
from ..event_kinds import Event
from ..model import ALL, SYSTEM, Cause, Moment, Scope, Status
from ..numbers import next_number
from ..order_facts import ReportSealed
from ..problems import Problem
from ..reactions import AFTER_SEAL, react
from ..status import actions as status
from ..status.crew import actions as crew
from ..status.order import actions as orders
from ..status.review import actions as reviews
from ..status.review.rules import UNSOLVED
from ..status.visit import actions as visits
from . import rules, store
from .paper.rules import Content, Report, shown_by_code
from .prints.actions import shown_time
from .results import actions as results
from .results.rules import goes_on
from .strokes.rules import Statement, is_likely


class Seal(msgspec.Struct):
    """What the phone sends: two texts that it wrote once, and its key's signature (base64) over the second."""

    sealed: str
    statement: str
    phone_signature: bytes


class PhoneKey(msgspec.Struct):
    """A phone, and the public half of the key with which it seals."""

    phone_id: UUID
    jwk: dict[str, Any]


async def seal(tx: Tx, attendance_id: UUID, expected: Status, wanted: Seal, key: PhoneKey, cause: Cause) -> status.Changed:
    """Keeps the report on the engineer's attendance whatever became of the order; moves the order to signed where that fits.

    A correction names the report that it replaces, which stays as it is; the order stays where it is.
    Only a wrong digest, key or order is refused, and what somebody had signed who only joins (not_the_lead): what cannot be printed is printed with a
    note, and a dispatcher is asked.
    """
    assert cause.command_id is not None  # a seal is a phone's command
    sealed, statement = wanted.sealed.encode(), wanted.statement.encode()
    report, said, notes = rules.read(sealed, statement, lang.languages(), cause.moment.server_time)
    rules.check(sealed, statement, wanted.phone_signature, key.jwk, report, said)
    mine = await visits.attendance_of(tx, attendance_id, cause.actor.user_id)
    order_id = mine.order_id
    if mine.joins:
        raise await crew.not_the_lead(tx, await orders.see_order(tx, order_id, ALL))
    earlier = {row.id: row.number for row in await store.reports_of(tx, order_id)}
    if report.order_id != order_id or report.report_id in earlier or (report.replaces and report.replaces not in earlier):
        raise Problem("seal_broken", why="order")
    facts = {"report_id": report.report_id}
    over = await status.stays(tx, mine) if report.replaces else None  # what is corrected was signed before
    changed = over or await status.take_from_phone(tx, attendance_id, "sign", expected, cause, {}, facts)
    number = await _keep(tx, attendance_id, wanted, report, said, key, cause.moment)
    history = {**rules.corrects(report, earlier), **rules.coded(report)}
    payload = ReportSealed(report.report_id, number, rules.digest(sealed).hex(), **history)
    await events.append(
        tx, Event("report_sealed", cause.actor, cause.moment, report.order_id, None, attendance_id, cause.command_id, payload)
    )
    doubts = bool(notes) or await store.order_number(tx, order_id) != report.order_number
    await react(tx, AFTER_SEAL, rules.SealedReport(report.report_id, order_id, report, cause.actor, cause.moment, doubts))
    await go_on(tx, order_id, report.report_id, cause.moment)
    return changed


async def go_on(tx: Tx, order_id: UUID, report_id: UUID, moment: Moment) -> None:
    """What was signed and is not solved leads to the next visit, not to the follow-up; the office says which comes next."""
    said = await results.kept(tx, report_id)
    if said is None or not goes_on(said.result, said.held_until):
        return
    order = await orders.lock_order(tx, order_id, ALL)
    if order.status is Status.SIGNED:
        facts = {"report_id": report_id, "reason": said.reason, "held_until": said.held_until}
        await status.apply(tx, order, "continue_work", Cause(SYSTEM, ALL, moment), facts)
    elif order.status is Status.FOLLOW_UP:  # a correction says so afterwards
        await reviews.open_review(tx, order_id, UNSOLVED, moment.server_time)


async def _keep(tx: Tx, attendance_id: UUID, wanted: Seal, report: Report, said: Statement, key: PhoneKey, moment: Moment) -> str:
    """The report's number."""
    org = await store.org(tx)
    number = await next_number(tx, "report", moment.happened_at.astimezone(ZoneInfo(org.time_zone)).date())
    customer = next(row for row in said.signatures if row.party == "customer")
    signed_at = customer.at if customer.at and is_likely(customer.at, moment.server_time) else moment.happened_at
    token = secrets.token_urlsafe(12)
    sealed = wanted.sealed.encode()
    bound = (sealed, rules.digest(sealed), wanted.statement.encode(), key.phone_id, key.jwk, wanted.phone_signature)
    when = (report.language, signed_at, moment.server_time)
    await store.add_report(tx, report.report_id, number, report.order_id, attendance_id, *bound, *when, token, report.replaces)
    await store.add_verify_token(tx, token, report.report_id)
    hashes = [bytes.fromhex(photo.sha256) for photo in report.photos]
    await store.add_photos(tx, report.report_id, hashes, [photo.caption for photo in report.photos])
    return number


async def reports_of(tx: Tx, order_id: UUID) -> list[store.ReportLine]:
    return await store.reports_of(tx, order_id)


async def pdf_of(tx: Tx, report_id: UUID, scope: Scope) -> store.PdfRow:
    found = await store.pdf_of(tx, report_id, scope)
    if found is None:
        raise Problem("report_not_ready")
    return found


class Sealed(msgspec.Struct):
    """The two texts as a phone sent them, to the letter: what was signed, and what was said by signing it."""

    sealed: str
    statement: str


async def sealed_of(tx: Tx, report_id: UUID, scope: Scope) -> Sealed:
    found = await store.sealed_of(tx, report_id, scope)
    if found is None:
        raise Problem("not_found")
    return Sealed(found.sealed.decode(), found.statement.decode())


class Signer(msgspec.Struct):
    name: str
    role: str
    at: str


class Proof(msgspec.Struct):
    """What anybody with the printed code may know. language: of whoever reads it."""

    number: str
    org: str
    language: str
    sha256: str
    order_number: str
    signatures: list[Signer]
    received: str
    pdf_sha256: str | None
    replaces: str | None
    replaced_by: str | None
    replaced_at: str
    zone: str
    content: Content
    phone: str


async def find_report(connection: Connection, token: str) -> store.VerifyRow:
    found = await store.find_token(connection, token) if re.fullmatch(r"[\w-]{1,64}", token) else None
    if found is None:
        raise Problem("report_not_known")
    return found


async def proof_of(tx: Tx, report_id: UUID, language: str | None = None) -> Proof:
    """language: of whoever reads it; without one, the report's."""
    row, org = await store.report(tx, report_id), await store.org(tx)
    assert row is not None
    report, said, _ = rules.read(row.sealed, row.statement, lang.languages(), row.sealed_at)
    speaks = language or row.language
    signers = [Signer(one.name, one.role, shown_time(speaks, one.at, report.time_zone)) for one in said.signatures]
    received = shown_time(speaks, row.sealed_at, report.time_zone)
    pdf = await store.pdf_of(tx, report_id, ALL)
    sha256 = pdf.sha256.hex() if pdf else None
    newest = await store.newest_after(tx, report_id)
    number, at = (newest.number, shown_time(speaks, newest.signed_at, report.time_zone)) if newest else (None, "")
    head = (row.number, org.name, speaks, row.sha256.hex(), row.order_number, signers, received, sha256)
    return Proof(*head, row.replaces, number, at, lang.zone_name(report.time_zone, row.sealed_at), shown_by_code(report), org.phone)


class Verdict(msgspec.Struct):
    """same, replaced (genuine, and this report stands in its place: number), other (genuine, of something else), not_pdf,
    empty or different (a PDF that is none of this firm's).
    """

    code: str
    number: str = ""


async def compare(tx: Tx, proof: Proof, file: bytes) -> Verdict:
    """Is this file, byte for byte, the one that was sealed? One changed byte, and it is not."""
    if not file:
        return Verdict("empty")
    sha256 = rules.digest(file)
    if sha256.hex() == proof.pdf_sha256:
        return Verdict("same")
    other = await store.number_by_pdf(tx, sha256)
    if other is not None:
        return Verdict("replaced" if other == proof.replaces else "other", other)
    return Verdict("different" if file.lstrip()[:5] == b"%PDF-" else "not_pdf")
