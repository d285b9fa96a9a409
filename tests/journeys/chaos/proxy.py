"""What lies between a phone and the server: a proxy that is slow, cuts, loses, reorders, or is somebody else's altogether.

One connection a request, so that each meets the weather of its moment. It answers on this machine only.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

PORTAL = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: 20\r\n\r\n<html>Welcome</html>"
GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-length: 11\r\n\r\nBad gateway"
SLOW_BYTES, SLOW_EVERY = 700, 0.05  # 14 KB a second
PIECE = 16_384


@dataclass(frozen=True)
class Asked:
    path: str
    head: bytes
    body: bytes


@dataclass
class Proxy:
    """weather: a name of WEATHERS; it can change while a request is under way."""

    target: int
    port: int = 0
    weather: str = "fair"
    held: list[Asked] = field(default_factory=list)
    met: int = 0
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self.serve(reader, writer))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = await self._read(reader)
            weather = self.weather if asked.path.startswith("/api/") else "fair"
            self.met += weather != "fair"
            await WEATHERS[weather](self, asked, writer)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()  # the phone or the server went away in the middle
        finally:
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Asked:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        return Asked(lines[0].split()[1].decode(), _closing(head), await reader.readexactly(length))

    @asynccontextmanager
    async def asking(self, asked: Asked) -> AsyncIterator[asyncio.StreamReader]:
        """The server's answer, from its head on."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        try:
            writer.write(asked.head + asked.body)
            await writer.drain()
            yield reader
        finally:
            writer.close()

    async def deliver(self, asked: Asked) -> None:
        """The server has done it, and nobody hears."""
        async with self.asking(asked) as answer:
            await answer.read(-1)


def _closing(head: bytes) -> bytes:
    first, _, rest = head.partition(b"\r\n")
    kept = [line for line in rest.split(b"\r\n") if line and not line.lower().startswith(b"connection:")]
    return b"\r\n".join([first, b"connection: close", *kept]) + b"\r\n\r\n"


async def fair(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    async with proxy.asking(asked) as answer:
        writer.write(_closing(await answer.readuntil(b"\r\n\r\n")))
        while piece := await answer.read(PIECE):
            writer.write(piece)
            await writer.drain()


async def slow(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await _pass_slowly(proxy, len(asked.body))
    async with proxy.asking(asked) as answer:
        writer.write(_closing(await answer.readuntil(b"\r\n\r\n")))
        while piece := await answer.read(SLOW_BYTES):
            await _pass_slowly(proxy, len(piece))
            writer.write(piece)
            await writer.drain()


async def _pass_slowly(proxy: Proxy, size: int) -> None:
    for _ in range(0, size, SLOW_BYTES):
        if proxy.weather != "slow":
            return
        await asyncio.sleep(SLOW_EVERY)


async def truncating(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    async with proxy.asking(asked) as answer:
        head, body = _closing(await answer.readuntil(b"\r\n\r\n")), await answer.read(-1)
    writer.write(head + body[: len(body) // 2])
    await writer.drain()


async def losing(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await proxy.deliver(asked)
    writer.transport.abort()


async def reordering(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Every other request that changes something arrives after the one that was sent later; its own answer is lost."""
    if asked.body and not proxy.held:
        proxy.held.append(asked)
        writer.transport.abort()
        return
    await fair(proxy, asked, writer)
    if asked.body:
        await deliver_late(proxy)


async def deliver_late(proxy: Proxy) -> None:
    late, proxy.held = proxy.held, []
    for asked in late:
        await proxy.deliver(asked)


async def portal(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(PORTAL)
    await writer.drain()


async def gateway(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(GATEWAY)
    await writer.drain()


async def silent(proxy: Proxy, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A black hole: taken, and never answered while the weather lasts."""
    while proxy.weather == "silent":
        await asyncio.sleep(SLOW_EVERY)
    writer.transport.abort()


Weather: TypeAlias = Callable[[Proxy, Asked, asyncio.StreamWriter], Coroutine[Any, Any, None]]
WEATHERS: dict[str, Weather] = {
    row.__name__: row for row in (fair, slow, truncating, losing, reordering, portal, gateway, silent)
}  # fmt: skip


@asynccontextmanager
async def proxied(target: int) -> AsyncIterator[Proxy]:
    made = Proxy(target)
    server = await asyncio.start_server(made.take, "127.0.0.1", 0, limit=1 << 20)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.weather = "fair"
        with contextlib.suppress(OSError):
            await deliver_late(made)
        server.close()
        for task in (left := list(made.under_way)):  # live streams, say, that nobody ends
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
