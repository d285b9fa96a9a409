"""What the office does about late visits. Each is asked again and again as the day goes on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from .. import geo
from ..assign.everybody.columns.rules import Everybody
from ..assign.everybody.rules import View
from ..assign.fit.rules import exclusion
from ..assign.rules import rank
from ..rescue.plans.rules import RescuePlan, near, plans
from ..rescue.rules import Forecast
from ..rescue.threat.rules import threatened
from .known import seconds
from .world import World

AHEAD = timedelta(hours=4)  # of the fixed rule
AGAIN = timedelta(minutes=15)  # so long nobody looks again for plans where there were none


class Office(msgspec.Struct):
    """hindsight: it knows how long everything will take. looked: when nothing was found for a visit; rescues, moves: what was carried out."""

    world: World
    hindsight: bool = False
    looked: dict[UUID, datetime] = {}
    rescues: int = 0
    moves: int = 0

    def place(self, id: UUID, now: datetime, careful: bool = True) -> bool:
        """To whoever the ranking of candidates puts first. careful: nobody is made late by it."""
        holder = self.world.holder(id)
        found = rank(self.world.engineers(self.hindsight), self.world.known.visits[id], now, None, holder.id if holder else None).candidates
        if not found or (careful and (found[0].late or any(row.late for row in found[0].moved))):
            return False
        route = self.world.route_of(self.world.people[found[0].engineer_id], self.hindsight)
        begun = sum(1 for stop in route.stops if stop.begun)
        return self.world.give(id, found[0].engineer_id, found[0].place - begun, seconds(now))

    def rescue(self, id: UUID, now: datetime) -> bool:
        """The first plan of the visit's card is carried out. A card that is open a little longer than its promise is in danger has none."""
        holder, engineers = self.world.holder(id), self.world.engineers(self.hindsight)
        if holder is None or id not in threatened(self.world.route_of(holder, self.hindsight), now):
            return False
        wanted = self.world.known.visits
        some = near(View(Everybody(engineers), now), [wanted[id]], holder.id, None)
        rows = {stop.order_id: wanted[stop.order_id] for row in some for stop in row.route.stops}
        found = plans(some, rows, self.world.known.heads, id, now)
        if found:
            self.carry_out(found[0], now)
        return bool(found)

    def carry_out(self, plan: RescuePlan, now: datetime) -> None:
        given = [self.world.give(move.order_id, move.engineer_id, 0, seconds(now)) for move in plan.moves]
        for day in plan.days:
            self.world.put_in_order(day.engineer_id, day.orders, seconds(now))
        self.rescues, self.moves = self.rescues + 1, self.moves + sum(given)


Rows = Sequence[Forecast]
Strategy = Callable[[Office, Rows, datetime], None]


def nothing(office: Office, rows: Rows, now: datetime) -> None:
    """Nobody looks."""


def nearest_free(office: Office, rows: Rows, now: datetime) -> None:
    """Whoever is nearest and has nothing in hand gets what is late, or what a sick engineer leaves, and goes at once."""
    for id in [*_open(office, rows, now), *office.world.orphans]:
        holder = office.world.holder(id)
        visit = office.world.known.visits[id]
        able = [
            row.route
            for row in office.world.engineers()
            if (holder is None or row.route.engineer_id != holder.id)
            and not any(stop.begun for stop in row.route.stops)
            and exclusion(row, visit, now, None) is None
        ]
        able.sort(key=lambda route: geo.metres_between((route.lat, route.lon), (visit.lat, visit.lon)))
        if able and office.world.give(id, able[0].engineer_id, 0, seconds(now)):
            office.rescues, office.moves = office.rescues + 1, office.moves + 1


def four_hours_ahead(office: Office, rows: Rows, now: datetime) -> None:
    """Each visit is looked at once, four hours before its promise: whoever would be late for it by then gives it to the best candidate."""
    late, world = {row.order_id: row.late_since is not None for row in rows}, office.world
    for id in [*late, *world.orphans]:
        if id in office.looked or world.known.visits[id].window_to - now > AHEAD:
            continue
        office.looked[id] = now
        if late.get(id, True) and office.place(id, now):
            office.rescues, office.moves = office.rescues + 1, office.moves + 1


def ours(office: Office, rows: Rows, now: datetime) -> None:
    """The first plan of each card that opens, and the first candidate for what a sick engineer leaves."""
    for id in sorted(office.world.orphans, key=lambda id: office.world.known.visits[id].window_to):
        office.place(id, now)
    for id in _open(office, rows, now):
        if now - office.looked.get(id, now - AGAIN) >= AGAIN and not office.rescue(id, now):
            office.looked[id] = now


def _open(office: Office, rows: Rows, now: datetime) -> list[UUID]:
    """Whose cards are open and whose promise can still be kept, the first to be broken first."""
    promise = {row.order_id: office.world.known.visits[row.order_id].window_to for row in rows if row.late_since}
    return sorted((id for id, until in promise.items() if until > now), key=lambda id: promise[id])


STRATEGIES: Mapping[str, Strategy] = {"none": nothing, "nearest": nearest_free, "four-hours": four_hours_ahead, "ours": ours}
