"""A sealed report on paper: queued as soon as its photos are here, printed by the worker, tried again until it is there."""

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec

from ... import jobs, lang
from ...db import Transactions, Tx
from ...status.review import actions as reviews
from .. import engines, rules, store
from ..paper import engines as paper
from ..paper.rules import PHOTOS, Report
from ..reading.rules import Note
from ..strokes.rules import PARTIES, Statement

log = logging.getLogger("outrider.sign")
ASKED = "report_print"  # the question to a dispatcher: something of it is not on the paper as it was signed
FOUND_IN_PRINT = ("photos_lost", "letters", "layout")
PAUSES = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1)]  # before a failed print is tried again
TELL_AFTER = 3
WITHOUT_PHOTOS = timedelta(days=30)  # as long as phones keep them; then it is printed without what is missing


async def ask_about_doubts(tx: Tx, what: rules.SealedReport) -> None:
    if what.doubts:
        await reviews.open_review(tx, what.order_id, ASKED, what.moment.server_time)


async def print_sealed(tx: Tx, what: rules.SealedReport) -> None:
    await request_pdf(tx, what.report_id)


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
