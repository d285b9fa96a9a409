"""The finished PDF, and what was sealed, for those who may see its order. The public page behind the printed code is in customer/pages.py."""

from uuid import UUID

from litestar import Response, get

from ..db import Tx
from ..model import Who
from . import actions


def pdf_response(pdf: bytes, number: str) -> Response[bytes]:
    """Kept by no browser: whoever signs out, or hands the phone on, has it no longer."""
    headers = {"content-disposition": f'inline; filename="{number}.pdf"', "cache-control": "private, no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)


@get("/api/reports/{report_id:uuid}/pdf", opt={"permission": "reports.read"})
async def report_pdf(tx: Tx, who: Who, report_id: UUID) -> Response[bytes]:
    """The signed report as a sealed PDF."""
    found = await actions.pdf_of(tx, report_id, who.scope)
    return pdf_response(found.pdf, found.number)


@get("/api/reports/{report_id:uuid}/sealed", opt={"permission": "reports.read"})
async def report_sealed(tx: Tx, who: Who, report_id: UUID) -> actions.Sealed:
    """The very text that was signed, from which a phone that no longer has it begins a correction."""
    return await actions.sealed_of(tx, report_id, who.scope)


ROUTES = [report_pdf, report_sealed]
