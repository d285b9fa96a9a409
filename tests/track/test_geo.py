import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from outrider import geo

LAT, LON = st.floats(-80, 80), st.floats(-179, 179)


@given(LAT, LON, st.floats(-0.8, 0.8), st.floats(-0.8, 0.8))
def test_the_sphere_is_within_half_a_percent_of_the_geodesic(lat: float, lon: float, north: float, east: float) -> None:
    there = (lat + north, lon + east)
    exact = geodesic((lat, lon), there).meters
    assert geo.metres_between((lat, lon), there) == pytest.approx(exact, rel=0.006, abs=0.5)


def test_travel_is_affine_and_nothing_where_one_already_is() -> None:
    assert geo.seconds_between((52.5, 13.4), (52.5, 13.4)) == 0
    metres = geo.metres_between((52.5, 13.4), (52.6, 13.4))
    assert geo.seconds_between((52.5, 13.4), (52.6, 13.4)) == pytest.approx(54 + 0.092 * metres)


async def test_a_street_is_found_without_anybodys_server() -> None:
    coder = geo.Geocoder(None, [geo.Place("Calle Balmaceda", -29.9, -71.2), geo.Place("Avenida del Mar", -29.92, -71.28)])
    assert [place.label for place in await coder.find("balma calle")] == ["Calle Balmaceda"]
    assert await coder.find("nowhere") == []


@given(st.lists(st.tuples(LAT, LON, LAT, LON), min_size=1, max_size=5))
def test_many_ways_at_once_are_those_that_are_asked_one_by_one(pairs: list[tuple[float, float, float, float]]) -> None:
    found = geo.seconds_between_all(*np.array(pairs).T)
    assert found.tolist() == pytest.approx([geo.seconds_between((a, b), (c, d)) for a, b, c, d in pairs], abs=1e-3)
