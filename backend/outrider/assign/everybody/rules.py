"""Everybody of an organisation at a moment: which rules stand against whom, and how good each could be at best, is told of all of them at once.

It is what `fit` says of one (`sieve`), and what no place of a day goes below; whoever is offered is looked at in full. Pure.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from ... import geo
from ...schedule.rules import BREAK, FRESH, Route
from ..fit.rules import ASKED, HARD, OF_THE_PERSON, STATION, Engineer, Wanted
from .columns.rules import (
    AT,
    BEGUN,
    DONE,
    EPOCH,
    LON,
    MICROSECOND,
    MINUTE,
    ON,
    OPENS,
    SLIGHT_M,
    STATION_AT,
    WORK,
    Array,
    Everybody,
    longest,
    minutes,
    on_the_ball,
)  # fmt: skip

SLIGHT = 0.001  # minutes: the same of a way
LONGEST = BREAK / MINUTE  # minutes: whoever has a longer way may have had a break instead, and begins at the station
AT_ONCE = 1_000  # rows: what is computed of them lies in the processor's own memory


class Seen(msgspec.Struct, frozen=True):
    """What of the days there would be if they were read now: visits whose window opens before until, and the times of work of these days."""

    now: datetime
    until: datetime
    zone: str

    @property
    def days(self) -> tuple[datetime, datetime]:
        """From the day before now to the end of the last: as the database has it (shift_spans)."""
        zone = ZoneInfo(self.zone)
        first, last = (at.astimezone(zone).date() for at in (self.now, self.until))
        return datetime.combine(first - timedelta(days=1), time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)

    def route(self, route: Route, days: tuple[datetime, datetime], lat: float, lon: float, at: datetime | None) -> Route:
        """lat, lon: where they are, since at; None: where nobody has seen them lately."""
        return msgspec.structs.replace(
            route,
            lat=route.station_lat if at is None else lat,
            lon=route.station_lon if at is None else lon,
            position_time=at,
            shifts=[span for span in route.shifts if (span.since >= days[0] or span.until > self.now) and span.since < days[1]],
            away=[span for span in route.away if span.since < self.until and span.until > self.now],
            stops=[stop for stop in route.stops if stop.window_from < self.until],
        )


class View:
    """Everybody at a moment. seen: None where they were read for it; persons: whose certificates are others by then; workloads: hours above the
    station's median.
    """

    def __init__(
        self,
        everybody: Everybody,
        now: datetime,
        seen: Seen | None = None,
        persons: Mapping[UUID, Engineer] | None = None,
        workloads: Mapping[UUID, float] | None = None,
    ) -> None:
        self.of, self.now, self.seen, self.persons, self.workloads = everybody, now, seen, persons or {}, workloads
        self.days = seen.days if seen else None
        self.since = (now - FRESH - EPOCH) // MICROSECOND
        self.kind = everybody.kind if not self.persons else everybody.kind.copy()
        for id, person in self.persons.items():
            self.kind[everybody.among([id])] = everybody.kind_of(person)

    def engineer(self, number: int) -> Engineer:
        found = self.of.rows[number]
        if self.seen and self.days:
            person, (at, lat, lon) = self.persons.get(found.route.engineer_id, found), self.of.places[AT : LON + 1, number].tolist()
            lately = EPOCH + timedelta(microseconds=at) if at > self.since else None
            found = msgspec.structs.replace(person, route=self.seen.route(found.route, self.days, lat, lon, lately))
        if self.workloads is None:
            return found
        return msgspec.structs.replace(found, workload_hours=self.workloads.get(found.route.engineer_id, 0.0))

    def workload(self) -> Array:
        if self.workloads is None:
            return np.array([row.workload_hours for row in self.of.rows])
        return np.array([self.workloads.get(row.route.engineer_id, 0.0) for row in self.of.rows])

    def first(self, who: Array, by: Array, most: int) -> list[int]:
        """Of these the first by a number, and then by their id."""
        if most <= 0:
            return []
        near = by <= np.partition(by, most - 1)[most - 1] if len(who) > most else slice(None)
        rows = zip(by[near].tolist(), who[near].tolist(), strict=True)
        return [number for _, number in sorted(rows, key=lambda row: (row[0], str(self.of.rows[row[1]].route.engineer_id)))[:most]]

    def metres(self, who: Array, wanted: Wanted) -> Array:
        """How far from the visit, straight through the ground."""
        return np.sqrt(((self._here(who) - on_the_ball([wanted.lat], [wanted.lon])) ** 2).sum(axis=0)) * geo.EARTH_M

    def against(self, wanted: Wanted, stations: set[UUID] | None) -> dict[str, Array]:
        """Whom each rule takes out, in the order of RULES."""
        asks, kinds, found = wanted.demands, self.of.kinds, dict[str, Array]()
        for rule, (_, bars) in HARD.items():
            if rule == "blocked":  # the one that asks who they are, not what
                found[rule] = np.zeros(len(self.kind), bool)
                found[rule][self.of.among(asks.blocked)] = True
            elif rule not in ASKED or ASKED[rule](wanted):
                found[rule] = np.array([bars(who.route.engineer_id, who, asks) for who in kinds], bool)[self.kind]
        for rule, stands in OF_THE_PERSON.items():
            if ASKED[rule](wanted):
                found[rule] = np.array([stands(who, wanted, self.now) for who in kinds], bool)[self.kind]
        if stations is not None:
            found[STATION] = np.array([who.station_id not in stations for who in kinds], bool)[self.kind]
        return found | dict(zip(("shift_over", "absent"), self._off(wanted), strict=True))

    def _off(self, wanted: Wanted) -> tuple[Array, Array]:
        """Who does not work at any time that is left of the window, and who would but is absent."""
        begins = minutes(wanted.begins(self.now))
        ends = minutes(max(wanted.window_to, self.now)) if wanted.promised else np.inf
        last, until = (minutes(self.days[1]), minutes(self.seen.until)) if self.seen and self.days else (np.inf, np.inf)
        works = _lies_in(self.of.shifts, begins, ends) & (self.of.shifts[0] < last)
        gone = _lies_in(self.of.away, begins, ends) & (self.of.away[0] < until)
        over, absent = ~works.any(axis=1), np.zeros(len(self.kind), bool)
        rows = np.flatnonzero(gone.any(axis=1) & ~over)
        shifts, away = np.where(works[rows], self.of.shifts[:, rows], np.nan), np.where(gone[rows], self.of.away[:, rows], np.nan)
        # They work where any of these moments lies within a time of work and in no absence: no other can be the first that does.
        moments = np.hstack([np.full((len(rows), 1), begins), np.maximum(shifts[0], begins), away[1]])
        free = _holds(shifts, moments) & ~_holds(away, moments) & (moments <= ends)
        absent[rows] = ~free.any(axis=1)
        return over, absent

    def least(self, who: Array, wanted: Wanted) -> Array:
        """For these, by the place in the day, what a score does not go below: its detour, and an arrival that comes straight from the visit before,
        where nobody has to wait. Infinite where there is no such place. What counts of the person is not in it.
        """
        parts = [self._least(who[first : first + AT_ONCE], wanted) for first in range(0, len(who), AT_ONCE)]
        return np.concatenate(parts) if parts else np.full((0, 1), np.inf)

    def _least(self, who: Array, wanted: Wanted) -> Array:
        now, weights, here = minutes(self.now), wanted.demands.weights, self._here(who)
        days, out = self._days(who)
        chain = np.concatenate([here[:, :, None], days[:3]], axis=2)
        straight = 2 - 2 * np.tensordot(on_the_ball(wanted.lat, wanted.lon), chain, 1)
        there = _shortest(np.sqrt(np.maximum(straight, 0.0)) * geo.EARTH_M)
        on = np.concatenate([longest(here, days[:3, :, 0])[:, None], days[ON]], axis=1)
        detour = there.copy()
        detour[:, :-1] += np.where(out, 0.0, there[:, 1:] - on[:, :-1])
        arrival = np.maximum(_leaves(days, on, now) + np.minimum(there, LONGEST), minutes(wanted.begins(self.now)) - now)
        least = weights.travel * detour + weights.waiting * arrival
        if wanted.promised:
            least += weights.own_late * np.maximum(0.0, arrival - (minutes(wanted.window_to) - now) - 0.5)
        least[:, 1:][out] = np.inf
        begun = (days[BEGUN] > out).sum(axis=1)
        if begun.any():
            least[np.arange(least.shape[1]) < begun[:, None]] = np.inf
        return least

    def _here(self, who: Array) -> Array:
        places = self.of.places[:, who]
        if self.seen is None:
            return places[:3]
        return np.where(places[AT] > self.since, places[:3], places[STATION_AT:])

    def _days(self, who: Array) -> tuple[Array, Array]:
        """Their stops, those that are seen first; and which of these places of the table are none."""
        days = self.of.days[:, who]
        out = ~(days[OPENS] < (minutes(self.seen.until) if self.seen else np.inf))
        gaps = np.flatnonzero((out[:, :-1] & ~out[:, 1:]).any(axis=1))
        if len(gaps):
            order = np.argsort(out[gaps], axis=1, kind="stable")
            days[:, gaps], out[gaps] = np.take_along_axis(days[:, gaps], order[None], axis=2), np.take_along_axis(out[gaps], order, axis=1)
            days[ON, gaps, :-1] = longest(days[:3, gaps, :-1], days[:3, gaps, 1:])
        return days, out


def _leaves(days: Array, on: Array, now: float) -> Array:
    """Minutes from now at which each place of the chain is left at the earliest; at the first, at once."""
    leaves = np.zeros(on.shape)
    done, work = np.maximum(np.maximum(days[DONE], now + days[WORK]) - now, 0.0), np.minimum(on[:, :-1], LONGEST) - SLIGHT + days[WORK]
    for n in range(on.shape[1] - 1):
        leaves[:, n + 1] = np.maximum(done[:, n], leaves[:, n] + work[:, n])
    return leaves


def _shortest(metres: Array) -> Array:
    """Minutes, and never more than they are."""
    return np.where(metres < 50 + SLIGHT_M, 0.0, (metres - SLIGHT_M) * geo.SECONDS_PER_M + geo.SECONDS_PER_TRIP) / 60


def _lies_in(spans: Array, begins: float, ends: float) -> Array:
    return (spans[0] <= ends) & (spans[1] > begins)


def _holds(spans: Array, moments: Array) -> Array:
    """Which of each row's moments lie in one of its spans."""
    return ((spans[0][:, None] <= moments[:, :, None]) & (spans[1][:, None] > moments[:, :, None])).any(axis=2)
