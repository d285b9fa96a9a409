"""Where everybody is and what is done, as time goes on; and what of it is seen from the office. Seconds are of the day."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from ..assign.fit.rules import Engineer
from ..roads.rules import Place, Way
from ..schedule.rules import Route, Span, Stop
from ..worktimes.rules import NOTHING, PLAIN, Learnt
from .known import MIDNIGHT, Known, at, known_of
from .lived import Health, LivedDay

NEVER = float("inf")


class State(msgspec.Struct):
    """place: where somebody stands, or where their way began. on: the visit to which they are on the way, or at which they are. seen_at: when
    that was so.
    """

    place: Place
    free: float
    seen_at: float
    on: UUID | None = None
    set_off: float = 0.0
    there: float = NEVER
    done: frozenset[UUID] = frozenset()


class Person(msgspec.Struct):
    """day: all that they were given, in order. is_: what is true; seen: what the office knows of it. since: when the day was last changed."""

    id: UUID
    health: Health
    day: list[UUID]
    is_: State
    seen: State
    since: float

    def silent(self, now: float) -> bool:
        return any(since <= now < until for since, until in self.health.silent)

    def sick(self, now: float) -> bool:
        return self.health.sick_from is not None and self.health.sick_from <= now

    def left(self, state: State) -> list[UUID]:
        """What they have not begun."""
        return [id for id in self.day if id not in state.done and id != state.on]


class World:
    """nobodys: what is known and needs somebody. arrived: seconds, by visit. gone: what was cancelled before anybody was there."""

    def __init__(self, day: LivedDay, learnt: Learnt = NOTHING) -> None:
        """learnt: what the office knows of how long work takes."""
        self.known: Known = known_of(day, learnt)
        ids = {number: id for id, number in self.known.numbers.items() if id in self.known.visits}
        self.people = dict[UUID, Person]()
        for (id, engineer), sent, health in zip(self.known.engineers.items(), day.instance.engineers, day.health, strict=True):
            route, begins = engineer.route, sent.shift[0]
            state = State((route.lat, route.lon), begins, begins)
            mine = [ids[number] for number in day.plan.get(sent.id, [])]
            self.people[id] = Person(id, health, mine, state, msgspec.structs.replace(state), 0.0)
        planned = {id for person in self.people.values() for id in person.day}
        self.unborn = [id for id, row in self.known.course.items() if row.known_from > 0 and id not in planned]
        self.visits = [*planned, *self.unborn]
        self.nobodys, self.orphans = list[UUID](), list[UUID]()
        self.arrived, self.gone = dict[UUID, float](), set[UUID]()

    def go_on(self, now: float) -> None:
        """Everything that happens until now."""
        for person in self.people.values():
            self._live(person, now)
        for id in [id for id in self.unborn if self.known.course[id].known_from <= now]:
            self.unborn.remove(id)
            self.nobodys.append(id)
        for id in self.visits:
            cancelled = self.known.course[id].cancelled_at
            if cancelled is not None and cancelled <= now and id not in self.arrived and id not in self.gone:
                self.gone.add(id)
                self._take_away(id, now)
        for person in self.people.values():
            if person.sick(now) and (left := person.left(person.is_)):
                self.orphans += left
                person.day = [id for id in person.day if id not in left]
            person.is_.seen_at = now
            if not person.silent(now):
                person.seen = msgspec.structs.replace(person.is_)

    def _live(self, person: Person, now: float) -> None:
        while self._step(person, now):
            pass

    def _step(self, person: Person, now: float) -> bool:
        """Sets off, arrives, or is done, whatever is next; False where that is later than now."""
        state = person.is_
        if state.on is None:
            left = person.left(state)
            if not left or person.sick(now):
                return False
            opens, way = self._opens(left[0]), self._way(state.place, left[0])
            leaves = max(state.free, person.since, opens - way / self.known.course[left[0]].way)  # as long as it is thought to be
            if leaves > now:
                return False
            state.on, state.set_off, state.there = left[0], leaves, max(leaves + way, opens)
        visit, course = self.known.visits[state.on], self.known.course[state.on]
        if state.on not in self.arrived:
            stopped = person.health.sick_from if person.sick(now) else None
            if stopped is not None and stopped < state.there:
                state.on = None
                return False
            if state.there > now:
                return False
            self.arrived[state.on] = state.there
        ends = state.there + (visit.work_minutes * 60 if course.work is None else course.work)
        if ends > now:
            return False
        state.place, state.free = (visit.lat, visit.lon), ends
        state.done, state.on = state.done | {visit.order_id}, None
        return True

    def _opens(self, id: UUID) -> float:
        return (self.known.visits[id].window_from - MIDNIGHT).total_seconds()

    def _way(self, here: Place, id: UUID) -> float:
        visit = self.known.visits[id]
        return self.known.travel.to(here, (visit.lat, visit.lon), MIDNIGHT)[0] * self.known.course[id].way

    def place_of(self, state: State) -> Place:
        """On the way, so far along it as of its time is over."""
        if state.on is None:
            return state.place
        visit, (lat, lon) = self.known.visits[state.on], state.place
        whole = self._way(state.place, state.on)
        part = min(1.0, max(0.0, state.seen_at - state.set_off) / whole) if whole else 1.0
        return lat + (visit.lat - lat) * part, lon + (visit.lon - lon) * part

    def give(self, id: UUID, to: UUID, place: int, now: float) -> bool:
        """To somebody, so far back in what they have left. False where whoever had it has begun it unheard, or is at it."""
        holder = self.holder(id)
        if holder and id in (*holder.is_.done, *((holder.is_.on,) if id in self.arrived or holder.silent(now) else ())):
            return False
        self._take_away(id, now)
        person = self.people[to]
        left = person.left(person.is_)
        person.day = [*(row for row in person.day if row not in left), *left[:place], id, *left[place:]]
        person.since = now
        return True

    def put_in_order(self, who: UUID, order: Sequence[UUID], now: float) -> None:
        """What they have left, as it is said; what they have begun unheard stays before it."""
        person = self.people[who]
        left = set(person.left(person.is_))
        begun = [id for id in person.day if id not in left]
        person.day = [*begun, *(id for id in order if id in left), *(id for id in person.day if id in left and id not in order)]
        person.since = now

    def holder(self, id: UUID) -> Person | None:
        return next((person for person in self.people.values() if id in person.day), None)

    def _take_away(self, id: UUID, now: float) -> None:
        if (holder := self.holder(id)) is not None:
            if holder.is_.on == id:  # they stand where they are
                holder.is_ = msgspec.structs.replace(holder.is_, place=self.place_of(holder.is_), free=now, on=None)
            holder.day.remove(id)
        for pool in (self.nobodys, self.orphans):
            if id in pool:
                pool.remove(id)

    def routes(self, lived: bool = False) -> Iterator[Route]:
        """The days as the office sees them. lived: with how long all that will take."""
        for person in self.people.values():
            yield self.route_of(person, lived)

    def engineers(self, lived: bool = False) -> list[Engineer]:
        """Whom the office may send."""
        return [msgspec.structs.replace(self.known.engineers[route.engineer_id], route=route) for route in self.routes(lived)]

    def route_of(self, person: Person, lived: bool) -> Route:
        state, route = person.seen, self.known.engineers[person.id].route
        lat, lon = self.place_of(state)
        stops = [self._stop(id, state, lived) for id in ([state.on] if state.on else []) + person.left(state)]
        away = [Span(at(person.health.sick_from or 0), route.shifts[0].until)] if person.sick(state.seen_at) else []
        knows = {"travel": self.known.lived, "work": PLAIN, "pace": 1.0} if lived else {"travel": self.known.travel}
        return msgspec.structs.replace(route, lat=lat, lon=lon, position_time=at(state.seen_at), away=away, stops=stops, **knows)

    def _stop(self, id: UUID, state: State, lived: bool) -> Stop:
        visit, course = self.known.visits[id], self.known.course[id]
        minutes = round(course.work / 60) if lived and course.work is not None else visit.work_minutes
        stop = Stop(id, id, visit.lat, visit.lon, minutes, visit.window_from, visit.window_to, job=visit.job)
        if id != state.on:
            return stop
        there = at(state.there) if id in self.arrived and state.seen_at >= state.there else None
        way = Way(*state.place, *stop.place, self._way(state.place, id) / (1.0 if lived else course.way), "osrm")
        return msgspec.structs.replace(stop, set_off_at=at(state.set_off), arrived_at=there, way=way)
