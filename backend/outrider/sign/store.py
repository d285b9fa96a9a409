"""Reports as they were sealed, and their PDFs: inserted once, never changed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from ..db import Connection, Tx
from ..model import Scope
from ..status.order.rules import seen_by


class ReportRow(msgspec.Struct):
    id: UUID
    number: str
    order_id: UUID
    sealed: bytes
    sha256: bytes
    statement: bytes
    language: str
    signed_at: datetime
    sealed_at: datetime
    verify_token: str
    order_number: str
    replaces: str | None = None
    replaces_sealed_at: datetime | None = None


class ReportLine(msgspec.Struct):
    """photos_missing: not yet arrived; the PDF waits for them. replaces, replaced_by: the number of the report before and after."""

    id: UUID
    number: str
    signed_at: datetime
    language: str
    has_pdf: bool
    photos: int
    photos_missing: int
    verify_token: str
    replaces: str | None
    replaced_by: str | None


class PhotoRow(msgspec.Struct):
    sha256: bytes
    caption: str
    complete: bool


class Newer(msgspec.Struct):
    number: str
    signed_at: datetime


class VerifyRow(msgspec.Struct):
    org_id: int
    report_id: UUID


class PdfRow(msgspec.Struct):
    pdf: bytes
    sha256: bytes
    number: str


ADD_REPORT = """
insert into reports (org_id, id, number, order_id, attendance_id, sealed, sha256, statement, phone_id, phone_key, phone_signature, language,
  signed_at, sealed_at, verify_token, replaces)
values (current_org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""


async def add_report(tx: Tx, *row: Any) -> None:
    await tx.run(ADD_REPORT, *row)


ADD_VERIFY_TOKEN = "insert into verify_tokens (token, org_id, report_id) values ($1, current_org(), $2)"


async def add_verify_token(tx: Tx, token: str, report_id: UUID) -> None:
    await tx.run(ADD_VERIFY_TOKEN, token, report_id)


ADD_PHOTOS = """
insert into report_photos (org_id, report_id, position, sha256, caption)
select current_org(), $1, row.n, row.sha256, row.caption from unnest($2::bytea[], $3::text[]) with ordinality as row (sha256, caption, n)
"""


async def add_photos(tx: Tx, report_id: UUID, hashes: list[bytes], captions: list[str]) -> None:
    await tx.run(ADD_PHOTOS, report_id, hashes, captions)


REPORT = """
select r.id, r.number, r.order_id, r.sealed, r.sha256, r.statement, r.language, r.signed_at, r.sealed_at, r.verify_token,
  o.number as order_number, earlier.number as replaces, earlier.sealed_at as replaces_sealed_at
from reports r join orders o on o.id = r.order_id left join reports earlier on earlier.id = r.replaces where r.id = $1
"""


async def report(tx: Tx, report_id: UUID) -> ReportRow | None:
    return await tx.one(REPORT, ReportRow, report_id)


REPORTS_OF = """
select r.id, r.number, r.signed_at, r.language, exists (select from report_pdfs p where p.report_id = r.id) as has_pdf,
  (select count(*) from report_photos p where p.report_id = r.id)::int as photos,
  (select count(*) from report_photos p left join blobs b on b.sha256 = p.sha256
    where p.report_id = r.id and b.complete_at is null)::int as photos_missing, r.verify_token, earlier.number as replaces,
  (select newer.number from reports newer where newer.order_id = r.order_id and newer.replaces = r.id
    order by newer.sealed_at desc, newer.number desc limit 1) as replaced_by
from reports r left join reports earlier on earlier.id = r.replaces where r.order_id = $1 order by r.sealed_at, r.number
"""


async def reports_of(tx: Tx, order_id: UUID) -> list[ReportLine]:
    return await tx.all(REPORTS_OF, ReportLine, order_id)


# Of those that replace this one, or one that does.
NEWEST_AFTER = """
with recursive later as (
  select newer.id, newer.order_id, newer.number, newer.signed_at, newer.sealed_at from reports r
  join reports newer on newer.order_id = r.order_id and newer.replaces = r.id where r.id = $1
  union select newer.id, newer.order_id, newer.number, newer.signed_at, newer.sealed_at from later
  join reports newer on newer.order_id = later.order_id and newer.replaces = later.id
) select number, signed_at from later order by sealed_at desc, number desc limit 1
"""


async def newest_after(tx: Tx, report_id: UUID) -> Newer | None:
    return await tx.one(NEWEST_AFTER, Newer, report_id)


PHOTOS_OF = """
select p.sha256, p.caption, b.complete_at is not null as complete from report_photos p left join blobs b on b.sha256 = p.sha256
where p.report_id = $1 order by p.position
"""


async def photos_of(tx: Tx, report_id: UUID) -> list[PhotoRow]:
    return await tx.all(PHOTOS_OF, PhotoRow, report_id)


WAITING_FOR = """
select distinct p.report_id from report_photos p where p.sha256 = $1 and not exists (select from report_pdfs d where d.report_id = p.report_id)
"""


async def waiting_for(tx: Tx, sha256: bytes) -> list[UUID]:
    return [row["report_id"] for row in await tx.connection.fetch(WAITING_FOR, sha256)]


ADD_PDF = """
insert into report_pdfs (org_id, report_id, pdf, sha256, rendered_at) values (current_org(), $1, $2, $3, $4) on conflict do nothing
"""


async def add_pdf(tx: Tx, report_id: UUID, pdf: bytes, sha256: bytes, now: datetime) -> int:
    return await tx.run(ADD_PDF, report_id, pdf, sha256, now)


PDF_OF = f"""
select p.pdf, p.sha256, r.number from report_pdfs p join reports r on r.id = p.report_id join orders o on o.id = r.order_id
where r.id = $1 and {seen_by("o", 2)}
"""


async def pdf_of(tx: Tx, report_id: UUID, scope: Scope) -> PdfRow | None:
    return await tx.one(PDF_OF, PdfRow, report_id, *scope.keys)


class SealedRow(msgspec.Struct):
    sealed: bytes
    statement: bytes


SEALED_OF = f"""
select r.sealed, r.statement from reports r join orders o on o.id = r.order_id
where r.id = $1 and {seen_by("o", 2)}
"""


async def sealed_of(tx: Tx, report_id: UUID, scope: Scope) -> SealedRow | None:
    return await tx.one(SEALED_OF, SealedRow, report_id, *scope.keys)


SCOPE_KEYS = """
select r.order_id, o.station_id, o.account_id, a.engineer_id, other.engineer_id as now_with
from reports r join orders o on o.id = r.order_id join attendances a on a.id = r.attendance_id
left join attendances other on other.order_id = o.id and other.ended_at is null and other.joins_from is null
  and other.engineer_id <> a.engineer_id where r.id = $1
"""


class ScopeKeys(msgspec.Struct):
    order_id: UUID
    station_id: UUID
    account_id: UUID
    engineer_id: UUID
    now_with: UUID | None


async def scope_keys(tx: Tx, report_id: UUID) -> ScopeKeys:
    found = await tx.one(SCOPE_KEYS, ScopeKeys, report_id)
    assert found is not None
    return found


UNPRINTED = """
select r.id from reports r left join report_prints tried on tried.report_id = r.id
where not exists (select from report_pdfs d where d.report_id = r.id) and (tried.next_at is null or tried.next_at <= now())
  and (r.sealed_at < now() - $2::interval or not exists (select from report_photos p left join blobs b on b.sha256 = p.sha256
    where p.report_id = r.id and p.position <= $1 and octet_length(p.sha256) = 32 and b.complete_at is null))
"""


async def unprinted(tx: Tx, photos: int, without_after: timedelta) -> list[UUID]:
    return [row["id"] for row in await tx.connection.fetch(UNPRINTED, photos, without_after)]


BEGIN_PRINT = """
insert into report_prints as tried (org_id, report_id, tries, next_at) values (current_org(), $1, 1, now() + ($2::interval[])[1])
on conflict (org_id, report_id) do update set tries = tried.tries + 1,
  next_at = now() + ($2::interval[])[least(tried.tries + 1, cardinality($2::interval[]))]
returning tries
"""


async def begin_print(tx: Tx, report_id: UUID, pauses: list[timedelta]) -> int:
    """Which try it is. The next one is due after the pause of this one, unless it ends in a PDF."""
    return int(await tx.value(BEGIN_PRINT, report_id, pauses))


SET_FAULT = "update report_prints set fault = $2 where report_id = $1"


async def set_fault(tx: Tx, report_id: UUID, fault: str) -> None:
    await tx.run(SET_FAULT, report_id, fault)


HAS_PDF = "select exists (select from report_pdfs where report_id = $1)"


async def has_pdf(tx: Tx, report_id: UUID) -> bool:
    return bool(await tx.value(HAS_PDF, report_id))


NUMBER_BY_PDF = "select r.number from report_pdfs p join reports r on r.id = p.report_id where p.sha256 = $1 limit 1"


async def number_by_pdf(tx: Tx, sha256: bytes) -> str | None:
    found = await tx.value(NUMBER_BY_PDF, sha256)
    return None if found is None else str(found)


ORDER_NUMBER = "select number from orders where id = $1"


async def order_number(tx: Tx, order_id: UUID) -> str:
    return str(await tx.value(ORDER_NUMBER, order_id))


FIND_TOKEN = "select org_id, report_id from verify_tokens where token = $1"


async def find_token(connection: Connection, token: str) -> VerifyRow | None:
    row = await connection.fetchrow(FIND_TOKEN, token)
    return None if row is None else msgspec.convert(row, VerifyRow)


ORG = "select name, time_zone, phone from orgs where id = current_org()"


class OrgRow(msgspec.Struct):
    name: str
    time_zone: str
    phone: str = ""


async def org(tx: Tx) -> OrgRow:
    found = await tx.one(ORG, OrgRow)
    assert found is not None
    return found
