"""Every promise kept again by the fewest visits that change engineer: own search, bounded by their number.

No move: the late engineer's rest in another order. One: a visit leaves. Two: two leave, or one leaves and whoever takes it gives one up, to
somebody else or to the late engineer. Three: the same once more. Among the fewest, the least travel.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from typing import Any

import msgspec
import numpy as np

from .evaluate import Illegal, drive, end_of, unfit
from .instance import Id, Instance, Plan
from .moves import ejections, receivers, takes, with_one
from .numbers import MUST, day_of, plan_of
from .rest import Case, free_from, open_visits, rest_of
from .search import begin, recreate, run, seed_of, state_of
from .timing import FAR, Day, Routes, retime

MOST = 3  # moves
BEFORE_ALL = -1.0  # a moment at which nobody has left for a visit yet
TRIED = 8  # receivers of one visit
WIDE = 40  # of the visits that a receiver may give up in turn, so many are followed further
LEVELS = [*((moves, False) for moves in range(MOST + 1)), *((moves, True) for moves in range(1, MOST + 1))]  # moves, and whether exactly
STAY, TURNS = 20_000, 20_000  # of the wider search: what another engineer costs, in seconds, and how long it looks
Move = tuple[int, int]  # a visit, and to whom; numbers of the arrays
Option = tuple[int, list[Move]]  # travel more, and the moves


class Rescue(msgspec.Struct, frozen=True):
    """plan: the rest of the day of every engineer; moved: who changes engineer; kept: whether every promise is."""

    plan: Plan
    moved: list[Id]
    kept: bool


class Search:
    """One case, in arrays. exact: whether receivers may turn their rest around too."""

    def __init__(self, day: Day, routes: Routes, late: int) -> None:
        self.day, self.routes, self.late = day, routes, late
        self.rest = self.stops_of(late)
        self._receivers, self._ejections = (
            dict[tuple[int, bool], list[tuple[int, int]]](),
            dict[tuple[int, bool], list[tuple[int, int, int]]](),
        )
        self._stays = dict[tuple[tuple[int, ...], tuple[int, ...]], bool]()

    def stops_of(self, who: int) -> list[int]:
        return [int(stop) for stop in self.routes.stops[who, : self.routes.count[who]]]

    def receivers(self, stop: int, exact: bool) -> list[tuple[int, int]]:
        """(travel more, engineer), cheapest first."""
        if (stop, exact) not in self._receivers:
            cost = receivers(self.day, self.routes, stop, self.late, exact)
            self._receivers[stop, exact] = sorted((int(cost[who]), int(who)) for who in np.flatnonzero(cost < FAR))
        return self._receivers[stop, exact]

    def ejections(self, stop: int, exact: bool) -> list[tuple[int, int, int]]:
        """(travel more, engineer, visit given up), cheapest first."""
        if (stop, exact) not in self._ejections:
            cost = ejections(self.day, self.routes, stop, self.late, exact)
            rows = [(int(cost[who, n]), int(who), int(self.routes.stops[who, n])) for who, n in np.argwhere(cost < FAR)]
            self._ejections[stop, exact] = sorted(rows)
        return self._ejections[stop, exact]

    def order(self, who: int, stops: Sequence[int]) -> list[int] | None:
        """How the engineer can do all of them, as they stand if possible; None where they cannot."""
        given, order = np.array([*stops, 0], np.int64), np.zeros(len(stops) + 1, np.int64)
        return order[: len(stops)].tolist() if takes(self.day, who, given, len(stops), order) else None

    def stays(self, gone: tuple[int, ...], more: tuple[int, ...] = ()) -> bool:
        """Whether the late engineer keeps every promise without some, and with others."""
        if (gone, more) not in self._stays:
            left = [*(stop for stop in self.rest if stop not in gone), *more]
            fit = all(self.day.may[stop, self.late] for stop in more)
            self._stays[gone, more] = fit and self.order(self.late, left) is not None
        return self._stays[gone, more]

    def best(self, moves: int, exact: bool) -> list[Move] | None:
        """The cheapest way with exactly so many moves."""
        found = min(self._ways(moves, exact), key=lambda option: option[0], default=None)
        return found and found[1]

    def _ways(self, moves: int, exact: bool) -> Iterator[Option]:
        if moves == 0 and self.stays(()):
            yield 0, []
        for count in range(1, moves + 1):
            for gone in combinations(self.rest, count):
                yield from self._leaving(gone, moves - count, exact)

    def _leaving(self, gone: tuple[int, ...], more: int, exact: bool) -> Iterator[Option]:
        """All of `gone` leave; whoever takes them gives up so many more in turn."""
        if more:
            for stop in gone:
                others = tuple(each for each in gone if each != stop)
                yield from self._chain(stop, others, gone, more, frozenset([self.late]), exact)
        elif self.stays(gone) and (option := self._given(gone, frozenset(), exact)):
            yield option

    def _chain(
        self, stop: int, others: tuple[int, ...], gone: tuple[int, ...], more: int, used: frozenset[int], exact: bool
    ) -> Iterator[Option]:
        """Somebody takes the visit and gives one up: to somebody else, to the late engineer, or to one who gives one up in turn."""
        rows = [row for row in self.ejections(stop, exact) if row[1] not in used]
        for cost, who, out in rows if more == 1 else rows[:WIDE]:
            taken = used | {who}
            ends = self._end(out, others, gone, taken, exact) if more == 1 else self._chain(out, others, gone, more - 1, taken, exact)
            for extra, moves in ends:
                yield cost + extra, [(stop, who), *moves]
                if more == 1 and len(used) > 1:
                    return  # the cheapest there; a longer look is not worth the time

    def _end(self, out: int, others: tuple[int, ...], gone: tuple[int, ...], used: frozenset[int], exact: bool) -> Iterator[Option]:
        if self.stays(gone) and (option := self._given((out, *others), used, exact)):
            yield option
        elif self.stays(gone, (out,)) and (option := self._given(others, used, exact)):
            yield option[0], [(out, self.late), *option[1]]

    def _given(self, stops: tuple[int, ...], used: frozenset[int], exact: bool) -> Option | None:
        """Each to somebody who is not used, fewest receivers first."""
        first = sorted(stops, key=lambda stop: len(self.receivers(stop, exact))) if len(stops) > 1 else stops
        return self._spread(tuple(first), used, {}, exact)

    def _spread(self, stops: tuple[int, ...], used: frozenset[int], given: dict[int, tuple[int, ...]], exact: bool) -> Option | None:
        """The first way, cheapest receivers first, in which everybody can do what they are given."""
        if not stops:
            return 0, [(stop, who) for who, row in given.items() for stop in row]
        for cost, who in self.receivers(stops[0], exact)[:TRIED]:
            row = (*given.get(who, ()), stops[0])
            if who not in used and (len(row) == 1 or self.order(who, [*self.stops_of(who), *row])):
                rest = self._spread(stops[1:], used, given | {who: row}, exact)
                if rest is not None:
                    return cost + rest[0], rest[1]
        return None


def rescue(instance: Instance, plan: Plan, travel: Any, whole: Day, case: Case) -> Rescue:
    """whole: as `day_of` makes it. Where no few moves help, the search of whole days looks for more of them. Breaks are not known to it.

    Raises Illegal.
    """
    day, routes, left = rest_of(instance, plan, travel, whole, case)
    late = next(n for n, engineer in enumerate(instance.engineers) if engineer.id == case.late)
    search = Search(day, routes, late)
    ways = (found for moves, exact in LEVELS if (found := search.best(moves, exact)) is not None)
    found = next(ways, None)
    made = _wider(instance, day, routes, left, late) if found is None else _carried_out(instance, search, left, found)
    if made.kept and (fault := _fault_of(instance, plan, travel, case, left, made)):
        raise Illegal(fault)
    return made


def ways(instance: Instance, plan: Plan, late: Id, most: int) -> list[Rescue]:
    """Up to so many ways to keep every promise by a few moves, the fewest first; none gives a visit to whom an earlier one gives it.

    The days begin where the engineers' shifts do: nobody has left yet. Raises Illegal.
    """
    travel, case, found, least = instance.travel(), Case(BEFORE_ALL, late, 0), list[Rescue](), 0
    day, routes, left = rest_of(instance, plan, travel, day_of(instance, travel), case)
    day = day._replace(may=day.may.copy())
    number = next(n for n, engineer in enumerate(instance.engineers) if engineer.id == late)
    while len(found) < most:
        search = Search(day, routes, number)
        rows = (search.best(moves, exact) for moves, exact in LEVELS if moves >= least)
        moves = next((row for row in rows if row is not None), None)
        if moves is None:
            break
        made = _carried_out(instance, search, left, moves)
        if fault := _fault_of(instance, plan, travel, case, left, made):
            raise Illegal(fault)
        found.append(made)
        least = max(least, 1)
        for stop, who in moves:
            day.may[stop, who] = False
    return found


def _fault_of(instance: Instance, plan: Plan, travel: Any, case: Case, left: Plan, made: Rescue) -> str | None:
    """The evaluator's word on everybody who is late or whose rest is another one, from where they stand."""
    _, stands = open_visits(instance, plan, travel, case.now)
    rows = {visit.id: (len(instance.engineers) + n, visit) for n, visit in enumerate(instance.visits)}
    if sorted(map(str, chain(*made.plan.values()))) != sorted(map(str, chain(*left.values()))):
        return "A visit is lost, or done twice."
    for n, engineer in enumerate(instance.engineers):
        stops, (here, _) = [rows[id] for id in made.plan[engineer.id]], stands[engineer.id]
        if not stops or (made.plan[engineer.id] == left[engineer.id] and engineer.id != case.late):
            continue
        free = free_from(stands[engineer.id], engineer.id, case)
        standing = msgspec.structs.replace(engineer, shift=(free, engineer.shift[1]))
        faults = [*(unfit(engineer, visit) for _, visit in stops), drive(standing, (here, end_of(instance, n)), stops, travel)[1]]
        if fault := next(filter(None, faults), None):
            return fault
    return None


def _wider(instance: Instance, day: Day, routes: Routes, left: Plan, late: int) -> Rescue:
    """Beyond a few moves: whole routes are rebuilt, and staying where one is costs less than any way."""
    whose, out = routes.whose.copy(), routes.stops[late, : routes.count[late]].copy()
    near = np.where(np.isin(day.near, np.flatnonzero(whose >= 0)), day.near, -1)
    day = day._replace(today=whose, stay=np.int64(STAY), penalty=np.full_like(day.penalty, MUST), near=near)
    routes.whose[out], routes.count[late] = -1, 0
    retime(day, routes, late)
    state = state_of(day, routes, out)
    seed_of(1)
    recreate(day, routes, state, 0, 0.0)
    begin(day, routes, state)
    run(day, routes, state, TURNS, float(STAY), 10.0)
    if state.sums[1] >= MUST:
        return Rescue(left, [], False)
    made = plan_of(instance, state.best_stops, state.best_count)
    moved = [id for who, rest in made.items() for id in rest if id not in left[who]]
    return Rescue(made, moved, True)


def _carried_out(instance: Instance, search: Search, left: Plan, moves: list[Move]) -> Rescue:
    """The rests of the day after the moves; nobody's who is not concerned changes."""
    plan, names = {who: list(rest) for who, rest in left.items()}, instance.visits
    for who in {search.late, *(who for _, who in moves)}:
        gone, more = {stop for stop, _ in moves}, [stop for stop, to in moves if to == who]
        order = [stop for stop in search.stops_of(who) if stop not in gone]
        asked = [*order, *more]
        for stop in more:
            order = _inserted(search, who, order, stop)
        final = search.order(who, order) or search.order(who, asked)
        assert final is not None  # the second is what was asked when they were chosen
        plan[instance.engineers[who].id] = [names[stop].id for stop in final]
    return Rescue(plan, [names[stop].id for stop, _ in moves], True)


def _inserted(search: Search, who: int, order: list[int], stop: int) -> list[int]:
    """At the place where it is the least way; at the end, where the order of the others has no place."""
    made = np.zeros(len(order) + 1, np.int64)
    length = with_one(search.day, who, np.array([*order, 0], np.int64), len(order), stop, made)
    return made.tolist() if length < FAR else [*order, stop]
