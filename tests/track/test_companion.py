"""GPS apps beside the phone app (row 31 of the failure catalogue), by what they really send."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outrider.db import transaction
from outrider.track.ingest.rules import KNOT, read
from outrider.track.rules import Fix
from tests.cast import NOW, Cast
from tests.conftest import code_of, shared_data

HERE: dict[str, Any] = {"_type": "location", "lat": 52.5, "lon": 13.4, "acc": 12, "vel": 36, "cog": 90, "tid": "bb"}
TST = int(NOW.timestamp())


def samples(name: str) -> list[Any]:
    return [json.loads(line) for line in (shared_data("gps") / f"{name}.jsonl").read_text().splitlines()]


def sent(row: Any) -> tuple[str, bytes]:
    body = row["body"]
    return urlsplit(row["target"]).query, b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()


async def address(client: Any, who: str = "bob") -> str:
    return str(urlsplit((await client(who).post("/api/me/companion")).json()["url"]).path)


@pytest.mark.parametrize("name", ["owntracks_http", "traccar_osmand", "overland", "gpslogger"])
async def test_row_31_nothing_that_an_app_really_sends_is_refused(client: Any, name: str) -> None:
    path = await address(client)
    for row in samples(name):
        query, body = sent(row)
        answer = await client(None).request(row["method"], f"{path}?{query}", content=body)
        assert answer.status_code == 200, row
        assert answer.json() == ({"result": "ok"} if name == "overland" else []), row


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\x00",
        b"[[[" * 50_000,
        b'{"_type":"dance"}',
        b'{"lat":' + b"9" * 400 + b',"lon":1}',
        b'{"_type":"location","tst":"9999-12-31T00:00:00Z"}',
    ],
)
async def test_row_31_what_cannot_be_read_is_taken_and_forgotten(client: Any, body: bytes) -> None:
    answer = await client(None).post(await address(client), content=body)
    assert (answer.status_code, answer.json()) == (200, [])


def by_place(name: str) -> list[tuple[Any, list[Fix]]]:
    return [(row, read(*sent(row), NOW).fixes) for row in samples(name)]


def test_a_sample_is_a_position_where_its_source_says_so() -> None:
    for name in ("owntracks_http", "traccar_osmand", "overland"):
        for row, fixes in by_place(name):
            said = row["expect"]
            nothing = any(words in said for words in ("not a position", "ignore", "cannot read", "no lat/lon (cell"))
            assert bool(fixes) is not nothing, (row, fixes)
    assert sum(len(fixes) for _, fixes in by_place("gpslogger")) == 18  # the other three are OpenGTS sentences


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ("", json.dumps(HERE | {"tst": TST}), Fix(NOW, 52.5, 13.4, 12.0, 10.0, 90.0)),
        ("", json.dumps(HERE | {"tst": str(TST), "vel": -1, "cog": -1, "acc": -1}), Fix(NOW, 52.5, 13.4, 50.0, None, None)),
        ("", json.dumps(HERE | {"tst": TST - 978_307_200}), Fix(NOW, 52.5, 13.4, 12.0, 10.0, 90.0)),
        (f"id=1&lat=52.5&lon=13.4&timestamp={TST}000&speed=10&bearing=90&accuracy=12", "", Fix(NOW, 52.5, 13.4, 12.0, 10 * KNOT, 90.0)),
        ("lat=52.5&lon=13.4&timeoff=2026-03-02T11:00:00%2B01:00&spd=10&dir=90&acc=12", "", Fix(NOW, 52.5, 13.4, 12.0, 10.0, 90.0)),
        ("", f"id=1&location=52.5,13.4&timestamp={TST}", Fix(NOW, 52.5, 13.4, 50.0, None, None)),
        ("lat=52.5&lon=13.4&timestamp=2026-03-02+10%3A00%3A00", "", Fix(NOW, 52.5, 13.4, 50.0, None, None)),
        ("lat=52.5&lon=13.4", "", Fix(NOW, 52.5, 13.4, 50.0, None, None)),
    ],
)
def test_units_and_clocks_of_each_app_are_read(query: str, body: str, expected: Fix) -> None:
    (found,) = read(query, body.encode(), NOW).fixes
    assert found == expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*HERE, "geometry", "coords", "location", "locations",
    "properties", "coordinates", "timestamp", "latitude", "x"]), inner, max_size=6),
)  # fmt: skip


@given(values, st.text(), st.binary())
@example(None, "", b'\xff"}')
def test_no_message_breaks_the_reading(value: Any, query: str, body: bytes) -> None:
    for content in (json.dumps(value).encode(), body, b'{"tst": "' + body):
        reading = read(query, content, NOW)
        assert all(fix.device_time.tzinfo for fix in reading.fixes)


async def test_a_message_that_comes_twice_is_kept_once_and_the_office_sees_it(client: Any) -> None:
    path = await address(client)
    for _ in range(2):
        await client(None).post(path, json=HERE | {"tst": TST})
    (seen,) = (await client("alice").get("/api/positions")).json()
    assert (seen["name"], seen["lat"], seen["accuracy_m"], seen["device_time"]) == ("Bob", 52.5, 12.0, "2026-03-02T10:00:00Z")
    own = (await client("bob").get("/api/me/companion")).json()
    assert own == {"made_at": "2026-03-02T10:00:00Z", "heard_at": "2026-03-02T10:00:00Z"}


async def test_off_duty_an_app_is_heard_and_nothing_is_kept(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update engineers set shift_start = '01:00', shift_end = '02:00'")
    path = await address(client)
    assert (await client(None).post(path, json=HERE | {"tst": TST})).status_code == 200
    assert (await client("alice").get("/api/positions")).json() == []
    assert (await client("bob").get("/api/me/companion")).json()["heard_at"] == "2026-03-02T10:00:00Z"


async def test_an_address_ends_with_the_next_one_with_its_end_and_with_its_owner(client: Any, pool: Any, us: Cast) -> None:
    first = await address(client)
    second = await address(client)
    assert code_of(await client(None).post(first, json=HERE)) == (410, "link_not_valid")
    await client("bob").delete("/api/me/companion")
    assert code_of(await client(None).post(second, json=HERE)) == (410, "link_not_valid")
    assert (await client("bob").get("/api/me/companion")).json() is None
    third = await address(client)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set active = false where id = $1", us.users["bob"])
    assert code_of(await client(None).post(third, json=HERE)) == (410, "link_not_valid")


async def test_row_31_while_the_database_is_away_the_app_keeps_what_it_has(client: Any, pool: Any) -> None:
    path = await address(client)
    await pool.close()
    assert code_of(await client(None).post(path, json=HERE)) == (503, "busy")


async def test_only_engineers_have_one(client: Any) -> None:
    assert code_of(await client("alice").post("/api/me/companion")) == (403, "not_allowed")
