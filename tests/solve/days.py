"""Days for the searches: small ones by hypothesis, and those that are shared."""

import itertools
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from outrider.solve.instance import Break, Engineer, Instance, Visit
from outrider.solve.plan import PIECE, Found, solve
from tests.conftest import shared_data

FIELD = "instances/field-service/FS-100x600-s20260101"
HOUR = 3600


def field(end: str) -> Path:
    """The shared day of a hundred engineers: json.gz, its plan plan-vroom-x3.json, its cases rescue-40.jsonl."""
    return shared_data(f"{FIELD}.{end}")


times = st.integers(0, 4 * HOUR)


@st.composite
def days(draw: Any) -> Instance:
    """A few engineers and visits: skills, one or two windows, breaks, ways that no map would give."""
    skills = st.lists(st.integers(0, 2), max_size=2, unique=True)
    pauses = st.lists(st.builds(lambda at, takes: Break((at, at + HOUR), takes), times, st.integers(60, 1800)), max_size=1)
    engineers = [
        Engineer(n, (begins, begins + draw(st.integers(HOUR, 6 * HOUR))), skills=draw(skills), breaks=draw(pauses) if begins == 0 else [])
        for n, begins in enumerate(draw(st.lists(st.sampled_from([0, HOUR]), min_size=1, max_size=3)))
    ]
    windows = st.lists(st.builds(lambda at, long: (at, at + long), times, st.integers(0, 2 * HOUR)), min_size=1, max_size=2)
    visits = [
        Visit(
            f"v{n}", draw(st.integers(0, HOUR)), windows=draw(windows), skills=draw(skills)[:1], drop_penalty=draw(st.integers(0, 20_000))
        )
        for n in range(draw(st.integers(0, 7)))
    ]
    size = len(engineers) + len(visits)
    ways = draw(st.lists(st.lists(st.integers(0, HOUR), min_size=size, max_size=size), min_size=size, max_size=size))
    return Instance(engineers, visits, [[0 if n == m else way for m, way in enumerate(row)] for n, row in enumerate(ways)])


def planned(day: Instance, turns: int = 400, **more: Any) -> Found:
    """So many turns, whatever the machine's clock says: each look at it finds a piece of twenty over."""
    ticks = itertools.count()
    return solve(day, turns / 20 * 3 * PIECE, spent=lambda: next(ticks) * PIECE, **more)


def by_road(ways: list[list[float]]) -> list[list[float]]:
    """The shortest ways: no way round is shorter."""
    for via, here in itertools.product(range(len(ways)), repeat=2):
        ways[here] = [min(way, ways[here][via] + ways[via][there]) for there, way in enumerate(ways[here])]
    return ways
