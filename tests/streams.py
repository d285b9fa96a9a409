"""Streams held open as a browser holds them, and whether each still hears."""

import asyncio
from contextlib import suppress

import httpx

from outrider import db
from outrider.clock import stopwatch

from .conftest import Database
from .journeys.processes import Served

HEARD_WITHIN = 5.0
AGAIN_AFTER = 0.2  # seconds; a browser's own is longer, and nothing that the server owes


class Stream:
    def __init__(self) -> None:
        self.heard = asyncio.Event()

    async def listen(self, house: Served, cookie: str) -> None:
        """Until it ends, which it never should while the server lives."""
        reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
        try:
            writer.write(f"GET /api/live HTTP/1.1\r\nHost: x\r\nCookie: outrider_session={cookie}\r\n\r\n".encode())
            status = await reader.readline()
            if b" 200 " not in status:
                raise ConnectionError(status)
            while line := await reader.readline():
                if b"event: more" in line:
                    self.heard.set()
            raise ConnectionError("the stream ended")
        finally:
            writer.close()

    async def keep_listening(self, house: Served, cookie: str) -> None:
        """Where the server itself dies: asks again, as a browser does."""
        while True:
            with suppress(OSError):
                await self.listen(house, cookie)
            await asyncio.sleep(AGAIN_AFTER)


async def ready(house: Served) -> None:
    async with httpx.AsyncClient(base_url=house.url, timeout=2) as client, asyncio.timeout(40):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.02)


async def change(database: Database) -> None:
    """Something that everybody of the organisation is told of."""
    pool = await db.connect(database.app_dsn, size=1)
    async with db.transaction(pool, database.us.org_id) as tx:
        tx.touch("order", database.us.station, station=database.us.station)
    await pool.close()


async def hears_within(house: Served, streams: list[Stream]) -> float:
    """Seconds until the last of them heard. One that had to ask again is told as soon as it is there, change or not."""
    for stream in streams:
        stream.heard.clear()
    began = stopwatch()
    await change(house.database)
    async with asyncio.timeout(HEARD_WITHIN):
        await asyncio.gather(*(stream.heard.wait() for stream in streams))
    return stopwatch() - began
