"""What a plan of a day stands on: whose days, which visits, and what may not be moved. Pure.

A day is cut out of everybody's time: what begins before it and behind it stays where it is.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from .... import geo
from ....model import Status
from ....schedule.rules import Arrival, Route, Stop, late_minutes, timeline
from ....solve.instance import Engineer as Sent
from ....status.levels.rules import Level
from ... import rules as assign
from ...day.rules import Rest, rest_of
from ...rules import Engineer, Wanted

# What it costs to leave a visit out, in seconds of travel: by the family of its level, and so much of it for each level further back in its family.
DROP = {"incident": 400_000.0, "repair_time": 200_000.0, "standard": 100_000.0}
FURTHER, ELSE = 0.8, 50_000.0
HELD, LATE = 50_000_000.0, 1_000_000.0  # somebody goes there already; and comes too late
PAST = 1_000_000  # minutes: nobody makes later what nobody can keep any more
PINNED = (Status.APPOINTMENT_CONFIRMED,)  # the customer knows who comes


class Facts(msgspec.Struct, frozen=True):
    """An order beside its visit. engineer_id: who has it; account: the customer's name."""

    order_id: UUID
    number: str
    account: str
    level: str
    status: Status
    station_id: UUID
    engineer_id: UUID | None


class Parts(msgspec.Struct, frozen=True):
    """The stops of somebody, by the day that is planned: those before it or begun, its own, those behind it."""

    before: list[Stop]
    mine: list[Stop]
    after: list[Stop]


class Ground(msgspec.Struct, frozen=True):
    """visits: all that somebody has in the day, and those that nobody has. today: the days as they stand, by engineer.

    late: minutes past the promise as things stand, of each visit. remote: the promises of those that remote support is at work on.
    storm: it is searched for what is late, and for nothing else.
    """

    now: datetime
    since: datetime
    until: datetime
    stations: frozenset[UUID]
    engineers: dict[UUID, Engineer]
    visits: dict[UUID, Wanted]
    facts: dict[UUID, Facts]
    parts: dict[UUID, Parts]
    today: dict[UUID, list[Arrival]]
    holders: dict[UUID, UUID]
    late: dict[UUID, int]
    remote: dict[UUID, datetime]
    storm: bool = False

    def own(self, engineer_id: UUID) -> list[UUID]:
        return [stop.order_id for stop in self.parts[engineer_id].mine]

    def pinned(self, order_id: UUID) -> bool:
        """Somebody has pinned it to whoever has it."""
        holder = self.holders.get(order_id)
        return holder is not None and any(stop.pinned for stop in self.parts[holder].mine if stop.order_id == order_id)

    def route(self, engineer_id: UUID, orders: Sequence[UUID]) -> Route:
        """Their time with the day in this order."""
        parts = self.parts[engineer_id]
        mine = {stop.order_id: stop for stop in parts.mine}
        stops = [mine[id] if id in mine else self.visits[id].stop() for id in orders]
        return msgspec.structs.replace(self.engineers[engineer_id].route, stops=[*parts.before, *stops, *parts.after])


def bounds(day: date, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """From when until when it is planned."""
    since, until = (datetime.combine(day + timedelta(days=n), time(), zone).astimezone(now.tzinfo) for n in range(2))
    return max(since, now), until


Times = tuple[datetime, datetime, datetime]  # now, since, until


def ground_of(
    engineers: Sequence[Engineer],
    visits: Mapping[UUID, Wanted],
    facts: Mapping[UUID, Facts],
    stations: Collection[UUID],
    at: Times,
    remote: Mapping[UUID, datetime],
) -> Ground:
    """visits: those of the engineers and those that nobody has; whatever is in no one of these has ended."""
    now, since, until = at
    whole = [msgspec.structs.replace(row, route=_without(row.route, visits)) for row in engineers]
    today = {row.route.engineer_id: timeline(row.route, now) for row in whole}
    parts = {id: _parts(rows, now, since, until) for id, rows in today.items()}
    holders = {stop.order_id: id for id, part in parts.items() for stop in part.mine}
    late = {row.stop.order_id: late_minutes(row) for rows in today.values() for row in rows}
    known = {row.stop.order_id for rows in today.values() for row in rows}
    mine = {id: row for id, row in visits.items() if id in holders or id not in known}
    late |= {id: 0 if row.window_to > since else PAST for id, row in mine.items() if id not in holders}
    people = {row.route.engineer_id: row for row in whole}
    return Ground(now, since, until, frozenset(stations), people, mine, dict(facts), parts, today, holders, late, dict(remote))


def _without(route: Route, visits: Mapping[UUID, Wanted]) -> Route:
    return msgspec.structs.replace(route, stops=[stop for stop in route.stops if stop.order_id in visits])


def _parts(rows: Sequence[Arrival], now: datetime, since: datetime, until: datetime) -> Parts:
    before = sum(1 for row in rows if row.stop.begun or row.at < since)
    last = max(before, sum(1 for row in rows if row.stop.begun or row.at < until))
    stops = [row.stop for row in rows]
    return Parts(stops[:before], stops[before:last], stops[last:])


def pinned(ground: Ground) -> set[UUID]:
    """Whose engineer stays: somebody says so, the customer knows them, or was promised them, or the order is not the asker's to give away. In a
    storm who is late goes to somebody else all the same where only the customer knows them: their customer hears of it.
    """
    rows = [(id, ground.facts[id], ground.visits[id]) for id in ground.holders]
    return {
        id
        for id, facts, visit in rows
        if ground.pinned(id)
        or (facts.status in PINNED and not (ground.storm and ground.late[id]))
        or visit.named_engineer_id is not None
        or facts.station_id not in ground.stations
    }


def hopeful(ground: Ground) -> set[UUID]:
    """Late as things stand, and somebody else might still be there in time."""
    fixed = pinned(ground)
    return {id for id in ground.holders if ground.late[id] and id not in fixed and ground.visits[id].window_to > ground.since}


def drop_of(levels: Mapping[str, Level]) -> dict[str, float]:
    """By level; in the order in which an organisation has them."""
    costs, seen = dict[str, float](), dict[str, int]()
    for code, level in levels.items():
        nth = seen[level.family] = seen.get(level.family, -1) + 1
        costs[code] = DROP[level.family] * FURTHER**nth
    return costs


def ask(ground: Ground, drop: Mapping[str, float]) -> Rest:
    """The day as an instance for the search. drop: by level, what it costs to leave out a visit that nobody has."""
    engineers = [_of_the_day(ground, id) for id in ground.engineers]
    late = hopeful(ground)
    held = {id: LATE if id in late else HELD for id in ground.holders}
    open_ = {id: drop.get(ground.facts[id].level, ELSE) for id in ground.visits if id not in held}
    visits = {id: _still(row, ground) for id, row in ground.visits.items()}
    rest = rest_of(engineers, visits, ground.since, ground.until, late, pinned(ground), {**held, **open_})
    return _as_it_stands(_for_the_named(ground, rest), late)


def _of_the_day(ground: Ground, engineer_id: UUID) -> Engineer:
    """Today with what has begun, from where they are; another day from the station."""
    engineer, parts = ground.engineers[engineer_id], ground.parts[engineer_id]
    route = engineer.route
    if ground.since > ground.now:
        place = {"lat": route.station_lat, "lon": route.station_lon, "position_time": None}
        return msgspec.structs.replace(engineer, route=msgspec.structs.replace(route, stops=parts.mine, **place))
    return msgspec.structs.replace(engineer, route=msgspec.structs.replace(route, stops=[*parts.before, *parts.mine]))


def _still(visit: Wanted, ground: Ground) -> Wanted:
    """A promise that nobody can keep any more still wants somebody, at any time."""
    return msgspec.structs.replace(visit, promised=False) if ground.late[visit.order_id] == PAST else visit


def _for_the_named(ground: Ground, rest: Rest) -> Rest:
    """Whom an order was promised to, goes; where they have no time, nobody is planned."""
    named = {str(id): str(row.named_engineer_id) for id, row in ground.visits.items() if row.named_engineer_id and id not in ground.holders}
    if not named:
        return rest
    sent = [
        msgspec.structs.replace(row, skills=[*row.skills, str(piece.engineer_id)])
        for row, piece in zip(rest.instance.engineers, rest.pieces, strict=True)
    ]
    asked = [
        msgspec.structs.replace(row, skills=[*row.skills, named[str(row.id)]]) if str(row.id) in named else row
        for row in rest.instance.visits
    ]
    return msgspec.structs.replace(rest, instance=msgspec.structs.replace(rest.instance, engineers=sent, visits=asked))


def _as_it_stands(rest: Rest, without: Collection[UUID]) -> Rest:
    """With room enough that the days as they stand are a plan of it: seconds are rounded there, and what is late today may stay so.

    without: whom the plan has to reach in time, or to leave as they are.
    """
    late, ways = {str(id) for id in without}, rest.instance.matrix
    rows = {str(visit.id): len(rest.instance.engineers) + n for n, visit in enumerate(rest.instance.visits)}
    visits, people = {str(row.id): row for row in rest.instance.visits}, list[Sent]()
    for row, engineer in enumerate(rest.instance.engineers):
        at, here = engineer.shift[0], (engineer.lat or 0.0, engineer.lon or 0.0)
        for visit in [visits[str(id)] for id in rest.plan[engineer.id] if str(id) not in late]:
            opens, closes = visit.window or (0.0, 0.0)
            there = (visit.lat or 0.0, visit.lon or 0.0)
            way = ways[row][rows[str(visit.id)]] if ways else round(geo.seconds_between(here, there))
            at = max(at + (way or 0.0), opens)
            visits[str(visit.id)] = msgspec.structs.replace(visit, window=(opens, max(closes, at)))
            at, here, row = at + visit.service, there, rows[str(visit.id)]
        people.append(msgspec.structs.replace(engineer, shift=(engineer.shift[0], max(engineer.shift[1], at))))
    return msgspec.structs.replace(rest, instance=msgspec.structs.replace(rest.instance, engineers=people, visits=list(visits.values())))


def why_nobody(ground: Ground, order_id: UUID) -> tuple[str, int]:
    """The rule that keeps most engineers away, and how many; "time": of those who may, nobody has room."""
    visit, rules = ground.visits[order_id], dict[str, int]()
    for engineer in ground.engineers.values():
        named = visit.named_engineer_id not in (None, engineer.route.engineer_id)
        rule = "named" if named else assign.exclusion(engineer, visit, ground.now, set(ground.stations)) or "time"
        rules[rule] = rules.get(rule, 0) + 1
    if "time" in rules:
        return "time", rules["time"]
    return max(rules.items(), key=lambda row: row[1], default=("nobody", 0))
