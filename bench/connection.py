"""HTTP/1.1 as cheap as it can be spoken: who sends the load shares the machine with what is measured."""

import asyncio
import itertools

addresses = itertools.cycle(f"127.0.{row}.{n}" for row in range(1, 5) for n in range(1, 251))


class Connection:
    """One that is kept, from an address of its own on this machine."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.reader: asyncio.StreamReader | None = None

    async def open(self) -> None:
        place = ("127.0.0.1", self.port)
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
