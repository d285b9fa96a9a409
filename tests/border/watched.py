"""`outrider serve` with every callback of its event loop on the clock of its own thread. Says those that took long, one line each.

A machine whose cores are shared gives a thread less of a core than it counts: how fast this one goes is measured beside each long
callback, against the best that the process saw, and what is said is the time at that best pace.
"""

import asyncio
import os
import sys
import time
from typing import Any

from outrider.__main__ import main

LONG = float(os.environ.get("OUTRIDER_LONG") or 0.05)  # seconds of CPU
run = asyncio.Handle._run


def pace() -> float:
    """Seconds that a fixed piece of work takes at this moment, some milliseconds."""
    began = time.thread_time()
    sum(n * n for n in range(50_000))
    return time.thread_time() - began


BEST = min(pace() for _ in range(20))


def watched(handle: Any) -> None:
    name, began = repr(handle), time.thread_time()
    run(handle)
    took = time.thread_time() - began
    if took > LONG and took * BEST / max(pace() for _ in range(3)) > LONG:
        sys.stderr.write(f"LONG {took * 1000:.0f} ms {name}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    handle: Any = asyncio.Handle
    handle._run = watched
    sys.argv = ["outrider", "serve"]
    main()
