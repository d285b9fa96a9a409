"""A server that is told to end does, whatever goes on around it."""

import subprocess
import sys

FLOODED = """
import asyncio, os, signal
from contextlib import suppress
from outrider.serve import on_end

async def main():
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    on_end(loop, over.set)
    with suppress(BlockingIOError):
        while True:
            loop._csock.send(b"x" * 4096)  # thousands of connections that end in one turn do this
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(5):
        await over.wait()

asyncio.run(main())
"""


def test_a_signal_is_heard_while_very_many_connections_end() -> None:
    subprocess.run([sys.executable, "-c", FLOODED], check=True, timeout=20)
