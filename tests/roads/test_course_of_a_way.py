"""The course of a way on the map: of an engine, along the streets that are brought along, or straight."""

from typing import Any

import httpx
import pytest

from outrider.demo.places import along_streets
from outrider.roads.shape.engines import Shapes
from outrider.roads.shape.rules import decoded

A, B = (-29.9045, -71.2489), (-29.9533, -71.3395)


def test_a_polyline_is_read_as_it_was_written() -> None:
    assert decoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5) == [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    with pytest.raises(ValueError, match="within a number"):
        decoded("_p~iF~ps|U_", 5)


@pytest.mark.parametrize(
    ("setting", "answer"),
    [
        ("osrm:http://roads.test", {"code": "Ok", "routes": [{"geometry": "_izlhA~rlgdF_{geC~ywl@"}]}),
        ("valhalla:http://roads.test", {"trip": {"legs": [{"shape": "_izlhA~rlgdF_{geC~ywl@"}]}}),
    ],
)
async def test_an_engine_says_how_the_way_goes(setting: str, answer: dict[str, Any]) -> None:
    shapes = Shapes(setting)
    shapes._client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200, json=answer)))
    assert await shapes.along([A, B]) == [[(38.5, -120.2), (40.7, -120.95)]]


async def test_an_engine_that_is_away_is_left_alone_and_the_way_is_straight() -> None:
    shapes, asked = Shapes("osrm:http://roads.test"), list[str]()

    def away(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        raise httpx.ConnectError("refused")

    shapes._client = httpx.AsyncClient(transport=httpx.MockTransport(away))
    assert await shapes.along([A, B]) == [[A, B]]
    assert await shapes.along([B, A]) == [[B, A]]
    assert len(asked) == 1


def test_the_citys_streets_lead_through_the_city_alone() -> None:
    assert len(along_streets(A, B)) > 100
    assert along_streets(A, (52.5, 13.4)) == [A, (52.5, 13.4)]


async def test_the_office_asks_for_the_ways_between_places(client: Any) -> None:
    ask = client("alice").get
    ways = (await ask("/api/ways", params={"at": ["52.5,13.4", "52.6,13.5", "52.7,13.5"]})).json()
    assert [[corner["lat"] for corner in way] for way in ways] == [[52.5, 52.6], [52.6, 52.7]]
    refused = [await ask("/api/ways", params={"at": [at]}) for at in ("here", "99,0")]
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(422, "field_not_valid"), (422, "place_not_valid")]
    assert (await client("bob").get("/api/ways", params={"at": ["52.5,13.4"]})).status_code == 403
