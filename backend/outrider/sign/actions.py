"""Sealing a report as the customer signed it, printing it, and letting anybody check it."""

import asyncio
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .. import events, jobs, lang
from ..db import Connection, Transactions, Tx
from ..model import Actor, Event, Moment, Scope, Status
from ..numbers import next_number
from ..problems import Problem
from ..status import actions as status
from . import engines, rules, store


class Seal(msgspec.Struct):
    """What the phone sends: two texts that it wrote once, and its key's signature (base64) over the second."""

    sealed: str
    statement: str
    phone_signature: bytes


async def seal(
    tx: Tx,
    attendance_id: UUID,
    expected: Status,
    wanted: Seal,
    phone_id: UUID,
    jwk: dict[str, Any],
    actor: Actor,
    moment: Moment,
    command_id: UUID,
) -> status.Changed:
    """Keeps the report on the engineer's attendance whatever became of the order; moves the order to signed where that fits."""
    sealed, statement = wanted.sealed.encode(), wanted.statement.encode()
    report, said = rules.check(sealed, statement, wanted.phone_signature, jwk)
    if report.language not in lang.languages():
        raise Problem("seal_broken", why="language")
    order_id = await status.order_of(tx, attendance_id, actor)
    earlier = {row.id for row in await store.reports_of(tx, order_id)}
    if report.order_id != order_id or report.report_id in earlier or (report.replaces and report.replaces not in earlier):
        raise Problem("seal_broken", why="order")
    facts = {"report_id": report.report_id}
    changed = await status.take_from_phone(tx, attendance_id, "sign", expected, actor, moment, {}, command_id, facts)
    org = await store.org(tx)
    number = await next_number(tx, "report", moment.happened_at.astimezone(ZoneInfo(org.time_zone)).date())
    customer = next(row for row in said.signatures if row.party == "customer")
    try:
        hashes = [bytes.fromhex(photo.sha256) for photo in report.photos]
    except ValueError as wrong:
        raise Problem("seal_broken", why="photos") from wrong
    token = secrets.token_urlsafe(12)
    bound = (sealed, rules.digest(sealed), statement, phone_id, jwk, wanted.phone_signature)
    when = (report.language, customer.at, moment.server_time)
    await store.add_report(tx, report.report_id, number, report.order_id, attendance_id, *bound, *when, token, report.replaces)
    await store.add_verify_token(tx, token, report.report_id)
    await store.add_photos(tx, report.report_id, hashes, [photo.caption for photo in report.photos])
    payload = {"report_id": report.report_id, "number": number, "sha256": rules.digest(sealed).hex()}
    await events.append(tx, Event("report_sealed", actor, moment, report.order_id, None, attendance_id, command_id, payload))
    await want_pdf(tx, report.report_id)
    return changed


async def want_pdf(tx: Tx, report_id: UUID) -> None:
    """Queues the print once every photo is here; until then the arrival of the last one does."""
    if all(photo.complete for photo in await store.photos_of(tx, report_id)):
        await jobs.enqueue(tx, jobs.RENDER_REPORT, msgspec.json.encode([tx.org_id, report_id]), str(report_id))


async def photo_arrived(tx: Tx, sha256: bytes) -> None:
    for report_id in await store.waiting_for(tx, sha256):
        await _touch(tx, report_id)  # phone and office show how many of its photos have arrived
        await want_pdf(tx, report_id)


async def _touch(tx: Tx, report_id: UUID) -> None:
    row = await store.scope_keys(tx, report_id)
    tx.touch("order", row.order_id, engineer=row.engineer_id, station=row.station_id, account=row.account_id)
    if row.now_with:  # somebody else goes there by now, and reads it
        tx.touch("order", row.order_id, engineer=row.now_with)


async def want_missing(tx: Tx) -> int:
    """Queues every print that should be there and is not: its job failed, or was cut off, or two photos arrived as one."""
    found = await store.unprinted(tx)
    for report_id in found:
        await want_pdf(tx, report_id)
    return len(found)


async def render(transactions: Transactions, org_id: int, report_id: UUID, blobs: Path, keys: Path, public_url: str, now: datetime) -> None:
    """The job: reads, prints outside any transaction, stores. Done twice, the second changes nothing."""
    async with transactions(org_id) as tx:
        row, org = await store.report(tx, report_id), await store.org(tx)
        photos = await store.photos_of(tx, report_id)
    assert row is not None
    report = msgspec.json.decode(row.sealed, type=rules.Report)
    said = msgspec.json.decode(row.statement, type=rules.Statement)
    paper = _paper(row, org, said, report, public_url)
    pictures = [blobs / str(org_id) / photo.sha256.hex() for photo in photos]
    plain = await asyncio.to_thread(engines.render, row.sealed, report, said, paper, pictures, row.sealed_at)
    key, cert = await asyncio.to_thread(engines.org_key, keys, org_id, org.name)
    pdf = await asyncio.to_thread(engines.seal_pdf, plain, key, cert, org.name, row.number)
    async with transactions(org_id) as tx:
        if await store.add_pdf(tx, report_id, pdf, rules.digest(pdf), now):
            await _touch(tx, report_id)


def _paper(row: store.ReportRow, org: store.OrgRow, said: rules.Statement, report: rules.Report, public_url: str) -> engines.Print:
    language = row.language
    names = ("order", "sealed_hash", "verify", "part_in", "part_out")
    labels = {name: lang.say(language, f"report.{name}") for name in names} | {"hash": row.sha256.hex()}
    order = {party: index for index, party in enumerate(rules.PARTIES)}
    signed = [
        {
            "party": signature.party,
            "name": signature.name,
            "role": signature.role,
            "title": lang.say(language, f"report.signed_{signature.party}"),
            "at": lang.long_time(language, signature.at, report.time_zone),
        }
        for signature in sorted(said.signatures, key=lambda signature: order[signature.party])
    ]
    return engines.Print(row.number, org.name, labels, f"{public_url}/v/{row.verify_token}", signed)


async def reports_of(tx: Tx, order_id: UUID) -> list[store.ReportLine]:
    return await store.reports_of(tx, order_id)


async def pdf_of(tx: Tx, report_id: UUID, scope: Scope) -> store.PdfRow:
    found = await store.pdf_of(tx, report_id, scope)
    if found is None:
        raise Problem("report_not_ready")
    return found


class Proof(msgspec.Struct):
    """What anybody with the printed code may know."""

    number: str
    org: str
    language: str
    time_zone: str
    sha256: str
    order_number: str
    signatures: list[rules.Signature]
    pdf_sha256: str | None


async def find_report(connection: Connection, token: str) -> store.VerifyRow:
    found = await store.find_token(connection, token)
    if found is None:
        raise Problem("report_not_known")
    return found


async def proof_of(tx: Tx, report_id: UUID) -> Proof:
    row, org = await store.report(tx, report_id), await store.org(tx)
    assert row is not None
    said = msgspec.json.decode(row.statement, type=rules.Statement)
    report = msgspec.json.decode(row.sealed, type=rules.Report)
    pdf = await store.pdf_of(tx, report_id, status.ALL)
    return Proof(
        row.number,
        org.name,
        row.language,
        report.time_zone,
        row.sha256.hex(),
        report.order_number,
        said.signatures,
        pdf.sha256.hex() if pdf else None,
    )
