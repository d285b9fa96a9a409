"""The long random walk: seeds until 10,000 commands and 300 real taps, each ended by the oracle. Needs root: the database's disk is filled.

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
from tests.journeys.processes import HOOKS, Served
from tests.small_disk import small_disk
from tests.streams import HEARD_WITHIN

from outrider.embedded.postgres import Postgres

from .ground import installed
from .table import Row, tell

COMMANDS, TAPS = (2_000, 60) if os.environ.get("QUICK") else (10_000, 300)
SAVES, TAPS_A_ROUND = 120, 2
DISK = 1_500  # megabytes


async def one(server: Postgres, house: Served, folder: Path, disk: Path, seed: int) -> tuple[Counter[str], float]:
    """What was met, and the longest that a stream heard nothing, in seconds after the server was ready."""
    async with chromium() as play, begun(play, house, server, house.database.us, folder, seed, disk) as walk:
        await run(walk, shuffled(seed), SAVES, TAPS_A_ROUND)
        counts = {"commands": await judge(walk), "taps": sum(phone.taps for phone in walk.phones)}
        counts |= {"photos": sum(len(phone.said_photos) for phone in walk.phones), "decisions of the dispatcher": walk.dispatched}
        return Counter(counts) + walk.faults, walk.heard_after


def main() -> int:
    chosen = [int(seed) for seed in os.environ.get("SEEDS", "").split(",") if seed]
    met, seed, heard_after = Counter[str](), 0, 0.0
    while chosen or (not os.environ.get("SEEDS") and (met["commands"] < COMMANDS or met["taps"] < TAPS)):
        seed, began = chosen.pop(0) if chosen else seed + 1, perf_counter()
        with (
            small_disk(DISK) as disk,
            installed(disk=disk, OUTRIDER_WEB=HOOKS) as (server, house),
            TemporaryDirectory(prefix="outrider-chaos-") as folder,
        ):
            found, after = asyncio.run(one(server, house, Path(folder), disk, seed))
        met += found
        heard_after = max(heard_after, after)
        print(
            f"seed {seed}: {found['commands']} commands, all on the server once, {perf_counter() - began:.0f} s; {dict(found)}", flush=True
        )
    rows = [Row(name.replace("_", " "), times, "times") for name, times in sorted(met.items())]
    rows.append(Row("a stream heard again after", heard_after, "s", HEARD_WITHIN))
    return tell("chaos", rows)


if __name__ == "__main__":
    raise SystemExit(main())
