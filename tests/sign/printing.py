"""From a visit that is done to its paper, and what stands there."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from outrider.db import transaction, transactions_of
from outrider.sign import store
from outrider.sign.prints import actions as prints
from tests.cast import NOW, Cast, walk
from tests.offline.phone import Phone


async def ready(pool: Any, us: Cast, order: UUID) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "finish_work")


async def printed(pool: Any, us: Cast, folder: Path) -> bytes:
    async with transaction(pool, us.org_id) as tx:
        report_id = await tx.value("select id from reports")
    row = (us.org_id, report_id, folder / "blobs", folder / "keys", "http://127.0.0.1:8000", NOW)
    await prints.render(transactions_of(pool), *row)
    async with transaction(pool, us.org_id) as tx:
        return bytes(await tx.value("select pdf from report_pdfs"))


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout + done.stderr


def words(pdf: bytes, folder: Path) -> str:
    (folder / "r.pdf").write_bytes(pdf)
    return run("pdftotext", "-layout", str(folder / "r.pdf"), "-")


def field(value: Any) -> dict[str, Any]:
    return {"sections": [{"title": "Work", "fields": [{"key": "work_done", "label": "Done", "value": value}]}]}


def on_paper(report: dict[str, Any], signatures: list[dict[str, Any]], folder: Path) -> str:
    phone = Phone(None)  # type: ignore[arg-type]
    payload = json.loads(phone.seal(UUID(int=1), report, signatures=signatures))["payload"]
    sealed = payload["sealed"].encode()
    ids = (UUID(int=1), "OUR-R-1", UUID(int=2), sealed, sha256(sealed).digest(), payload["statement"].encode())
    row = store.ReportRow(*ids, "en", NOW, NOW, "token", "OUR-1")
    pdf, _ = prints.set_on_paper(row, store.OrgRow("Our firm", "UTC"), "http://127.0.0.1:8000", folder)
    return " ".join(words(pdf, folder).split())
