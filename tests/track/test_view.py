"""A map hears of what it shows, and of nothing else; what it has and what came since are all that is there."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outrider.db import Tx, transaction
from outrider.feed import Look, NewRow, News, Wanted, in_scope
from outrider.model import ALL, Scope
from outrider.problems import Problem
from outrider.streams import on_maps
from outrider.track import actions as track
from outrider.track.view.rules import MOST_BOXES, Box, cell_of, cells_of, read, zoom_of
from tests.cast import NOW, Cast
from tests.conftest import code_of

BERLIN, PACIFIC = Box(52.3, 13.0, 52.7, 13.8), Box(-20.0, 170.0, -10.0, -170.0)
PLACE = """
insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at)
values (current_org(), $1, $2, $3, $4, 8, $2) on conflict (org_id, engineer_id) do update
set device_time = excluded.device_time, lat = excluded.lat, lon = excluded.lon, received_at = excluded.received_at
"""
lats, lons = st.floats(-90, 90), st.floats(-180, 180)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    south, north = sorted((draw(lats), draw(lats)))
    return Box(south, draw(lons), north, draw(lons))


@settings(deadline=None)
@given(boxes(), lats, lons)
def test_who_is_in_a_box_is_in_one_of_its_cells(box: Box, lat: float, lon: float) -> None:
    cells = set(cells_of(box))
    assert len(cells) < 200
    assert not box.holds(lat, lon) or cell_of(zoom_of(box), lat, lon) in cells
    for edge in ((box.south, box.west), (box.north, box.east), (box.south, box.east)):
        assert box.holds(*edge) and cell_of(zoom_of(box), *edge) in cells


@pytest.mark.parametrize(
    "said", ["", "1,2,3", "1,2,3,x", "9,0,1,1", "0,0,91,1", "0,-181,1,1", "0,0,1,nan", "nan,0,1,1", "0,0,1,inf", "1,2,3,4,5"]
)
def test_what_is_no_box_is_refused(said: str) -> None:
    with pytest.raises(Problem, match="field_not_valid"):
        read(said)


def said(box: Box) -> str:
    return ",".join(str(edge) for edge in msgspec.structs.astuple(box))


def test_a_box_is_read_as_it_was_said() -> None:
    assert [read(said(box)) for box in (BERLIN, PACIFIC)] == [BERLIN, PACIFIC]


async def drive(tx: Tx, engineer: UUID, minute: int, lat: float, lon: float) -> None:
    await tx.run(PLACE, engineer, NOW + timedelta(minutes=minute), lat, lon)


def heard(wanted: Wanted | None, news: list[News] | None) -> list[str]:
    assert wanted is not None
    return sorted(row.row.name for row in wanted.among(Look(news or [])) if isinstance(row, NewRow))


WAYS = [
    ((52.5, 13.4), (52.51, 13.41), ["Bob"]),  # within
    ((52.5, 13.4), (48.1, 11.5), ["Bob"]),  # out: else the pin would stay
    ((48.1, 11.5), (52.5, 13.4), ["Bob"]),  # in
    ((48.1, 11.5), (48.2, 11.6), []),  # elsewhere
    ((48.1, 11.5), (52.7, 13.8), ["Bob"]),  # onto the corner
    ((-15.0, 175.0), (-15.0, -175.0), []),
]


@pytest.mark.parametrize("box", [BERLIN, PACIFIC])
@pytest.mark.parametrize(("before", "after", "in_berlin"), WAYS)
async def test_what_a_map_had_and_what_it_was_told_since_are_all_that_it_shows(
    pool: Any, us: Cast, box: Box, before: tuple[float, float], after: tuple[float, float], in_berlin: list[str]
) -> None:
    bob, charlie = us.users["bob"], us.users["charlie"]
    async with transaction(pool, us.org_id) as tx:
        await drive(tx, bob, 0, *before)
        await drive(tx, charlie, 0, 52.5, 13.4)
        cursor, _ = await track.since(tx, None, NOW)
        had = {row.engineer_id: row for row in await track.everyone(tx, ALL, NOW, box)}
    async with transaction(pool, us.org_id) as tx:
        await drive(tx, bob, 1, *after)
        _, news = await track.since(tx, cursor, NOW)
        wanted = on_maps(ALL, [said(box)], [])
        assert wanted is not None
        if box == BERLIN:
            assert heard(wanted, news) == in_berlin
        had |= {row.row.engineer_id: row.row for row in wanted.among(Look(news or [])) if isinstance(row, NewRow)}
        shown = {key: row for key, row in had.items() if box.holds(row.lat, row.lon)}
        assert shown == {row.engineer_id: row for row in await track.everyone(tx, ALL, NOW, box)}


async def test_somebody_who_left_while_one_look_failed_is_told_by_the_next(pool: Any, us: Cast) -> None:
    bob = us.users["bob"]
    async with transaction(pool, us.org_id) as tx:
        await drive(tx, bob, 0, 52.5, 13.4)
        cursor, _ = await track.since(tx, None, NOW)
        await drive(tx, bob, 1, 48.1, 11.5)
        for _ in range(2):  # the first one's answer never came
            _, news = await track.since(tx, cursor, NOW)
        assert heard(on_maps(ALL, [said(BERLIN)], []), news) == ["Bob"]


async def test_who_is_followed_is_told_and_read_wherever_they_are_but_not_beyond_the_scope(pool: Any, us: Cast) -> None:
    bob, elsewhere = us.users["bob"], Scope(False, [UUID(int=2)], [], None)
    async with transaction(pool, us.org_id) as tx:
        await drive(tx, bob, 0, 48.1, 11.5)
        cursor, _ = await track.since(tx, None, NOW)
        await drive(tx, bob, 1, 48.2, 11.6)
        _, news = await track.since(tx, cursor, NOW)
        assert heard(on_maps(ALL, [said(BERLIN)], [bob]), news) == ["Bob"]
        assert heard(on_maps(elsewhere, [said(BERLIN)], [bob]), news) == []
        assert [row.name for row in await track.everyone(tx, ALL, NOW, BERLIN, [bob])] == ["Bob"]
        assert await track.everyone(tx, elsewhere, NOW, BERLIN, [bob]) == []
        assert await track.everyone(tx, ALL, NOW, BERLIN) == []


def test_a_map_within_a_scope_hears_of_nobody_beyond_it() -> None:
    row = NewRow(UUID(int=5), UUID(int=5), UUID(int=1), None, None, ((52.5, 13.4),))
    for station, told in ((1, [row]), (2, [])):
        wanted = on_maps(Scope(False, [UUID(int=station)], [], None), [said(BERLIN)], [])
        assert wanted is not None and wanted.among(Look([row])) == told


def test_without_a_map_nothing_is_told_and_who_says_nothing_hears_of_everywhere() -> None:
    assert on_maps(ALL, ["none"], []) is None
    assert on_maps(ALL, [], []) == in_scope(ALL)
    assert on_maps(ALL, [said(Box(0, n, 1, n + 1)) for n in range(MOST_BOXES + 1)], []) == in_scope(ALL)


def test_maps_that_show_the_same_are_told_the_same_words() -> None:
    assert on_maps(ALL, [said(BERLIN), said(PACIFIC)], []) == on_maps(ALL, [said(PACIFIC), said(BERLIN), "none"], [])


async def test_a_box_that_is_none_is_refused_in_words(client: Any) -> None:
    for path in ("/api/positions?box=1,2", "/api/live?box=1,2"):
        assert code_of(await client("alice").get(path)) == (422, "field_not_valid")
