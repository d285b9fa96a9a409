"""The days of many engineers as columns of numbers: a row for each engineer, in minutes and on a ball of radius one. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import numpy as np

from .... import geo
from ....schedule.rules import Route, Span, Stop
from ...fit.rules import Engineer

MICROSECOND, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOVE = np.dtype([("id", "V16"), ("lat", ">f8"), ("lon", ">f8"), ("at", ">i8")])  # as the database sends it; at: microseconds since EPOCH
SLIGHT_M = 0.2  # by so much a way that is computed of all at once may differ from one that is computed alone
OPENS, DONE, WORK, BEGUN, ON = 3, 4, 5, 6, 7  # of a stop behind its place; see _stop. ON: minutes of the way to the next
# Of a person behind the place on the ball: since when they are there (microseconds), that in degrees, and their station on the ball.
AT, LAT, LON, STATION_AT = 3, 4, 5, 6
Array: TypeAlias = Any  # of numpy


class Everybody:
    """A row for each engineer, as read at one time for all that is asked until another."""

    def __init__(self, engineers: Iterable[Engineer]) -> None:
        self.rows, self.numbers = list[Engineer](), dict[bytes, int]()  # by the bytes of the id
        self.kinds, self._numbers = (
            list[Engineer](),
            dict[tuple[object, ...], int](),
        )  # those who differ in nothing that is asked of a person
        self.days, self.shifts, self.away = (np.full((columns, 0, 1), np.nan) for columns in (8, 2, 2))
        self.places, self.kind, self.there = np.full((9, 0), np.nan), np.zeros(0, int), np.zeros(0, bool)
        self.put(engineers)

    def put(self, engineers: Iterable[Engineer]) -> None:
        """As they are now, in place of what was known of them."""
        numbers = dict[int, Engineer]()
        for engineer in engineers:
            number = self.numbers.setdefault(engineer.route.engineer_id.bytes, len(self.rows))
            self.rows[number : number + 1] = [engineer]
            numbers[number] = engineer
        if not numbers:
            return
        which, more = list(numbers), len(self.rows) - len(self.kind)
        self.places, self.kind, self.there = _longer(self.places, more), np.pad(self.kind, (0, more)), np.pad(self.there, (0, more))
        routes = [engineer.route for engineer in numbers.values()]
        self.days = _written(self.days, more, which, [[_stop(route, stop) for stop in route.stops] for route in routes])
        self.shifts = _written(self.shifts, more, which, [_spans(route.shifts) for route in routes])
        self.away = _written(self.away, more, which, [_spans(route.away) for route in routes])
        self.days[:3, which] = on_the_ball(self.days[0, which], self.days[1, which])
        self.days[ON, which, :-1] = longest(self.days[:3, which, :-1], self.days[:3, which, 1:])
        self.kind[which], self.there[which] = [self.kind_of(engineer) for engineer in numbers.values()], True
        self.places[STATION_AT:, which] = on_the_ball([route.station_lat for route in routes], [route.station_lon for route in routes])
        times = [-np.inf if route.position_time is None else (route.position_time - EPOCH) // MICROSECOND for route in routes]
        self._place(which, [route.lat for route in routes], [route.lon for route in routes], times)

    def move(self, moves: bytes) -> None:
        """Where some are by now, and since when: rows of MOVE."""
        rows = np.frombuffer(moves, MOVE)
        numbers = np.array([self.numbers.get(id, -1) for id in rows["id"].tolist()], int)
        rows, numbers = rows[numbers >= 0], numbers[numbers >= 0]
        self._place(numbers, rows["lat"], rows["lon"], rows["at"])

    def drop(self, engineers: Iterable[UUID]) -> None:
        self.there[self.among(engineers)] = False

    def among(self, engineers: Iterable[UUID]) -> list[int]:
        """The numbers of those who are known."""
        return [self.numbers[id.bytes] for id in engineers if id.bytes in self.numbers]

    def _place(self, which: Any, lat: Any, lon: Any, at: Any) -> None:
        self.places[:3, which] = on_the_ball(lat, lon)
        self.places[AT, which], self.places[LAT, which], self.places[LON, which] = at, lat, lon

    def kind_of(self, engineer: Engineer) -> int:
        asked = (engineer.station_id, engineer.skills, engineer.levels, engineer.cleared, engineer.resident_site_id, engineer.serves)
        who = tuple(tuple(value) if isinstance(value, list) else value for value in asked)
        if who not in self._numbers:
            self._numbers[who] = len(self.kinds)
            self.kinds.append(engineer)
        return self._numbers[who]


def _stop(route: Route, stop: Stop) -> tuple[float, ...]:
    """Where it is, in degrees; when it opens; when it is done at the earliest, and how long that is from now where nobody is there yet; if begun."""
    begins = stop.arrived_at or stop.window_from
    takes = route.takes(stop).minutes
    work = -np.inf if stop.arrived_at else takes
    return (stop.lat, stop.lon, np.nan, minutes(stop.window_from), minutes(begins) + takes, work, stop.begun, np.nan)


def _spans(spans: Iterable[Span]) -> list[tuple[float, float]]:
    return [(minutes(span.since), minutes(span.until)) for span in spans]


def _written(table: Array, more: int, which: Sequence[int], rows: Sequence[Sequence[tuple[float, ...]]]) -> Array:
    """With these rows, and room for more of them, and wider ones."""
    wider = max(0, 1 + max(map(len, rows)) - table.shape[2])
    table = np.pad(table, ((0, 0), (0, more), (0, wider)), constant_values=np.nan)
    table[:, which] = np.nan
    for number, row in zip(which, rows, strict=True):
        if row:
            table[:, number, : len(row)] = np.array(row).T
    return table


def _longer(table: Array, more: int) -> Array:
    return np.pad(table, ((0, 0), (0, more)), constant_values=np.nan)


def on_the_ball(lat: Any, lon: Any) -> Array:
    """Places on a ball of radius one: the straight way between two is shorter than that over the ground by next to nothing."""
    north, east = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def longest(here: Array, there: Array) -> Array:
    """Minutes between two places on the ball, and never less than they are."""
    straight = np.sqrt(((here - there) ** 2).sum(axis=0))
    metres = 2 * geo.EARTH_M * np.arcsin(np.minimum(straight / 2, 1.0)) + SLIGHT_M
    return np.where(metres < 50, 0.0, metres * geo.SECONDS_PER_M + geo.SECONDS_PER_TRIP) / 60


def minutes(at: datetime) -> float:
    return at.timestamp() / 60
