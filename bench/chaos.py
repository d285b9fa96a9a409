"""The long random walk: seeds until 10,000 commands and 300 real taps, each ended by the oracle.

SEEDS=3,9 replays some; QUICK=1 stops after the first two, as `make bench` does without FULL=1.
"""

import asyncio
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.journeys.chaos.faults import run, shuffled
from tests.journeys.chaos.oracle import judge
from tests.journeys.chaos.walk import begun
from tests.journeys.chromium import chromium
from tests.journeys.processes import Served

from outrider.embedded.postgres import Postgres

from .ground import installed
from .table import Row, tell

COMMANDS, TAPS = (2_000, 60) if os.environ.get("QUICK") else (10_000, 300)
SAVES, TAPS_A_ROUND = 120, 2


async def one(server: Postgres, house: Served, folder: Path, seed: int) -> Counter[str]:
    async with chromium() as play, begun(play, house, server, house.database.us, folder, seed) as walk:
        await run(walk, shuffled(seed), SAVES, TAPS_A_ROUND)
        counts = {"commands": await judge(walk), "taps": sum(phone.taps for phone in walk.phones)}
        counts |= {"photos": sum(len(phone.said_photos) for phone in walk.phones), "decisions of the dispatcher": walk.dispatched}
        return Counter(counts) + walk.faults


def main() -> int:
    chosen = [int(seed) for seed in os.environ.get("SEEDS", "").split(",") if seed]
    met, seed = Counter[str](), 0
    while chosen or (not os.environ.get("SEEDS") and (met["commands"] < COMMANDS or met["taps"] < TAPS)):
        seed, began = chosen.pop(0) if chosen else seed + 1, perf_counter()
        with installed() as (server, house), TemporaryDirectory(prefix="outrider-chaos-") as folder:
            found = asyncio.run(one(server, house, Path(folder), seed))
        met += found
        print(
            f"seed {seed}: {found['commands']} commands, all on the server once, {perf_counter() - began:.0f} s; {dict(found)}", flush=True
        )
    rows = [Row(name.replace("_", " "), times, "times") for name, times in sorted(met.items())]
    return tell("chaos", rows)


if __name__ == "__main__":
    raise SystemExit(main())
