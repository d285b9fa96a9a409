"""The days of engineers from now on as an instance for the searches of `solve`, and its plans as days again. Pure.

Whoever works in several pieces (a shift of today, one of tomorrow, one around an absence) is one engineer of the instance for each of them.
What has begun stays as it is: a piece begins behind it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import numpy as np

from ... import geo
from ...roads.rules import Travel, area, bounded
from ...schedule.rules import Arrival, Route, Span, Stop, late_minutes, timeline, working
from ...solve.instance import Engineer as Sent
from ...solve.instance import Instance, Place
from ...solve.instance import Visit as Asked
from ...worktimes.rules import PLAIN as AS_PLANNED
from ...worktimes.rules import WorkTimes
from ..fit.rules import HARD, OF_THE_PERSON, Engineer, Wanted, sieve

DROP = 72_000.0  # seconds of travel: what it costs to leave out a visit, where nothing else is said
ANYWHERE = 0  # the number of the place that is wherever the last visit was: nobody has to be back by the end of a shift
OF_WHO_THEY_ARE = frozenset((*HARD, *OF_THE_PERSON))  # rules that hold at whatever time of the day
MOST_PLACES = 1_500  # a table of the ways between more would not fit into memory: they are estimated there
Days = dict[UUID, list[UUID]]  # for an engineer the orders, in the order of the day, without what has begun


class Piece(msgspec.Struct, frozen=True):
    """A time of work of an engineer, and where they are when it begins. since: when they can set off; orders: what they have in it."""

    engineer_id: UUID
    lat: float
    lon: float
    since: datetime
    until: datetime
    orders: list[UUID]


class Rest(msgspec.Struct, frozen=True):
    """What is left of the days. pieces: in the order of the instance's engineers; plan: as things stand; times count from now, in seconds."""

    instance: Instance
    pieces: list[Piece]
    plan: dict[int | str, list[int | str]]

    def days(self, plan: Mapping[int | str, Sequence[int | str]]) -> Days:
        """A plan of the instance as days of engineers."""
        found: Days = {}
        for n, piece in enumerate(self.pieces):
            found.setdefault(piece.engineer_id, []).extend(UUID(str(id)) for id in plan.get(n, ()))
        return found


def rest_of(
    engineers: Sequence[Engineer],
    visits: Mapping[UUID, Wanted],
    now: datetime,
    until: datetime,
    urgent: Collection[UUID] = (),
    pinned: Collection[UUID] = (),
    drop: Mapping[UUID, float] | None = None,
) -> Rest:
    """visits: all that the engineers have, and those that need somebody. urgent: must be reached by their promise, also by somebody else where
    the engineer is on the way; who else is late already comes no later than now. pinned: stay with whoever has them, as do
    those that somebody has pinned. drop: what it costs in seconds to leave a visit out.
    """
    pieces, latest = list[Piece](), dict[UUID, datetime]()
    for engineer in engineers:
        rows = timeline(engineer.route, now)
        pieces += _pieces(engineer.route, rows, now, until, urgent)
        latest |= {
            row.stop.order_id: row.at for row in rows if (late_minutes(row) or row.stop.pinned_for) and row.stop.order_id not in urgent
        }
    groups, work = _groups(engineers, visits, now), engineers[0].route.work if engineers else AS_PLANNED
    able = {row.route.engineer_id: [n for n, (_, who) in enumerate(groups) if row.route.engineer_id in who] for row in engineers}
    group_of = {order: n for n, (orders, _) in enumerate(groups) for order in orders}
    begun = {stop.order_id for engineer in engineers for stop in engineer.route.stops if _stays(stop, urgent)}
    by_hand = {stop.order_id: stop.pinned_for for engineer in engineers for stop in engineer.route.stops if stop.pinned}
    whose = {order: n for n, piece in enumerate(pieces) for order in piece.orders if order in pinned or order in by_hand}
    asked = [
        msgspec.structs.replace(
            _asked(visit, work, latest.get(id), by_hand.get(id), now, until),
            skills=[group_of[id]],
            engineer=whose.get(id),
            drop_penalty=(drop or {}).get(id, DROP),
        )
        for id, visit in visits.items()
        if id not in begun
    ]
    sent = [_sent(n, piece, able[piece.engineer_id], now) for n, piece in enumerate(pieces)]
    plan: dict[int | str, list[int | str]] = {n: [str(id) for id in piece.orders] for n, piece in enumerate(pieces)}
    instance = Instance(sent, asked, places=[Place()])
    return Rest(_by_road(instance, engineers[0].route.travel, now) if engineers else instance, pieces, plan)


def _by_road(instance: Instance, travel: Travel, now: datetime) -> Instance:
    """With ways as they are known, where they are not too many: learnt speeds by where a way leads, and what an engine said of single ones."""
    if (not travel.legs and not travel.speeds) or len(instance.engineers) + len(instance.visits) > MOST_PLACES:
        return instance
    rows: list[Sent | Asked] = [*instance.engineers, *instance.visits]
    places = [(row.lat, row.lon) if row.lat is not None and row.lon is not None else None for row in rows]
    ways = instance.travel()
    for column, there in enumerate(places):
        factor = travel.speeds.get(area(there, now, travel.zone)) if there else None
        ways[:, column] *= bounded(factor) if factor else 1.0
        for n, here in enumerate(places if travel.legs else ()):
            if here and there and (said := travel.said(here, there)) is not None:
                ways[n, column] = said.seconds
    return msgspec.structs.replace(instance, matrix=np.rint(ways).tolist())


def _sent(n: int, piece: Piece, able: list[int], now: datetime) -> Sent:
    shift = (_seconds(piece.since, now), _seconds(piece.until, now))
    return Sent(n, (shift[0], max(shift)), piece.lat, piece.lon, skills=[*able], end=ANYWHERE)


def _asked(visit: Wanted, work: WorkTimes, latest: datetime | None, pinned_for: datetime | None, now: datetime, until: datetime) -> Asked:
    if pinned_for:  # no sooner, and no later than it comes as things stand
        visit = msgspec.structs.replace(visit, window_from=pinned_for, window_to=latest or visit.window_to, promised=True)
    opens = _seconds(visit.window_from, now)
    closes = max(visit.window_to, latest or visit.window_to) if visit.promised else until
    takes = work.of(visit.job, visit.work_minutes).minutes * 60.0
    return Asked(str(visit.order_id), takes, (opens, max(opens, _seconds(closes, now))), lat=visit.lat, lon=visit.lon)


def _stays(stop: Stop, urgent: Collection[UUID]) -> bool:
    return stop.arrived_at is not None or (stop.begun and stop.order_id not in urgent)


def _seconds(at: datetime, now: datetime) -> float:
    return float(max(0, int((at - now).total_seconds())))


Group = tuple[list[UUID], set[UUID]]  # orders, and the engineers who may go to each of them


def _groups(engineers: Sequence[Engineer], visits: Mapping[UUID, Wanted], now: datetime) -> list[Group]:
    """Visits that ask for the same, and whoever may do them. Who has one against the rules keeps it in a group of its own."""
    holders = {stop.order_id: engineer.route.engineer_id for engineer in engineers for stop in engineer.route.stops}
    homes = {row.resident_site_id for row in engineers if row.resident_site_id}  # where somebody is resident, who is for that place alone
    same = dict[tuple[object, ...], list[UUID]]()
    for visit in visits.values():
        place = visit.demands.site_id if visit.demands.site_id in homes else None
        same.setdefault((visit.asks_for, place), []).append(visit.order_id)
    rows = list[Group]()
    for orders in same.values():
        against = sieve(visits[orders[0]], now, None)
        able = {row.route.engineer_id for row in engineers if not OF_WHO_THEY_ARE.intersection(against(row))}
        apart = [id for id in orders if id in holders and holders[id] not in able]
        rows += [([id for id in orders if id not in apart], able), *(([id], able | {holders[id]}) for id in apart)]
    return rows


def _pieces(route: Route, rows: Sequence[Arrival], now: datetime, until: datetime, urgent: Collection[UUID]) -> list[Piece]:
    """One for each time of work; what they have outside every one of them goes to the one before, which lasts until it is done."""
    spans = [Span(max(span.since, now), min(span.until, until)) for span in working(route) if span.until > now and span.since < until]
    first = next((row.at for row in rows if not _stays(row.stop, urgent)), None)
    if not spans or (first and first < spans[0].since):
        spans.insert(0, Span(now, now))
    begins = [*(span.since for span in spans[1:]), None]
    pieces, left = [], list(rows)
    for span, following in zip(spans, begins, strict=True):
        mine = [row for row in left if following is None or row.at < following]
        left = left[len(mine) :]
        begun = [row for row in mine if _stays(row.stop, urgent)]
        pieces.append(_piece(route, span, begun, mine[len(begun) :], now))
    return pieces


def _piece(route: Route, span: Span, begun: Sequence[Arrival], rows: Sequence[Arrival], now: datetime) -> Piece:
    lat, lon = (route.lat, route.lon) if span.since <= now else (route.station_lat, route.station_lon)
    free = span.since
    if begun:
        last = begun[-1]
        lat, lon, free = last.stop.lat, last.stop.lon, max(free, last.leaves)
    if rows and rows[0].told:  # whoever said that they come later sets off later
        free = max(free, rows[0].at - timedelta(seconds=geo.seconds_between((lat, lon), (rows[0].stop.lat, rows[0].stop.lon))))
    until = max([span.until, *(row.leaves for row in rows)])
    return Piece(route.engineer_id, lat, lon, free, until, [row.stop.order_id for row in rows])
