"""`outrider serve` with every callback of its event loop on the clock of its own thread. Says those that took long, one line each."""

import asyncio
import os
import sys
import time
from typing import Any

from outrider.__main__ import main

LONG = float(os.environ.get("OUTRIDER_LONG") or 0.05)  # seconds of CPU
run = asyncio.Handle._run


def watched(handle: Any) -> None:
    name, began = repr(handle), time.thread_time()
    run(handle)
    took = time.thread_time() - began
    if took > LONG:
        sys.stderr.write(f"LONG {took * 1000:.0f} ms {name}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    handle: Any = asyncio.Handle
    handle._run = watched
    sys.argv = ["outrider", "serve"]
    main()
