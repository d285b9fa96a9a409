"""A process of its own for what one person brings: it may be killed, and nobody else waits for it.

`python -m outrider.child SECONDS MODULE …` runs a module as a program, bounded before it even loads.
"""

import asyncio
import gc
import os
import resource
import runpy
import sys

MEMORY = 512 * 1024 * 1024


async def ask(module: str, content: bytes, *words: str, seconds: int) -> bytes:
    """What `python -m module` answers to this input. Nothing where it ended without an answer: too little memory, or time."""
    command, pipe = (sys.executable, "-m", __name__, f"{seconds}", module, *words), asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    try:
        async with asyncio.timeout(seconds):
            said, _ = await child.communicate(content)
    except TimeoutError:
        said = b""
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return said if child.returncode == 0 else b""


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
