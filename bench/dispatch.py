"""`make bench-dispatch`: days planned and late engineers rescued, beside other planners, looked at by one evaluator, in seconds of a core.

QUICK=1 takes the shared day and one of our own; FULL=1 more of both, longer, and writes what is best of everything ever run into bench/best.json.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import msgspec
from tests.conftest import shared_data

from outrider.assign.everybody.columns.rules import Everybody
from outrider.assign.everybody.rules import Seen, View
from outrider.assign.rules import Engineer, Wanted, best_place, rank, ranked
from outrider.clock import stopwatch
from outrider.schedule.rules import HORIZON, Route, Span, Stop
from outrider.solve.evaluate import Value, evaluate
from outrider.solve.instance import Instance, read, read_plan

from .field import day_of
from .ground import installed
from .large import large
from .table import Row, p95, tell

FULL = bool(os.environ.get("FULL"))
SIZES = (1_000, 10_000) if FULL else (1_000,)
SEEDS = (1, 2, 3, 4, 5, 6) if FULL else (1,)
SHARED = "instances/field-service/FS-100x600-s20260101"
BEST = Path(__file__).parent / "best.json"
BUDGETS = {10: (5.0, 8.0), 60: (1.5, 4.0)}  # seconds of a core: the gap to the best known in the median, and of each, in percent
NOWHERE = UUID(int=0)
Run = tuple[Value, float, float]  # what it is worth, seconds of all its processes, seconds on the wall


def run(words: list[str], day: Instance, out: Path) -> Run:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), stopwatch()
    subprocess.run([sys.executable, "-m", *words], check=True, stderr=subprocess.DEVNULL)
    wall, after = stopwatch() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return evaluate(day, read_plan(out, day), day.travel()), spent, wall


def methods(file: str, out: str) -> dict[str, list[str]]:
    """Ours, and the peers. What begins with another's plan stands behind it and has spent its seconds too."""
    ours = {f"ours, {seconds} s": ["outrider", "solve", "plan", file, "--seconds", str(seconds), "--out", out] for seconds in BUDGETS}
    greedy = ["outrider", "solve", "plan", file, "--seconds", "0.01", "--out", out]
    peers = {"greedy": greedy, "VROOM at 1": ["bench.peers", "vroom", "1", file, out]}
    if FULL:
        peers |= {
            "VROOM at 3": ["bench.peers", "vroom", "3", file, out],
            "then PyVRP, 30 s": ["bench.peers", "pyvrp", "30", file, out, out],
        }
    return ours | peers


def days(folder: Path) -> dict[str, Path]:
    found = {"shared": shared_data(f"{SHARED}.json.gz")}
    for seed in SEEDS:
        day = day_of(100, 600, seed)
        found[day.name] = folder / f"{day.name}.json"
        found[day.name].write_bytes(msgspec.json.encode(day))
    return found


def plans(folder: Path) -> list[Row]:
    best: dict[str, float] = msgspec.json.decode(BEST.read_bytes()) if BEST.exists() else {}
    gaps, rows, faults = dict[str, list[float]](), list[Row](), 0
    for name, file in days(folder).items():
        day, found = read(file), dict[str, Run]()
        for method, words in methods(str(file), str(folder / "plan.json")).items():
            found[method] = run(words, day, folder / "plan.json")
            faults += len(found[method][0].faults) if method.startswith("ours") else 0
            print(
                f"  {name} {method}: {found[method][0].objective:.0f}, {found[method][1]:.1f} s of a core, {found[method][2]:.1f} s",
                flush=True,
            )
        legal = [value.objective for value, _, _ in found.values() if not value.faults]
        best[name] = min([*legal, *([best[name]] if name in best else [])])
        for method, (value, _, _) in found.items():
            gaps.setdefault(method, []).append((value.objective / best[name] - 1) * 100)
    if FULL:
        BEST.write_bytes(msgspec.json.format(msgspec.json.encode(best)) + b"\n")
    rows += [Row("illegal assignments in our plans", faults, "", 0)]
    for method, found_gaps in gaps.items():
        middle, worst = next(((a, b) for n, (a, b) in BUDGETS.items() if method == f"ours, {n} s"), (None, None))
        rows.append(Row(f"{method}: to the best known, median", median(found_gaps), "%", middle))
        rows.append(Row(f"{method}: to the best known, worst", max(found_gaps), "%", worst))
    return rows


class Answer(msgspec.Struct):
    kept: bool
    moved: list[int | str]
    cpu_ms: float


class Fewest(msgspec.Struct):
    fewest_moves_found: int | None


def rescues(folder: Path) -> list[Row]:
    day, plan, cases = (str(shared_data(f"{SHARED}.{end}")) for end in ("json.gz", "plan-vroom-x3.json", "rescue-40.jsonl"))
    words = [sys.executable, "-m", "outrider", "solve", "rescue", day, plan, cases, "--out", str(folder / "answers")]
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL)
    answers = [msgspec.json.decode(line, type=Answer) for line in (folder / "answers").read_bytes().splitlines()]
    fewest = [msgspec.json.decode(line, type=Fewest).fewest_moves_found for line in Path(cases).read_bytes().splitlines()]
    more = sum(1 for row, few in zip(answers, fewest, strict=True) if row.kept and few is not None and len(row.moved) > few)
    took = [row.cpu_ms for row in answers]
    return [
        Row("rescues of 40 with every promise kept", sum(row.kept for row in answers), "", least=39),
        Row("visits moved, median", median(len(row.moved) for row in answers), "", 1),
        Row("cases with more moves than the fewest known", more, "", 0),
        Row("a case, median", median(took), "ms"),
        Row("a case, p95", p95(took), "ms", 50),
    ]


def somebody(draw: random.Random, number: int, now: datetime) -> Engineer:
    """Five visits, two hours each to be there, in a city that grows with its engineers."""

    def minutes(count: int) -> datetime:
        return now + timedelta(minutes=count)

    def place() -> tuple[float, float]:
        return 52 + draw.uniform(-0.3, 0.3), -0.9 + draw.uniform(-0.5, 0.5)

    starts = sorted(draw.randint(0, 420) for _ in range(5))
    stops = [Stop(uuid4(), uuid4(), *place(), 45, minutes(at), minutes(at + 120)) for at in starts]
    home = place()
    return Engineer(str(number), NOWHERE, ["server"], Route(uuid4(), *home, *home, None, [Span(minutes(-60), minutes(600))], [], stops))


def rankings() -> list[Row]:
    """Who should go, of all who could, all of one city: of everybody in memory; with the columns made for it; and each looked at in full."""
    rows, now = list[Row](), datetime(2026, 3, 2, 8, tzinfo=UTC)
    for size in SIZES:
        draw = random.Random(size)
        people = [somebody(draw, number, now) for number in range(size)]
        everybody, seen = Everybody(people), Seen(now, now + HORIZON, "UTC")
        wanted = [
            Wanted(
                uuid4(),
                52 + draw.uniform(-0.3, 0.3),
                -0.9 + draw.uniform(-0.5, 0.5),
                45,
                now,
                now + timedelta(minutes=240),
                "server",
                NOWHERE,
            )
            for _ in range(100)
        ]
        ours = [_spent(partial(ranked, View(everybody, now, seen), one, None)) for one in wanted]
        made = [_spent(partial(rank, people, one, now, None)) for one in wanted[:3]]
        all_ = [_spent(partial(each_in_full, people, one, now)) for one in wanted[:1]]
        rows += [
            Row(
                f"candidates of {size:,} engineers in process, median",
                median(ours),
                "ms",
                None,
                "columns made anew",
                median(ours) / median(made),
            ),
            Row("the same, p95", p95(ours), "ms", 5, "each in full", p95(ours) / median(all_)),
        ]
    return rows


def large_ones() -> list[Row]:
    rows = list[Row]()
    for size in SIZES:
        with installed() as (server, house):
            rows += asyncio.run(large(house, server, size, 200 if FULL else 40))
    return rows


def each_in_full(people: list[Engineer], wanted: Wanted, now: datetime) -> None:
    for each in people:
        best_place(each, wanted, now)


def _spent(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        raise SystemExit(tell("dispatch", [*rankings(), *large_ones(), *rescues(Path(made)), *plans(Path(made))]))
