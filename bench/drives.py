"""Recorded drives: when somebody on the way arrives, as the product says it, beside the straight line at the constant speed of before."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from statistics import mean

import msgspec
from tests.conftest import shared_data

from outrider import geo
from outrider.roads.rules import Place, Travel

DELIVERIES, CITY = "traces/delivery_agents_goal.csv", "traces/munich_barefoot.csv"
MINUTE = 60.0
SEEN_AT = 0.0, 0.33, 0.5  # of a delivery's drive


class Fix(msgspec.Struct, frozen=True):
    at: datetime
    place: Place
    drives: bool


Drive = Sequence[Fix]


class Errors(msgspec.Struct):
    """Seconds by which an arrival was wrong in the mean."""

    ours: float
    straight: float


def trips(name: str) -> list[Drive]:
    found = defaultdict[str, list[Fix]](list)
    with shared_data(name).open() as file:
        for row in csv.DictReader(file):
            at, place = datetime.fromisoformat(row["timestamp_iso"]), (float(row["lat"]), float(row["lon"]))
            found[row["trip_id"]].append(Fix(at, place, row.get("label", "Driving") == "Driving"))
    return list(found.values())


def longest_drive(trip: Drive) -> Drive:
    """Without what was walked."""
    runs: list[list[Fix]] = [[]]
    for fix in trip:
        if fix.drives:
            runs[-1].append(fix)
        else:
            runs.append([])
    return max(runs, key=len)


def seconds(here: Fix, there: Fix) -> float:
    return (there.at - here.at).total_seconds()


def metres(here: Fix, there: Fix) -> float:
    return geo.metres_between(here.place, there.place)


def errors(rows: Iterator[tuple[Fix, Fix, float]]) -> Errors:
    """rows: where somebody is seen, where they arrive, and the speed of before in metres a second."""
    ours, straight, travel = list[float](), list[float](), Travel()
    for here, there, speed in rows:
        left = seconds(here, there)
        ours.append(abs(travel.to(here.place, there.place, here.at)[0] - left))
        straight.append(abs(metres(here, there) / speed - left))
    return Errors(mean(ours), mean(straight))


def deliveries() -> Errors:
    """Every other drive is the history, of which the speed is known; the others are predicted from three places each."""
    drives = [drive for drive in map(longest_drive, trips(DELIVERIES)) if len(drive) >= 2 and seconds(drive[0], drive[-1]) >= MINUTE]
    history, future = drives[::2], drives[1::2]
    speed = sum(metres(drive[0], drive[-1]) for drive in history) / sum(seconds(drive[0], drive[-1]) for drive in history)
    return errors((drive[int(part * len(drive))], drive[-1], speed) for drive in future for part in SEEN_AT)


def through_the_city() -> Errors:
    """One drive of twenty minutes, predicted at each fix: what lies behind is the history, of which the speed is known."""
    drive = trips(CITY)[0]
    first, last = drive[0], drive[-1]
    rows = [fix for fix in drive if seconds(first, fix) >= MINUTE and seconds(fix, last) >= MINUTE and metres(first, fix)]
    return errors((fix, last, metres(first, fix) / seconds(first, fix)) for fix in rows)
