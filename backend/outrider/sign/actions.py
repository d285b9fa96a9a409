"""Sealing a report as the customer signed it, printing it, and letting anybody check it."""

import asyncio
import logging
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import events, jobs, lang
from ..db import Connection, Transactions, Tx
from ..event_kinds import Event, ReportSealed
from ..model import ALL, Cause, Moment, Scope, Status
from ..numbers import next_number
from ..problems import Problem
from ..status import actions as status
from ..status.review import actions as reviews
from ..status.visit import actions as visits
from . import engines, rules, store
from .paper import engines as paper
from .paper.rules import PHOTOS, Content, Report, shown_by_code
from .reading.rules import Note
from .strokes.rules import PARTIES, Statement, is_likely

log = logging.getLogger("outrider.sign")
ASKED = "report_print"  # the question to a dispatcher: something of it is not on the paper as it was signed
FOUND_IN_PRINT = ("photos_lost", "letters", "layout")
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1)]  # before a failed print is tried again
TELL_AFTER = 3
WITHOUT_PHOTOS = timedelta(days=30)  # as long as phones keep them; then it is printed without what is missing


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
    Only a wrong digest, key or order is refused: what cannot be printed is printed with a note, and a dispatcher is asked.
    """
    assert cause.command_id is not None  # a seal is a phone's command
    sealed, statement = wanted.sealed.encode(), wanted.statement.encode()
    report, said, notes = rules.read(sealed, statement, lang.languages(), cause.moment.server_time)
    rules.check(sealed, statement, wanted.phone_signature, key.jwk, report, said)
    mine = await visits.attendance_of(tx, attendance_id, cause.actor.user_id)
    order_id = mine.order_id
    earlier = {row.id: row.number for row in await store.reports_of(tx, order_id)}
    if report.order_id != order_id or report.report_id in earlier or (report.replaces and report.replaces not in earlier):
        raise Problem("seal_broken", why="order")
    facts = {"report_id": report.report_id}
    over = await status.stays(tx, mine) if report.replaces else None  # what is corrected was signed before
    changed = over or await status.take_from_phone(
        tx, attendance_id, "sign", expected, cause.actor, cause.moment, {}, cause.command_id, facts
    )
    number = await _keep(tx, attendance_id, wanted, report, said, key, cause.moment)
    payload = ReportSealed(report.report_id, number, rules.digest(sealed).hex(), **rules.corrects(report, earlier))
    await events.append(
        tx, Event("report_sealed", cause.actor, cause.moment, report.order_id, None, attendance_id, cause.command_id, payload)
    )
    if notes or await store.order_number(tx, order_id) != report.order_number:
        await reviews.open_review(tx, order_id, ASKED, cause.moment.server_time)
    await request_pdf(tx, report.report_id)
    return changed


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


async def request_pdf(tx: Tx, report_id: UUID) -> None:
    """Queues the print once every photo that is printed is here; until then the arrival of the last one does."""
    if all(photo.complete for photo in (await store.photos_of(tx, report_id))[:PHOTOS]):
        await _queue(tx, report_id)


async def _queue(tx: Tx, report_id: UUID) -> None:
    await jobs.enqueue(tx, jobs.RENDER_REPORT, msgspec.json.encode([tx.org_id, report_id]), str(report_id))


async def photo_arrived(tx: Tx, sha256: bytes) -> None:
    for report_id in await store.waiting_for(tx, sha256):
        await _touch(tx, report_id)  # phone and office show how many of its photos have arrived
        await request_pdf(tx, report_id)


async def _touch(tx: Tx, report_id: UUID) -> None:
    row = await store.scope_keys(tx, report_id)
    tx.touch("order", row.order_id, engineer=row.engineer_id, station=row.station_id, account=row.account_id)
    if row.now_with:  # somebody else goes there by now, and reads it
        tx.touch("order", row.order_id, engineer=row.now_with)


async def enqueue_missing(tx: Tx) -> int:
    """Queues every print that should be there and is not: its job failed, or was cut off, or a photo never came. Later and later."""
    found = await store.unprinted(tx, PHOTOS, WITHOUT_PHOTOS)
    for report_id in found:
        await _queue(tx, report_id)
    return len(found)


async def render(transactions: Transactions, org_id: int, report_id: UUID, blobs: Path, keys: Path, public_url: str, now: datetime) -> None:
    """The job: reads, prints outside any transaction, stores. Done twice, the second changes nothing.

    A print that fails is written down and tried again by enqueue_missing; nothing else waits for it.
    """
    async with transactions(org_id) as tx:
        row, org = await store.report(tx, report_id), await store.org(tx)
        if row is None or await store.has_pdf(tx, report_id):
            return
        tries = await store.begin_print(tx, report_id, PAUSES)  # counted before: it may end the process
    try:
        plain, notes = await asyncio.to_thread(set_on_paper, row, org, public_url, blobs / str(org_id))
        key, cert = await asyncio.to_thread(engines.org_key, keys, org_id, org.name)
        pdf = await asyncio.to_thread(engines.seal_pdf, plain, key, cert, org.name, row.number)
    except Exception as wrong:
        log.exception(
            "report cannot be printed", extra={"fields": {"org": org_id, "report": str(report_id), "number": row.number, "tries": tries}}
        )
        async with transactions(org_id) as tx:
            await store.set_fault(tx, report_id, repr(wrong)[:1000])
            if tries >= TELL_AFTER:
                await reviews.open_review(tx, row.order_id, ASKED, now)
        return
    async with transactions(org_id) as tx:
        if await store.add_pdf(tx, report_id, pdf, rules.digest(pdf), now):
            await _touch(tx, report_id)
            if notes:
                await reviews.open_review(tx, row.order_id, ASKED, now)


def set_on_paper(row: store.ReportRow, org: store.OrgRow, public_url: str, blobs: Path) -> tuple[bytes, list[Note]]:
    report, said, notes = rules.read(row.sealed, row.statement, lang.languages(), row.sealed_at)
    if report.order_number != row.order_number:
        notes = [*notes, Note("order_number", row.order_number)]
    sealed = paper.Sealed(row.sealed, row.statement)
    pictures = [blobs / photo.sha256 for photo in report.photos[:PHOTOS]]
    sentences = {code: lang.messages(report.language)[f"report.note_{code}"] for code in FOUND_IN_PRINT}
    return paper.render(sealed, report, said, _paper(row, org, said, report, notes, public_url), pictures, row.sealed_at, sentences)


def _paper(row: store.ReportRow, org: store.OrgRow, said: Statement, report: Report, notes: list[Note], public_url: str) -> paper.Print:
    language = report.language
    names = ("order", "sealed_hash", "verify", "part_in", "part_out", "notes")
    labels = {name: lang.say(language, f"report.{name}") for name in names} | {"hash": row.sha256.hex()}
    order = {party: index for index, party in enumerate(PARTIES)}
    signed = [
        {
            "party": signature.party,
            "name": signature.name,
            "role": signature.role,
            "title": lang.say(language, f"report.signed_{signature.party}"),
            "at": shown_time(language, signature.at, report.time_zone),
        }
        for signature in sorted(said.signatures, key=lambda signature: order[signature.party])
    ]
    received = lang.say(language, "report.received", org=org.name, at=shown_time(language, row.sealed_at, report.time_zone))
    sentences = [lang.say(language, f"report.note_{note.code}", what=note.what) for note in notes]
    corrects = _corrects(row, language, report.time_zone)
    return paper.Print(row.number, org.name, labels, f"{public_url}/v/{row.verify_token}", signed, received, sentences, corrects)


def _corrects(row: store.ReportRow, language: str, zone: str) -> str:
    """What it says of the report that it replaces; empty where it is the first."""
    if row.replaces is None:
        return ""
    return lang.say(language, "report.corrects", number=row.replaces, at=shown_time(language, row.replaces_sealed_at, zone))


def shown_time(language: str, at: datetime | None, zone: str) -> str:
    """With its zone, and written as the phone writes it. A device's clock may stand anywhere, also where no zone reaches."""
    try:
        return lang.exact_time(language, at, zone) if at else "?"
    except (OverflowError, ValueError):
        return "?"


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
    return Proof(*head, row.replaces, number, at, lang.zone_name(report.time_zone, row.sealed_at), shown_by_code(report))


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
