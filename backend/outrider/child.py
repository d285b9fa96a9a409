"""A process of its own for what one person brings: it may be killed, and nobody else waits for it.

`python -m outrider.child SECONDS MODULE …` runs a module as a program, bounded before it even loads. What goes in and comes out is in files:
megabytes in a pipe would pass through the event loop of everybody.
"""

import asyncio
import gc
import os
import resource
import runpy
import sys
from contextlib import suppress
from tempfile import NamedTemporaryFile
from typing import IO

MEMORY = 512 * 1024 * 1024


async def ask(module: str, content: IO[bytes], *words: str, seconds: int) -> IO[bytes]:
    """What `python -m module` answers to this input, in a file that is gone when it is closed. Empty where too little memory or time was left."""
    answer = NamedTemporaryFile(prefix="outrider-")  # noqa: SIM115 - whoever asks closes it
    content.seek(0)
    command = (sys.executable, "-m", __name__, f"{seconds}", module, *words)
    child = await asyncio.create_subprocess_exec(*command, stdin=content, stdout=answer)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        answer.truncate(0)
    answer.seek(0)
    return answer


def main() -> None:
    """The others go first: it takes what the machine has left."""
    seconds, module = int(sys.argv[1]), sys.argv[2]
    os.nice(19)
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    gc.disable()  # it ends before there is anything to gain
    sys.argv = sys.argv[2:]
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
