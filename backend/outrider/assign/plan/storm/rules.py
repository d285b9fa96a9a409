"""So much late at once that the days are cut into pieces of neighbouring stations, each searched for itself, and offered as one. Pure."""

from collections.abc import Sequence
from statistics import fmean
from uuid import UUID

import msgspec

from ..ground.rules import Ground
from ..search.rules import DEARER, STAY, Budget

MOST = 1_500  # visits of a piece
BUDGET = Budget(MOST, 5, 2_048)  # of a piece; a station by itself may have more visits and has no more time
DISTURBS = STAY * DEARER  # nobody gives a visit away to drive less while others wait


class Place(msgspec.Struct, frozen=True):
    """A station, in the middle of its visits; and how many those are."""

    station_id: UUID
    lat: float
    lon: float
    visits: int


def station_of(ground: Ground, order_id: UUID) -> UUID:
    """Whose days it is in: of whoever has it, else its own."""
    holder = ground.holders.get(order_id)
    return ground.engineers[holder].station_id if holder else ground.facts[order_id].station_id


def pieces(ground: Ground) -> list[Ground]:
    """Each with its whole stations."""
    of = dict[UUID, list[UUID]]()
    for id in ground.visits:
        of.setdefault(station_of(ground, id), []).append(id)
    places = [
        Place(station, fmean(ground.visits[id].lat for id in ids), fmean(ground.visits[id].lon for id in ids), len(ids))
        for station, ids in of.items()
    ]
    return [_piece(ground, {row.station_id for row in rows}) for rows in _halved(sorted(places, key=lambda row: str(row.station_id)))]


def _halved(places: Sequence[Place]) -> list[Sequence[Place]]:
    """Across the longer side, until no piece has too many visits or there is nothing left to cut."""
    whole = sum(row.visits for row in places)
    if whole <= MOST or len(places) < 2:
        return [places] if places else []
    lat, lon = ([row.lat for row in places], [row.lon for row in places])
    rows = sorted(places, key=lambda row: row.lat if max(lat) - min(lat) > max(lon) - min(lon) else row.lon)
    cut, so_far = 1, rows[0].visits
    while cut < len(rows) - 1 and so_far + rows[cut].visits <= whole / 2:
        so_far += rows[cut].visits
        cut += 1
    return [*_halved(rows[:cut]), *_halved(rows[cut:])]


def _piece(ground: Ground, stations: set[UUID]) -> Ground:
    people = {id: row for id, row in ground.engineers.items() if row.station_id in stations}
    return msgspec.structs.replace(
        ground,
        engineers=people,
        visits={id: row for id, row in ground.visits.items() if station_of(ground, id) in stations},
        parts={id: ground.parts[id] for id in people},
        today={id: ground.today[id] for id in people},
        holders={id: whose for id, whose in ground.holders.items() if whose in people},
    )
