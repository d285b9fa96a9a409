"""The worst that may come in, from a process of its own: `python -m bench.attack PORT DESK PHONE`, the last two signed-in sessions.

Sheets with a far cell, of the largest size and of sixteen megabytes of nothing; pictures of many pixels; bodies that come byte by byte;
connections that say nothing. It goes on until it is ended, and says what it met that is not allowed.
"""

import asyncio
import hashlib
import io
import itertools
import os
import sys
import zipfile
from contextlib import suppress

from PIL import Image

from .connection import Connection

SILENT, SLOW = 500, 60


def far_cell() -> bytes:
    """A workbook of one row, and a blank in its last possible cell."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>Title</t></is></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>'
        "</sheetData></worksheet>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book = f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    target = (
        f'<Relationships xmlns="{links}"><Relationship Id="r1" Type="{kind}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", target), ("xl/worksheets/sheet1.xml", sheet)):
            packed.writestr(name, text)
    return file.getvalue()


def many_pixels() -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (13_300, 13_300), "#123456").save(file, "PNG")
    return file.getvalue()


async def worst_sheets(port: int, token: str) -> None:
    row = ",".join(["A title", "M", "What to do", *["some words"] * 47])
    largest = ("Title,Model,Body," + ",".join(f"X{n}" for n in range(47)) + "\n" + f"{row}\n" * 19_000).encode()[: 15 * 1024 * 1024]
    bodies = itertools.cycle([far_cell(), largest, b"Title\n" + b"a\n" * (7 * 1024 * 1024)])
    connection = Connection(port, token)
    for body in bodies:
        assert await connection.ask("POST", "/api/sheets/knowledge", body, "text/csv") in (201, 413, 422, 503)


async def worst_pictures(port: int, token: str) -> None:
    connection, picture = Connection(port, token), many_pixels()
    for n in itertools.count():
        body = picture + str(n).encode()
        sha = hashlib.sha256(body).hexdigest()
        announced = f'{{"size": {len(body)}, "mime": "image/png"}}'.encode()
        if await connection.ask("PUT", f"/api/blobs/{sha}", announced) == 200:
            assert await connection.ask("PATCH", f"/api/blobs/{sha}?offset=0", body, "image/png") in (200, 413, 422)


async def drop_by_drop(port: int, token: str) -> None:
    while True:
        connection = Connection(port, token)
        await connection.open()
        head = f"POST /api/phone/commands HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={token}\r\nContent-Length: 100000\r\n\r\n"
        connection.writer.write(head.encode())
        with suppress(ConnectionError):
            while not connection.writer.is_closing():
                connection.writer.write(b" ")
                await connection.writer.drain()
                await asyncio.sleep(1)


async def silent(port: int) -> None:
    while True:
        connection = Connection(port, "")
        await connection.open()
        assert connection.reader is not None
        await connection.reader.read()  # until the server ends it


async def attack(port: int, desk: str, phone: str) -> None:
    """Both are sessions. Raises at the first answer that is not one of those allowed."""
    runs = [worst_sheets(port, desk), worst_pictures(port, phone)]
    runs += [drop_by_drop(port, phone) for _ in range(SLOW)] + [silent(port) for _ in range(SILENT)]
    await asyncio.gather(*runs)


if __name__ == "__main__":
    # Strangers have machines of their own: what making the worst costs must not be taken from what is measured.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    asyncio.run(attack(int(sys.argv[1]), *sys.argv[2:]))
