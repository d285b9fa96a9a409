"""What came out of each visit, kept in columns beside the sealed bytes, and the catalogue of the codes."""

import logging
from datetime import datetime
from uuid import UUID

from ... import lang
from ...db import Tx
from ...ids import new_id
from ...problems import Problem
from ..paper.rules import Report, read_report
from ..rules import SealedReport
from . import defaults, rules, store

log = logging.getLogger("outrider.sign")
FIRST = UUID(int=0)
BATCH, MOST_EARLIER = 200, 8


async def install_defaults(tx: Tx, now: datetime) -> None:
    """What a new organisation begins with. Does nothing where it has its own."""
    if await store.has_codes(tx):
        return
    for kind, codes in defaults.CODES.items():
        for position, code in enumerate(codes, 1):
            names = [lang.say(language, f"result.{kind}.{code}") for language in lang.languages()]
            await store.add_code(tx, new_id(now), kind, code, names, position)


async def keep(tx: Tx, what: SealedReport) -> None:
    await _add(tx, what.report, what.order_id, what.moment.happened_at)


async def _add(tx: Tx, report: Report, order_id: UUID, signed_at: datetime) -> None:
    said = report.result
    held = rules.held_until(said, signed_at, report.time_zone) if said else None
    coded = (said.result, said.until) if said else (None, None)
    codes = (said.reason, said.fault_class, said.cause_class, said.human, said.repeat_reason) if said else ("", "", "", None, "")
    words = {field.key: field.value.strip() for section in report.sections for field in section.fields}
    texts = [words.get(key, "") for key in ("fault_found", "work_done", "open_points")]
    fitted = [" ".join(filter(None, (part.name, part.number, part.serial))) for part in report.parts if part.direction == "in"]
    await store.add_result(tx, report.report_id, order_id, *coded, held, *codes, *texts, fitted)


async def kept(tx: Tx, report_id: UUID) -> store.Kept | None:
    return await store.kept(tx, report_id)


async def results_of(tx: Tx, order_id: UUID) -> list[store.ResultLine]:
    return await store.results_of(tx, order_id)


async def earlier(tx: Tx, order_id: UUID) -> list[store.Earlier]:
    """What was done before, at this place or at this device, the newest first."""
    return await store.earlier(tx, order_id, MOST_EARLIER)


async def fill(tx: Tx, after: UUID = FIRST) -> UUID | None:
    """Of the reports of an older release, the next ones; the last of them, or None where there are no more."""
    rows = await store.unread(tx, after, BATCH)
    for row in rows:
        try:
            report, _ = read_report(row.sealed, lang.languages())
        except Problem:
            log.warning("a sealed report cannot be read", extra={"fields": {"org": tx.org_id, "report": str(row.id)}})
            continue
        await _add(tx, report, row.order_id, row.signed_at)
    return rows[-1].id if rows else None
