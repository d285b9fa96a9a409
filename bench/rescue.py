"""`make bench-rescue`: the same lived days for nobody, the nearest free engineer, a fixed rule and us, and for us with hindsight.

FULL=1 plays two hundred days, else the first few of them.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import msgspec

from outrider.rescue.rules import RISKY
from outrider.simulate.play import MARKS, Ahead, Became, Played, play
from outrider.simulate.strategies import STRATEGIES

from .drives import deliveries, through_the_city
from .learnt import unlike_days, within
from .lived import knowing, lived_day
from .table import Row, tell

FULL = bool(os.environ.get("FULL"))
DAYS = 200 if FULL else 16
UNLIKE = 40 if FULL else 8  # days whose distributions the forecaster does not share
RECALL = 0.8
NAMES = {"nearest": "nearest free engineer", "four-hours": "fixed four-hour rule", "ours": "ours", "hindsight": "hindsight"}


class Day(msgspec.Struct):
    """none: what comes of it where nobody does anything; acted: by strategy."""

    none: Played
    acted: dict[str, Played]


def played(seed: int) -> Day:
    """Hindsight is our own search with the times that all will take, looking at every step; where we did better, that is what can be done."""
    day = lived_day(seed)
    none = play(day, STRATEGIES["none"], knowing, MARKS)
    acted = {name: play(day, STRATEGIES[name]) for name in STRATEGIES if name != "none"}
    seen = play(day, STRATEGIES["ours"], hindsight=True)
    acted["hindsight"] = min(seen, acted["ours"], key=lambda row: len(row.late))
    print(f"  day {seed}: late {len(none.late)}, " + ", ".join(f"{name} {len(row.late)}" for name, row in acted.items()), flush=True)
    return Day(none, acted)


Said = list[tuple[float, bool]]  # a chance, and whether it came true


def said(days: Sequence[Day], minutes: int, of: Callable[[Ahead], float]) -> Said:
    return [(of(ahead), row.late) for day in days for row in day.none.visits for ahead in row.said if ahead.minutes == minutes]


def flagged(rows: Said, from_: float) -> tuple[float, float]:
    """Precision and recall, in percent, of whoever flags what is as likely as that or more."""
    hits = [late for chance, late in rows if chance >= from_]
    true = sum(late for _, late in rows)
    return 100 * sum(hits) / len(hits) if hits else 100.0, 100 * sum(hits) / true if true else 100.0


def precision(rows: Said) -> float:
    """The best with which so many of the late ones are found."""
    return max(found for found, recall in (flagged(rows, chance) for chance in {chance for chance, _ in rows}) if recall >= 100 * RECALL)


def leads(visits: Sequence[Became]) -> list[float]:
    """Minutes from the first flag to the promise, of those that were late; none at all is 0."""
    return [max(0.0, (row.promise - row.flagged_at) / 60) if row.flagged_at is not None else 0.0 for row in visits if row.late]


def flags(days: Sequence[Day]) -> list[Row]:
    rows = list[Row]()
    for minutes in MARKS:
        ours, true = said(days, minutes, lambda row: row.ours), said(days, minutes, lambda row: row.other or 0.0)
        right, found = flagged(ours, RISKY / 100)
        best, known = precision(ours), precision(true)
        rows += [
            Row(f"{minutes} min ahead: late of what is flagged", right, "%"),
            Row(f"{minutes} min ahead: flagged of what is late", found, "%"),
            Row(f"{minutes} min ahead: precision at recall 0.8", best, "%", None, "knowing", best / known),
        ]
        if minutes == 30:
            rows[-1].least = 0.9 * known
    return [
        *rows,
        Row("from the flag to the promise, median", median(leads([row for day in days for row in day.none.visits])), "min", least=30),
    ]


def kept(days: Sequence[Day]) -> list[Row]:
    of = partial(sum, start=0)
    wanted, late = of(len(day.none.visits) for day in days), of(len(day.none.late) for day in days)
    rows = [Row("no rescue: promises kept", 100 * (wanted - late) / wanted, "%")]
    net = {name: late - of(len(day.acted[name].late) for day in days) for name in NAMES}
    for name, words in NAMES.items():
        saved = of(len(day.none.late - day.acted[name].late) for day in days)
        caused = of(len(day.acted[name].late - day.none.late) for day in days)
        rescues, moves = (of(getattr(day.acted[name], what) for day in days) for what in ("rescues", "moves"))
        rows += [
            Row(f"{words}: promises kept", 100 * (wanted - late + net[name]) / wanted, "%"),
            Row(f"{words}: saved of what hindsight saves", 100 * net[name] / net["hindsight"], "%", least=50 if name == "ours" else None),
            Row(f"{words}: new lateness of what it saves", 100 * caused / max(1, saved), "%", 10 if name == "ours" else None),
            Row(f"{words}: moves a rescue", moves / max(1, rescues), ""),
        ]
    return rows


def sure(days: Sequence[Day]) -> list[Row]:
    """How many arrivals lie between the times between which eight of ten were said to."""
    unlike = unlike_days(range(1, UNLIKE + 1))
    learnt, planned = (within([pair[n] for pair in unlike]) for n in (0, 1))
    return [
        Row("arrivals within what was said", within([day.none for day in days]), "%", 85, least=75),
        Row("  where work and ways vary otherwise, learnt of the weeks before", learnt, "%", 85, "by the plan", learnt / planned, least=75),
    ]


def arrivals() -> list[Row]:
    """On recorded drives, from somewhere on the way."""
    found = {"between deliveries": deliveries(), "through a city": through_the_city()}
    beside = "straight line at the speed of before"
    return [
        Row(f"drives {name}: arrival wrong by, mean", row.ours, "s", round(0.65 * row.straight), beside, row.ours / row.straight)
        for name, row in found.items()
    ]


if __name__ == "__main__":
    days = [played(seed) for seed in range(1, DAYS + 1)]
    raise SystemExit(tell("rescue", [*flags(days), *sure(days), *arrivals(), *kept(days)]))
