"""The long random walk: seeds until 10,000 commands and 300 real taps, each ended by the oracle (SEEDS=3,9 replays some)."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.journeys.chaos import begin, judge, run
from tests.journeys.chromium import chromium
from tests.journeys.processes import Served

from .ground import installation
from .table import Row, tell

COMMANDS, TAPS = 10_000, 300
ROUNDS, SAVES, TAPS_A_ROUND = 30, 90, 1


async def one(house: Served, folder: Path, seed: int) -> tuple[int, int, Counter[str]]:
    async with chromium() as play:
        walk = await begin(play, house, house.database.us, folder, seed)
        await run(walk, ROUNDS, SAVES, TAPS_A_ROUND)
        count = await judge(walk)
        await walk.browser.close()
        return count, walk.taps, walk.faults


def main() -> int:
    chosen = [int(seed) for seed in os.environ.get("SEEDS", "").split(",") if seed]
    commands, taps, faults, seed = 0, 0, Counter[str](), 0
    while chosen or (not os.environ.get("SEEDS") and (commands < COMMANDS or taps < TAPS)):
        seed = chosen.pop(0) if chosen else seed + 1
        with installation() as house, TemporaryDirectory(prefix="outrider-chaos-") as folder:
            count, real, met = asyncio.run(one(house, Path(folder), seed))
        commands, taps, faults = commands + count, taps + real, faults + met
        print(f"seed {seed}: {count} commands, {real} of them real taps, all on the server once; {dict(met)}", flush=True)
    rows = [Row("commands that were called saved", commands, ""), Row("of them real taps", taps, "")]
    rows += [Row(f"fault: {name.replace('_', ' ')}", times, "times") for name, times in sorted(faults.items())]
    return tell("chaos", rows)


if __name__ == "__main__":
    raise SystemExit(main())
