"""Compiles what the searches need and keeps it beside the code (`python -m outrider.solve.compiled`), so that no first search waits."""

from .instance import Break, Engineer, Instance, Visit
from .numbers import day_of
from .plan import solve
from .rescue import rescue
from .rest import Case


def compile_all() -> None:
    """A day small enough to take no time, with everything in it once."""
    engineers = [Engineer(n, (0, 30_000), n / 100, 0, breaks=[Break((10_000, 20_000), 1_800)] * n) for n in range(2)]
    visits = [Visit(n, 900, windows=[(0, 9_000), (9_500, 30_000)], lat=n / 100, lon=0.01) for n in range(8)]
    instance = Instance(engineers, visits)
    found, travel = solve(instance, 0.1, spent=lambda: 0.0, told=lambda share: False), instance.travel()
    solve(instance, 0.0, found.plan)
    rescue(instance, found.plan, travel, day_of(instance, travel), Case(1_000, 0, 25_000))


if __name__ == "__main__":
    compile_all()
