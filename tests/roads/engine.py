"""An engine that answers as a test says, over a real socket."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from outrider.roads.engines import Roads

Answer = Callable[[str, bytes], bytes | None]  # address and body of the request; None: it never comes


@asynccontextmanager
async def answering(answer: Answer, kind: str = "osrm", patience: float = 2.0) -> AsyncIterator[tuple[Roads, list[str]]]:
    """Whoever asks it, and what it was asked."""
    asked, open_ = list[str](), list[asyncio.StreamWriter]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_.append(writer)
        while head := await _head(reader):
            line, length = head
            asked.append(line)
            said = answer(line, await reader.readexactly(length))
            if said is None:
                return
            writer.write(said)
            if not said.startswith(b"HTTP"):
                break
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    roads = Roads(f"{kind}:http://127.0.0.1:{server.sockets[0].getsockname()[1]}", patience)
    try:
        yield roads, asked
    finally:
        await roads.close()
        server.close()
        for writer in open_:
            writer.close()
        await server.wait_closed()


async def _head(reader: asyncio.StreamReader) -> tuple[str, int] | None:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    except asyncio.IncompleteReadError:
        return None
    lengths = [int(line.partition(":")[2]) for line in lines if line.lower().startswith("content-length:")]
    return lines[0].split()[1], sum(lengths)


def http(body: str, status: int = 200) -> bytes:
    content = body.encode()
    return b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (status, len(content), content)
