"""What an engine says is believed where it can be; everything else is left to the estimate, at once, and is told."""

import json
from typing import Any

import httpx
import msgspec
import pytest

from outrider.clock import stopwatch
from outrider.config import read
from outrider.roads.engines import LEFT_ALONE, Roads
from outrider.roads.rules import Pair

from .engine import answering, http

PORT, CENTRE, HILL, BERLIN = (-29.95, -71.34), (-29.90, -71.25), (-29.92, -71.27), (52.5, 13.4)
WAY: Pair = (CENTRE, PORT)
NEAR = {"distance": 3.2}


def osrm_says(durations: Any, status: int = 200, **more: Any) -> bytes:
    said = {"code": "Ok", "durations": durations, "sources": [NEAR] * len(durations), "destinations": [NEAR] * len(durations[0]), **more}
    return http(json.dumps(said), status)


FAULTS: dict[str, bytes | None] = {
    "it says nothing": None,
    "it hangs up": b"",
    "it speaks no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
    "it fails": osrm_says([[700.0]], status=500),
    "it says no JSON": http("<html>It works!</html>"),
    "it says half": b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{",
    "it says another code": http('{"code": "InvalidUrl", "message": "x"}', 400),
    "it says nothing of the places": http('{"code": "Ok", "durations": [[700]]}'),
    "its table is larger": osrm_says([[700.0, 800.0]]),
    "its table is empty": osrm_says([[]]),
    "a way takes less than nothing": osrm_says([[-700.0]]),
    "a way takes no time": osrm_says([[0.0]]),
    "nobody drives so fast": osrm_says([[30.0]]),
    "a way has no end": osrm_says([[1e9]]),
    "a time is a word": osrm_says([["soon"]]),
    "it is moved elsewhere": b"HTTP/1.1 302 X\r\nlocation: /login\r\ncontent-length: 0\r\n\r\n",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_of_the_engine_is_no_answer_and_is_told(fault: str) -> None:
    async with answering(lambda _, __: FAULTS[fault], patience=0.3) as (roads, asked):
        began = stopwatch()
        assert await roads.ask([WAY]) == {}
        assert stopwatch() - began < 2
        assert (roads.failed, len(asked)) == (1, 1)
        assert roads.say().startswith("osrm away, times are estimated (")


async def test_an_engine_that_is_not_there_is_no_answer_and_is_told() -> None:
    roads = Roads("osrm:http://127.0.0.1:1")
    assert await roads.ask([WAY]) == {}
    assert (roads.failed, roads.say()) == (
        1,
        "osrm away, times are estimated (ConnectError: All connection attempts failed; failed 1 times)",
    )
    await roads.close()


async def test_an_engine_that_failed_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    says = [http("x", 500), osrm_says([[700.0]])]
    async with answering(lambda _, __: says[min(1, len(asked) - 1)]) as (roads, asked):
        assert await roads.ask([WAY]) == {}
        assert await roads.ask([WAY]) == {}
        assert len(asked) == 1
        late = stopwatch() + LEFT_ALONE
        monkeypatch.setattr("outrider.roads.engines.stopwatch", lambda: late)
        assert await roads.ask([WAY]) == {WAY: 700.0}
        assert (roads.failed, roads.say()) == (1, "osrm")


async def test_what_was_said_before_it_failed_counts() -> None:
    pairs: list[Pair] = [((-29.9 + n / 1000, -71.25), PORT) for n in range(4)] + [((-29.9 + n / 1000, -71.25), CENTRE) for n in range(4)]
    async with answering(lambda _, __: osrm_says([[700.0]] * 4) if len(asked) == 1 else http("", 502)) as (roads, asked):
        assert len(await roads.ask(pairs)) == 4
        assert roads.failed == 1


async def test_where_it_knows_no_way_the_others_stay() -> None:
    async with answering(lambda _, __: osrm_says([[None, 700.0], [650.0, 800.0]])) as (roads, _):
        assert await roads.ask([(CENTRE, HILL), (HILL, PORT)]) == {(HILL, PORT): None, (CENTRE, HILL): 800.0}
        assert roads.say() == "osrm"


async def test_a_place_far_from_every_road_of_the_engine_is_none_that_it_knows() -> None:
    async with answering(lambda _, __: osrm_says([[700.0]], destinations=[{"distance": 12_974_373.2}])) as (roads, _):
        assert await roads.ask([WAY]) == {WAY: None}


async def test_the_real_engine_says_in_its_table_what_it_says_of_the_route(osrm: str) -> None:
    roads = Roads(f"osrm:{osrm}")
    said = await roads.ask([WAY, (PORT, CENTRE), (CENTRE, BERLIN)])
    await roads.close()
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{osrm}/route/v1/driving/{CENTRE[1]},{CENTRE[0]};{PORT[1]},{PORT[0]}?overview=false")
    assert said[WAY] == pytest.approx(answer.json()["routes"][0]["duration"])
    assert said[WAY] != said[PORT, CENTRE]
    assert said[CENTRE, BERLIN] is None
    assert roads.failed == 0


@pytest.mark.parametrize("said", ["http://127.0.0.1:5000", "osrm:127.0.0.1:5000", "graphhopper:http://127.0.0.1:5000", "osrm:http://"])
def test_a_setting_that_names_no_engine_is_one_line(said: str) -> None:
    with pytest.raises(SystemExit, match=r"^outrider: OUTRIDER_ROUTER cannot be read: "):
        read({"OUTRIDER_ROUTER": said})


VALHALLA_REFUSES = http('{"error_code":171,"error":"No suitable edges near location","status_code":400,"status":"Bad Request"}', 400)


def valhalla_says(address: str, body: bytes) -> bytes:
    """As release 3.9.1 does: one place that it does not know, and it says nothing of the others."""
    asked = msgspec.json.decode(body)
    if BERLIN[0] in [place["lat"] for place in (*asked["sources"], *asked["targets"])]:
        return VALHALLA_REFUSES
    rows = [
        [
            {"from_index": n, "to_index": m, "time": 823, "distance": 14.338, "begin_lat": a["lat"], "begin_lon": a["lon"],
             "end_lat": b["lat"], "end_lon": b["lon"]}
            for m, b in enumerate(asked["targets"])
        ]
        for n, a in enumerate(asked["sources"])
    ]  # fmt: skip
    return http(json.dumps({"sources_to_targets": rows, "units": "kilometers", "algorithm": "costmatrix"}))


async def test_one_place_that_valhalla_refuses_takes_no_other_with_it() -> None:
    pairs: list[Pair] = [((-29.9 + n / 1000, -71.25), PORT) for n in range(7)] + [(BERLIN, PORT)]
    async with answering(valhalla_says, "valhalla") as (roads, asked):
        assert await roads.ask(pairs) == {**dict.fromkeys(pairs[:7], 823.0), (BERLIN, PORT): None}
        assert (roads.failed, roads.say(), set(asked)) == (0, "valhalla", {"/sources_to_targets"})


async def test_nothing_is_said_of_ways_that_nobody_asked_of() -> None:
    async with answering(valhalla_says, "valhalla") as (roads, _):
        assert await roads.ask([(CENTRE, HILL), (BERLIN, PORT)]) == {(CENTRE, HILL): 823.0, (BERLIN, PORT): None}


async def test_valhalla_takes_a_far_place_for_none_and_has_cells_without_a_way() -> None:
    far = '{"sources_to_targets":[[{"time":1495,"end_lat":-30.0789,"end_lon":-71.2421},{"time":null,"distance":null}]]}'
    async with answering(lambda _, __: http(far), "valhalla") as (roads, _):
        assert await roads.ask([(CENTRE, (-30.2, -71.27)), (CENTRE, PORT)]) == {(CENTRE, (-30.2, -71.27)): None, WAY: None}


async def test_valhalla_that_takes_no_matrix_of_this_size_is_a_fault() -> None:
    async with answering(lambda _, __: http('{"error_code":150,"error":"Exceeded max locations"}', 400), "valhalla") as (roads, _):
        assert await roads.ask([WAY]) == {}
        assert roads.say() == "valhalla away, times are estimated (Wrong: 150; failed 1 times)"
