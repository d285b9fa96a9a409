"""What one `serve` holds: thousands of idle streams, the request rate at 60 % of a core, and the same while the worst comes in.

The worst: sheets with a far cell, of the largest size and of sixteen megabytes of nothing; pictures of many pixels; bodies that come
byte by byte; connections that say nothing. Each stream and client has an address of its own on this machine.
"""

import asyncio
import hashlib
import io
import itertools
import os
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import asyncpg
from PIL import Image
from tests.cast import Cast
from tests.journeys.processes import Served

from outrider.accounts.sessions.rules import token_hash
from outrider.clock import stopwatch
from outrider.ids import new_id
from outrider.serve import room_for

from .ground import installation
from .table import Row, p95, tell

STREAMS, SESSION_HOLDS = 5_000, 20
SHARE, SECONDS = 0.6, 60 if os.environ.get("FULL") else 15
SILENT, SLOW = 500, 60
TICKS = os.sysconf("SC_CLK_TCK")
ADD = """
insert into sessions (id, token_hash, org_id, user_id, agent, created_at, expires_at) values ($1, $2, $3, $4, 'bench', $5, $6)
"""
addresses = itertools.cycle(f"127.0.{row}.{n}" for row in range(1, 5) for n in range(1, 251))


class Connection:
    """One keep-alive HTTP/1.1 connection, as cheap as can be: the generator shares the machine with what it measures."""

    def __init__(self, house: Served, token: str) -> None:
        self.house, self.token = house, token
        self.reader: asyncio.StreamReader | None = None

    async def open(self) -> None:
        place = ("127.0.0.1", self.house.port)
        self.reader, self.writer = await asyncio.open_connection(*place, local_addr=(next(addresses), 0))

    async def ask(self, verb: str, path: str, body: bytes = b"", kind: str = "application/json") -> int:
        if self.reader is None:
            await self.open()
        assert self.reader is not None
        head = f"{verb} {path} HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={self.token}\r\n"
        more = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n" if body else ""
        self.writer.write(f"{head}{more}\r\n".encode() + body)
        await self.writer.drain()
        return await self._answer()

    async def _answer(self) -> int:
        assert self.reader is not None
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = head.partition("content-length:")[2].split("\r\n")[0].strip()
        if "chunked" in head:
            while size := int(await self.reader.readline(), 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
        elif length:
            await self.reader.readexactly(int(length))
        if "connection: close" in head:
            self.writer.close()
            self.reader = None
        return status


async def sessions(house: Served, us: Cast, count: int) -> list[str]:
    tokens, now = [f"bench-{n}" for n in range(count)], datetime.now(UTC)
    owner = await asyncpg.connect(house.database.owner_dsn)
    rows = [(new_id(now), token_hash(token), us.org_id, us.users["alice"], now, now + timedelta(days=1)) for token in tokens]
    await owner.executemany(ADD, rows)
    await owner.close()
    return tokens


async def stream(house: Served, token: str) -> asyncio.StreamWriter:
    connection = Connection(house, token)
    await connection.open()
    assert connection.reader is not None
    connection.writer.write(f"GET /api/live HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={token}\r\n\r\n".encode())
    head = await connection.reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], head
    return connection.writer


def cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_of(pid: int) -> float:
    """Resident, in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def children_of(pid: int) -> list[int]:
    return [int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()]


PATHS = ("/api/me", "/api/board?epoch={epoch}&since={seq}", "/api/notifications", "/api/me", "/api/positions")


async def paced(house: Served, tokens: list[str], rate: float, seconds: float) -> list[float]:
    """Milliseconds of each answer, at so many requests a second whatever the server does."""
    waits: list[float] = []
    free = asyncio.Queue[Connection]()
    for token in tokens[:40]:
        free.put_nowait(Connection(house, token))

    async def one(path: str) -> None:
        asked = stopwatch()
        connection = await free.get()
        assert await connection.ask("GET", path) == 200, path
        waits.append((stopwatch() - asked) * 1000)
        free.put_nowait(connection)

    began, tasks = stopwatch(), []
    for n in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + n / rate - stopwatch()))
        tasks.append(asyncio.create_task(one(PATHS[n % len(PATHS)].format(epoch="", seq=0))))
    await asyncio.gather(*tasks)
    return waits


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


async def worst_sheets(house: Served, token: str) -> None:
    row = ",".join(["A title", "M", "What to do", *["some words"] * 47])
    largest = ("Title,Model,Body," + ",".join(f"X{n}" for n in range(47)) + "\n" + f"{row}\n" * 19_000).encode()[: 15 * 1024 * 1024]
    bodies = itertools.cycle([far_cell(), largest, b"Title\n" + b"a\n" * (7 * 1024 * 1024)])
    connection = Connection(house, token)
    for body in bodies:
        assert await connection.ask("POST", "/api/sheets/knowledge", body, "text/csv") in (201, 413, 422, 503)


async def worst_pictures(house: Served, token: str) -> None:
    connection, picture = Connection(house, token), many_pixels()
    for n in itertools.count():
        body = picture + str(n).encode()
        sha = hashlib.sha256(body).hexdigest()
        announced = f'{{"size": {len(body)}, "mime": "image/png"}}'.encode()
        if await connection.ask("PUT", f"/api/blobs/{sha}", announced) == 200:
            assert await connection.ask("PATCH", f"/api/blobs/{sha}?offset=0", body, "image/png") in (200, 413, 422)


async def drop_by_drop(house: Served, token: str) -> None:
    while True:
        connection = Connection(house, token)
        await connection.open()
        head = f"POST /api/phone/commands HTTP/1.1\r\nHost: bench\r\nCookie: outrider_session={token}\r\nContent-Length: 100000\r\n\r\n"
        connection.writer.write(head.encode())
        with suppress(ConnectionError):
            while not connection.writer.is_closing():
                connection.writer.write(b" ")
                await connection.writer.drain()
                await asyncio.sleep(1)


async def silent(house: Served) -> None:
    while True:
        connection = Connection(house, "")
        await connection.open()
        assert connection.reader is not None
        await connection.reader.read()  # until the server ends it


@asynccontextmanager
async def attacked(house: Served, desk: str, phone: str) -> AsyncIterator[None]:
    runs = [worst_sheets(house, desk), worst_pictures(house, phone)]
    runs += [drop_by_drop(house, phone) for _ in range(SLOW)] + [silent(house) for _ in range(SILENT)]
    tasks = [asyncio.create_task(run) for run in runs]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def highest(pid: int, seen: dict[str, float]) -> None:
    while True:
        seen["serve"] = max(seen.get("serve", 0.0), memory_of(pid))
        with suppress(OSError):
            seen["reader"] = max([seen.get("reader", 0.0), *(memory_of(child) for child in children_of(pid))])
        await asyncio.sleep(0.05)


async def measure(house: Served) -> list[Row]:
    us, pid = house.database.us, house.children["serve"].pid
    tokens = await sessions(house, us, STREAMS // SESSION_HOLDS + 40)
    before = memory_of(pid)
    began = stopwatch()
    streams = [await stream(house, tokens[n // SESSION_HOLDS]) for n in range(STREAMS)]
    opened, held = stopwatch() - began, memory_of(pid) - before
    idle_from, cpu = stopwatch(), cpu_of(pid)
    await asyncio.sleep(5)
    idle = (cpu_of(pid) - cpu) / (stopwatch() - idle_from) * 100
    cpu = cpu_of(pid)
    await paced(house, tokens[-40:], 40, 10)
    rate = SHARE / max(0.0005, (cpu_of(pid) - cpu - idle / 100 * 10) / 400)
    calm, cpu, began = [], cpu_of(pid), stopwatch()
    calm = await paced(house, tokens[-40:], rate, SECONDS)
    share = (cpu_of(pid) - cpu) / (stopwatch() - began) * 100
    print(f"{STREAMS:,} streams, {rate:.0f} requests a second; now the worst comes in", flush=True)
    desk, phone, peak = house.sign_in("erin"), house.sign_in("bob"), dict[str, float]()
    watch = asyncio.create_task(highest(pid, peak))
    async with attacked(house, desk, phone):
        await asyncio.sleep(1)
        stormy = await paced(house, tokens[-40:], rate, SECONDS)
    watch.cancel()
    for writer in streams:
        writer.close()
    return [
        Row(f"{STREAMS:,} streams opened", opened, "s"),
        Row("memory of a stream", held * 1000 / STREAMS, "KB", 40),
        Row("all of them idle", idle, "%", peer="of a core"),
        Row("requests a second", rate, "/s", peer=f"at {share:.0f} % of a core"),
        Row("answer p95, nothing else", p95(calm), "ms"),
        Row("answer p95 while the worst comes in", p95(stormy), "ms", 2 * p95(calm), "the same without", p95(stormy) / p95(calm)),
        Row("answer median while the worst comes in", median(stormy), "ms", peer="the same without", ratio=median(stormy) / median(calm)),
        Row("serve's memory at its highest", peak.get("serve", 0.0), "MB", 600),
        Row("memory of what it started", peak.get("reader", 0.0), "MB", 512),
    ]


def main() -> int:
    room_for(2 * STREAMS)  # open files of our own
    with installation() as house:
        house.stop("serve")
        house.settings["OUTRIDER_STREAMS_PER_ADDRESS"] = "100"
        house.start("serve")
        return tell("load", asyncio.run(measure(house)))


if __name__ == "__main__":
    sys.exit(main())
