"""`make bench-storm`: one order in three late at once, and one proposal for all of them: how long it takes, and what it keeps.

A third of the engineers are held up for hours where they are; all that they have is late. The days are read already (bench/ground.py measures that).
FULL=1 takes three seeds more.
"""

import asyncio
import os
import random
import resource
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from outrider.assign.plan import rules as plans
from outrider.assign.plan.ground.rules import Facts, Ground, ground_of, hopeful
from outrider.assign.plan.storm import actions as storms
from outrider.assign.plan.storm.rules import pieces
from outrider.assign.rules import Engineer, Wanted
from outrider.clock import stopwatch
from outrider.ids import new_id
from outrider.model import Status
from outrider.schedule.rules import Route, Span, Stop, is_late, late_minutes

from .table import Row, tell

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TONIGHT = NOW.replace(hour=23, minute=59)
PEOPLE, VISITS = 60, 300  # of a station
SHIFT = [Span(NOW - timedelta(hours=1), NOW + timedelta(hours=9))]
HELD_UP, HOURS = 3, 5  # one in so many engineers, so long
STATUSES = (Status.ASSIGNED, Status.ACCEPTED, Status.APPOINTMENT_CONFIRMED)
REACH, APART = 0.12, 0.5  # degrees: how far the visits of a station lie, and its neighbour


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def storm(stations: int, seed: int) -> Ground:
    """Stations in rows, each with its engineers' days: two hours for each visit, and a third of the people stuck in their first one."""
    draw = random.Random(seed)
    side = max(1, round(stations**0.5))
    places = {new_id(NOW): (48 + APART * (n // side), 8 + APART * (n % side)) for n in range(stations)}
    engineers, visits, facts = list[Engineer](), dict[UUID, Wanted](), dict[UUID, Facts]()
    for station, (lat, lon) in places.items():
        for n in range(PEOPLE):
            person, mine = new_id(NOW), list[Wanted]()
            at = NOW
            for _ in range(VISITS // PEOPLE):
                where = lat + draw.uniform(-REACH, REACH), lon + draw.uniform(-REACH, REACH) * 1.5
                work = draw.choice((30, 30, 45, 60, 90))
                opens = at + minutes(draw.uniform(-45, 0))
                row = Wanted(new_id(NOW), *where, work, opens, opens + minutes(120), None, station)
                mine.append(row)
                at += minutes(work + 35)
            facts |= {row.order_id: Facts(row.order_id, f"N{len(facts)}", "A", "1", draw.choice(STATUSES), station, person) for row in mine}
            visits |= {row.order_id: row for row in mine}
            stops = [_stop(row) for row in mine]
            if n % HELD_UP == 0:
                stuck = Wanted(new_id(NOW), lat, lon, HOURS * 60, NOW - minutes(90), NOW - minutes(10), None, station)
                visits[stuck.order_id] = stuck
                facts[stuck.order_id] = Facts(stuck.order_id, "N", "A", "1", Status.REPAIRING, station, person)
                stops = [_stop(stuck, NOW - minutes(30)), *stops]
            route = Route(person, lat, lon, lat, lon, NOW, SHIFT, [], stops)
            engineers.append(Engineer(f"E{len(engineers)}", station, [], route))
    ground = ground_of(engineers, visits, facts, list(places), (NOW, NOW, TONIGHT), {})
    return msgspec.structs.replace(ground, storm=True)


def _stop(row: Wanted, arrived: datetime | None = None) -> Stop:
    whole = (row.order_id, row.lat, row.lon, row.work_minutes, row.window_from, row.window_to)
    return Stop(new_id(NOW), *whole, arrived_at=arrived)


async def proposed(ground: Ground) -> plans.PlanProposal | None:
    async def goes_on(share: float) -> bool:
        return True

    days = await storms.search(ground, {}, goes_on)
    return plans.propose(ground, days, 1.0) if days else None


def rows_of(stations: int, seed: int, most: float) -> list[Row]:
    ground = storm(stations, seed)
    threatened, before, began = len(hopeful(ground)), _spent(), stopwatch()
    made = asyncio.run(proposed(ground))
    wall = stopwatch() - began
    assert made is not None
    worse = sum(1 for row in made.rows if row.kind == "move" and is_late(row.late_after) and row.late_after > row.late_before)
    name = f"{len(ground.engineers)} x {len(ground.holders)}, seed {seed}"
    late_days = sum(1 for rows in ground.today.values() for row in rows if is_late(late_minutes(row)))
    saved = made.summary.kept_after - made.summary.kept_before
    print(f"  {name}: {len(pieces(ground))} pieces, {late_days} late, {len(made.rows)} rows, {made.summary.moved} moved, {saved} kept")
    return [
        Row(f"{name}: threatened visits", threatened, "", least=stations * VISITS / 3 * 0.9),
        Row(f"{name}: until all are proposed", wall, "s", most),
        Row(f"{name}: of the processor", _spent() - before, "s"),
        Row(f"{name}: threatened promises that are kept", 100 * saved / threatened, "%"),
        Row(f"{name}: visits that come later past their promise", worse, "", 0),
    ]


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(row.ru_utime + row.ru_stime for row in used)


def main() -> int:
    rows = rows_of(1, 1, 15.0)
    for seed in (1, 2, 3, 4) if os.environ.get("FULL") else (1,):
        rows += rows_of(30, seed, 60.0)
    return tell("storm", rows)


if __name__ == "__main__":
    raise SystemExit(main())
