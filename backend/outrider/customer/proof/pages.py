"""The proof behind a printed code: who signed what, and whether a file is the one that was sealed. It works without scripts."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from ... import lang
from ...db import Tx, transaction
from ...pages import page
from ...problems import Problem
from ...sign import actions as sign
from ..pages import PUBLIC, Anyone, language_for, refusal_page

Upload = Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)]
LARGEST_PDF = 64 * 1024 * 1024  # forty photos


class Checked(msgspec.Struct):
    """What a program is told of a printed code. verdict: of the file that it sent, if it did."""

    report: sign.Proof
    verdict: sign.Verdict | None


async def _proof(request: Anyone, tx: Tx, report_id: UUID) -> sign.Proof:
    own = await sign.proof_of(tx, report_id)
    speaks = language_for(request, own.language)
    return own if speaks == own.language else await sign.proof_of(tx, report_id, speaks)


def _by_program(request: Anyone) -> bool:
    """Whoever does not say that they read pages is refused as at every other address; whoever asks for JSON gets it."""
    return "text/html" not in request.headers.get("accept", "")


async def _verified(request: Anyone, state: State, token: str, file: bytes | None) -> Response[Any]:
    """file: None where nothing is asked yet."""
    try:
        async with state.pool.acquire() as connection:
            found = await sign.find_report(connection, token)
        async with transaction(state.pool, found.org_id) as tx:
            proof = await _proof(request, tx, found.report_id)
            verdict = None if file is None else await sign.compare(tx, proof, file)
    except Problem as refusal:
        if _by_program(request):
            raise
        return refusal_page(request, refusal)
    if _by_program(request) and "json" in request.headers.get("accept", ""):
        return Response(Checked(proof, verdict))
    return page("verify.html", proof.language, firm=proof.org, phone=proof.phone, proof=proof, token=token, verdict=verdict)


@get(["/v", "/v/"], opt=PUBLIC, include_in_schema=False)
async def verify_start(request: Anyone, code: str = "") -> Response[Any]:
    if code:
        return Response(None, status_code=303, headers={"location": "/v/" + quote(code.strip().rsplit("/", 1)[-1], safe="")})
    return page("verify_start.html", language_for(request, lang.DEFAULT))


@get("/v/{token:str}", opt=PUBLIC, include_in_schema=False)
async def verify_page(request: Anyone, state: State, token: str) -> Response[Any]:
    return await _verified(request, state, token, None)


@post("/v/{token:str}", opt=PUBLIC, include_in_schema=False, status_code=200, request_max_body_size=LARGEST_PDF)
async def verify(request: Anyone, state: State, token: str, data: Upload) -> Response[Any]:
    """Is this file, byte for byte, the one that was sealed? Any other file, also one changed byte, is not."""
    file = data.get("file")
    try:
        return await _verified(request, state, token, await file.read() if file else b"")
    finally:
        if file:
            await file.close()  # here it would be freed by the event loop, which takes tens of milliseconds


ROUTES = [verify_start, verify_page, verify]
