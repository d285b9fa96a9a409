"""Days of engineers for the tests of plans: made by hand, or drawn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from outrider.assign.day.rules import Days
from outrider.assign.plan.ground.rules import Facts, Ground, ground_of
from outrider.assign.rules import Engineer, Wanted
from outrider.model import Status
from outrider.schedule.rules import Route, Span, Stop

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TONIGHT = NOW.replace(hour=23, minute=59)
STATION = uuid5(UUID(int=0), "station")


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def name(word: str) -> UUID:
    return uuid5(UUID(int=1), word)


def visit(word: str, lat: float, since: float = 0, until: float = 480, skill: str | None = None, minutes: int = 30) -> Wanted:
    return Wanted(name(word), lat, 13.4, minutes, after(since), after(until), skill, STATION)


def stop(of: Wanted, **said: object) -> Stop:
    whole = (of.order_id, of.lat, of.lon, of.work_minutes, of.window_from, of.window_to)
    return Stop(name(f"a{of.order_id}"), *whole, **said)  # type: ignore[arg-type]


def engineer(word: str, lat: float, *stops: Stop, skills: Sequence[str] = (), shift: tuple[float, float] = (-120, 480)) -> Engineer:
    route = Route(name(word), lat, 13.4, lat, 13.4, NOW, [Span(after(shift[0]), after(shift[1]))], [], list(stops))
    return Engineer(word, STATION, [*skills], route)


def facts_of(visits: Sequence[Wanted], engineers: Sequence[Engineer], status: Status = Status.ASSIGNED) -> dict[UUID, Facts]:
    has = {each.order_id: row.route.engineer_id for row in engineers for each in row.route.stops}
    return {
        row.order_id: Facts(
            row.order_id, f"N{n}", "Dana", "1", status if row.order_id in has else Status.RECEIVED, STATION, has.get(row.order_id)
        )
        for n, row in enumerate(visits)
    }


def ground(engineers: Sequence[Engineer], visits: Sequence[Wanted], since: datetime = NOW, until: datetime = TONIGHT) -> Ground:
    known = {row.order_id: row for row in visits}
    return ground_of(engineers, known, facts_of(visits, engineers), [STATION], (NOW, since, until), {})


@st.composite
def drawn(draw: st.DrawFn) -> tuple[Ground, Days]:
    """Some days, and a plan of them that nobody has looked at: any order, anybody, some left out."""
    count = draw(st.integers(1, 8))
    numbers = st.integers(0, 40)
    visits = []
    for n in range(count):
        since = draw(st.integers(-120, 300))
        skill = draw(st.sampled_from([None, None, "server"]))
        visits.append(
            visit(f"v{n}", 52.4 + draw(numbers) / 200, since, since + draw(st.integers(20, 300)), skill, draw(st.integers(10, 90)))
        )
    people = draw(st.integers(1, 3))
    has = [draw(st.integers(0, people)) for _ in visits]  # the last: nobody
    engineers = [
        engineer(
            f"e{n}",
            52.4 + draw(numbers) / 200,
            *(stop(row) for row, whose in zip(visits, has, strict=True) if whose == n),
            skills=["server"] if draw(st.booleans()) else [],
            shift=(-120, draw(st.integers(60, 480))),
        )
        for n in range(people)
    ]
    plan: Days = {row.route.engineer_id: [] for row in engineers}
    for row in draw(st.permutations(visits)):
        whose = draw(st.integers(0, people))
        if whose < people:
            plan[name(f"e{whose}")].append(row.order_id)
    return ground(engineers, visits), plan
