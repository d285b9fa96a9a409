"""A process of its own for what one person brings: it may be killed, and nobody else waits for it.

`python -m outrider.child SECONDS MEGABYTES MANNER MODULE …` runs a module as a program, bounded before it even loads. What goes in and comes out
is in files: megabytes in a pipe would pass through the event loop of everybody.
"""

import asyncio
import gc
import os
import resource
import runpy
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Literal

MEMORY = 512  # megabytes
NO_MEMORY = 77  # the status with which it ends where the memory was too little
NEARLY = 0.9  # of the processor's time that it may have: more is never measured
LOOKED_AT = 10.0  # seconds after its beginning
TOLD_EVERY = 1.0  # seconds

Manner = Literal["idle", "least"]


class Starved(Exception):
    """It was not ended in time, and the machine had not given it the time that it may have: the same again may succeed."""


class Overtaken(Exception):
    """Others have left it next to nothing since it began."""


class Exhausted(Exception):
    """It has used up what it may have, time of the processor or memory: the same again will not succeed."""


class Broken(Exception):
    """It ended with a fault of its own."""


async def ask(module: str, content: IO[bytes], *words: str, seconds: int, patience: float) -> IO[bytes]:
    """What `python -m module` answers to this input, in a file that is gone when it is closed. Raises Starved, Exhausted or Broken.

    seconds: of the processor's time. patience: how long we wait for it, in seconds of the clock on the wall; where others leave it
    nothing at all, it is begun a second time among them, as the least of them.
    """
    try:
        return await _run(module, content, "idle", *words, seconds=seconds, patience=patience)
    except Overtaken:
        return await _run(module, content, "least", *words, seconds=seconds, patience=patience)


async def _run(module: str, content: IO[bytes], manner: Manner, *words: str, seconds: int, patience: float) -> IO[bytes]:
    answer = NamedTemporaryFile(prefix="outrider-")  # noqa: SIM115 - whoever asks closes it
    content.seek(0)
    command = (sys.executable, "-m", __name__, f"{seconds}", f"{MEMORY}", manner, module, *words)
    child = await asyncio.create_subprocess_exec(*command, stdin=content, stdout=answer)
    starved = False
    try:
        if manner == "idle" and patience > LOOKED_AT and not await _ends(child, LOOKED_AT) and _spent(child.pid) < LOOKED_AT / 3:
            raise Overtaken
        starved = not await _ends(child, patience) and _spent(child.pid) < seconds * NEARLY
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        if child.returncode:
            answer.close()
    if child.returncode == 0:
        answer.seek(0)
        return answer
    # Ended by a signal: by us, by its limit of time, or by a system without memory.
    raise Starved if starved else Exhausted if child.returncode in (NO_MEMORY, *SIGNALS) else Broken


async def follow(module: str, *words: str, seconds: int, memory: int, patience: float, heard: Callable[[str], Awaitable[bool]]) -> bool:
    """Runs `python -m module`, and tells what it said last, every second: heard says whether it may go on. False: it was ended.

    memory: in megabytes; seconds, patience and what is raised: as for `ask`.
    """
    command = (sys.executable, "-m", __name__, f"{seconds}", f"{memory}", "least", module, *words)
    child = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE)
    said, starved = [""], False
    listening = asyncio.create_task(_listen(child, said))
    try:
        while not await _ends(child, TOLD_EVERY):
            patience -= TOLD_EVERY
            if not await heard(said[0]):
                return False
            if starved := patience <= 0 and _spent(child.pid) < seconds * NEARLY:
                break
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
        await listening
    if child.returncode:
        raise Starved if starved else Exhausted if child.returncode in (NO_MEMORY, *SIGNALS) else Broken
    return True


async def _listen(child: Process, said: list[str]) -> None:
    assert child.stdout is not None
    async for line in child.stdout:
        said[0] = line.decode(errors="replace").strip()


async def _ends(child: Process, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            await child.wait()
    except TimeoutError:
        return False
    return True


SIGNALS = range(-64, 0)


def _spent(pid: int) -> float:
    """Seconds of the processor's time that a process has had, itself and for the system."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:  # it ended just now
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """The others go first: it takes what the machine has left, or the smallest share."""
    seconds, memory, manner, module = int(sys.argv[1]), int(sys.argv[2]) * 1024 * 1024, sys.argv[3], sys.argv[4]
    os.nice(19 if manner == "idle" else 10)
    if manner == "idle":
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    gc.disable()  # it ends before there is anything to gain
    sys.argv = sys.argv[4:]
    try:
        runpy.run_module(module, run_name="__main__")
    except MemoryError:
        os._exit(NO_MEMORY)  # what else would be done at the end needs memory


if __name__ == "__main__":
    main()
