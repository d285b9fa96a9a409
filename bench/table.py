"""What a benchmark says: a table for people, rows in bench/results/NAME.json for machines."""

import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

import msgspec

Pair = tuple[Sequence[float], Sequence[float]]  # of what is measured, and of the bare page
RESULTS = Path(__file__).parent / "results"


class Row(msgspec.Struct):
    """bar: the most that is allowed; least: the least. peer: what it stands beside, measured in the same run; ratio: value over the peer's."""

    figure: str
    value: float
    unit: str
    bar: float | None = None
    peer: str | None = None
    ratio: float | None = None
    holds: bool = True
    least: float | None = None


def p95(values: Sequence[float]) -> float:
    return quantile(values, 95)


def quantile(values: Sequence[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def beside(figure: str, unit: str, of: Callable[[Sequence[float]], float], pair: Pair, bar: float | None = None) -> Row:
    """bar: how many times what a bare page takes, measured in turn with it in the same run."""
    value, bare = map(of, pair)
    return Row(figure, value, unit, bar and round(bar * bare, 2), "a bare page", value / bare)


def tell(name: str, rows: list[Row]) -> int:
    """0 where every bar holds."""
    for row in rows:
        row.holds = (row.bar is None or row.value <= row.bar) and (row.least is None or row.value >= row.least)
    RESULTS.mkdir(exist_ok=True)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
    (RESULTS / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode({"machine": machine, "rows": rows})))
    print(f"\n{name}  ({machine})")
    for row in rows:
        bar = f"at most {row.bar:g}" if row.bar is not None else f"at least {row.least:g}" if row.least is not None else ""
        beside = f"{row.ratio:.2f} x {row.peer}" if row.ratio is not None else row.peer or ""
        print(f"  {row.figure:<58} {row.value:>8.1f} {row.unit:<4} {bar:<14} {'' if row.holds else 'DOES NOT HOLD ':<14}{beside}")
    return 0 if all(row.holds for row in rows) else 1
