"""Days of field service from a seed, of the same kind as the shared one: own homes and shifts, eight skills, two-hour windows, ways by road."""

import math
import random

from outrider.solve.instance import Engineer, Id, Instance, Visit

SHIFTS = [(28_800, 59_400), (27_000, 55_800), (36_000, 66_600)]
PENALTY = {10: 72_000, 5: 36_000, 2: 18_000}
DETOUR = (0.092, 54.0)  # seconds a metre, and a trip


def day_of(engineers: int, visits: int, seed: int) -> Instance:
    """About two engineers in three have two or three skills of eight; 70 % of visits have a window of two hours."""
    draw = random.Random(seed)
    reach = 0.35 * math.sqrt(engineers / 100)

    def place() -> tuple[float, float]:
        return round(52 + draw.uniform(-reach, reach), 6), round(-0.9 + draw.uniform(-reach, reach) * 1.6, 6)

    people = [
        Engineer(n, draw.choice(SHIFTS), *place(), skills=sorted(draw.sample(range(8), draw.choice((1, 2, 2, 3, 3, 4)))))
        for n in range(engineers)
    ]
    jobs = [_visit(n, draw, place()) for n in range(visits)]
    rows: list[Engineer | Visit] = [*people, *jobs]
    places = [(row.lat or 0.0, row.lon or 0.0) for row in rows]
    ways = [[_way(here, there, draw) if here is not there else 0.0 for there in places] for here in places]
    return Instance(people, jobs, ways, name=f"FS-{engineers}x{visits}-s{seed}")


def _visit(n: int, draw: random.Random, at: tuple[float, float]) -> Visit:
    since = draw.choice(range(28_800, 57_601, 3_600))
    window = (since, since + 7_200) if draw.random() < 0.7 else (28_800, 64_800)
    skills: list[Id] = [*draw.sample(range(8), draw.choice((1, 1, 1, 2)))]
    priority = draw.choice((10, 5, 5, 2, 2, 2))
    return Visit(n, draw.choice((1_800, 1_800, 2_700, 3_600, 5_400)), window, [], *at, skills, priority, PENALTY[priority])


def _way(here: tuple[float, float], there: tuple[float, float], draw: random.Random) -> float:
    north, east = (here[0] - there[0]) * 111_195, (here[1] - there[1]) * 111_195 * math.cos(math.radians(52))
    return float(round((math.hypot(north, east) * DETOUR[0] + DETOUR[1]) * draw.uniform(0.9, 1.2)))
