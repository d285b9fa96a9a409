"""A large body on the disk instead of in the memory of everybody; nothing of it holds the event loop."""

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryFile
from typing import IO, Any

from litestar import Request


@asynccontextmanager
async def received(request: Request[Any, Any, Any]) -> AsyncIterator[IO[bytes]]:
    """The body in a file that is gone afterwards. To free hundreds of megabytes of it takes the system tens of milliseconds."""
    content = await to_thread(TemporaryFile)
    try:
        async for piece in request.stream():
            await to_thread(content.write, piece)
        await to_thread(content.flush)
        yield content
    finally:
        await to_thread(content.close)
