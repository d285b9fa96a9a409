"""GPS apps beside the phone app (row 31 of the failure catalogue), by what they really send."""

import gzip
import itertools
import json
import zlib
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outrider.db import transaction
from outrider.track.gps_source.rules import KNOT, Reading, read
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


SAID = "2026-03-02T10:00:00"
FORM = b"lat=52.5&lon=13.4&time=" + SAID.encode()
PARTS = "".join(f'--x1\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                for name, value in (("lat", 52.5), ("lon", 13.4), ("time", SAID))) + "--x1--\r\n"  # fmt: skip
COLLECTION = {"type": "FeatureCollection", "features": [{"geometry": {"coordinates": [13.4, 52.5]}, "properties": {"timestamp": SAID}}]}
EARLY = 619_315_200


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("lat=52.5&lon=13.4&time=2026-03-02T11:00:00+01:00", b""),
        ("lat=52.5&lon=13.4&time=2026-03-02T11:00:00.000+0100", b""),
        ("lat=52.5&lon=13.4&time=2026-03-02+12:00:00+02:00", b""),
        ("", b"lat=52.5&lon=13.4&time=2026-03-02T11:00+01:00"),
        ("lat=52.5&lon=13.4&time=Mon,%2002%20Mar%202026%2010:00:00%20GMT", b""),
        ("lat=52.5&lon=13.4&time=Mon,+02+Mar+2026+11:00:00+%2B0100", b""),
        ("lat=52.5&lon=13.4&time=2026/03/02%2010:00:00", b""),
        (f"lat=52.5&lon=13.4&time={TST - EARLY}", b""),
        ("lat=52.5&lon=13.4&time=2006-07-17T10:00:00Z", b""),
        ("", json.dumps({"_type": "location", "lat": 52.5, "lon": 13.4, "tst": TST - EARLY}).encode()),
        (f"lat=52.5&lon=13.4&time={TST}000", b""),
        (f"lat=52.5&lon=13.4&time={TST}000000", b""),
        (f"lat=52.5&lon=13.4&time={TST}000000000", b""),
        (FORM.decode(), b"{}"),
        (FORM.decode(), b'{"battery": 50}'),
        (FORM.decode(), b"[]"),
        (FORM.decode(), b"battery=50"),
        (FORM.decode(), b"hello"),
        ("", b'{"lat":52.5,"lon":13.4,"spd":,"time":"2026-03-02T10:00:00Z"}'),
        ("", b'{"lat":52.5,"lon":13.4,"time":"2026-03-02T10:00:00Z","spd":}'),
        ("", b'{"lat":52.5,"lon":13.4,"time":"2026-03-02T10:00:00Z",}'),
        ("", b'{"lat":52,5,"lon":13,4,"time":"2026-03-02T10:00:00Z"}'),
        ("", b'{"lat":52.5,"lon":13.4,"time":"2026-03-02T10:00:00Z","alt":NaN,"spd":Infinity,"dir":-Infinity,"x":1e999}'),
        (f"lat=52.5&lng=13.4&time={SAID}", b""),
        (f"lat=52.5&long=13.4&time={SAID}", b""),
        (f"Latitude=52.5&Longitude=13.4&Time={SAID}", b""),
        (f"lat=52,5&lon=13,4&time={SAID}", b""),
        (f"location=52,5,13,4&time={SAID}", b""),
        ("", json.dumps(COLLECTION).encode()),
        ("", gzip.compress(json.dumps(COLLECTION).encode())),
        ("", zlib.compress(FORM)),
        ("", PARTS.encode()),
        ("", b"\xef\xbb\xbf" + json.dumps(COLLECTION).encode()),
        ("", json.dumps(COLLECTION).encode("utf-16")),
        ("", b"hello=1&" + FORM),
    ],
)
def test_every_form_of_one_place_is_the_same_place(query: str, body: bytes) -> None:
    assert read(query, body, NOW) == Reading([Fix(NOW, 52.5, 13.4)], 0, b"[]")


@pytest.mark.parametrize(
    ("said", "at"), [("1995-07-17T10:00:00Z", 0), ("2006-07-01T10:00:00Z", 0), ("Infinity", None), ("soon", None), (True, None)]
)
def test_a_time_that_is_only_old_is_not_moved(said: Any, at: int | None) -> None:
    fixes = read("", json.dumps({"lat": 52.5, "lon": 13.4, "time": said}).encode(), NOW).fixes
    assert [fix.device_time.isoformat().replace("+00:00", "Z") for fix in fixes] == ([] if at is None else [said])


async def test_every_verb_is_answered(client: Any) -> None:
    path = await address(client)
    for minute, verb in enumerate(("GET", "POST", "PUT", "PATCH", "HEAD"), 10):
        answer = await client(None).request(verb, f"{path}?lat=52.5&lon=13.4&time=2026-03-02T09:{minute}:00Z")
        assert answer.status_code == 200, verb
        (seen,) = (await client("alice").get("/api/positions")).json()
        assert seen["device_time"] == f"2026-03-02T09:{minute}:00Z", verb


def feature(minute: int, lat: float, **said: Any) -> dict[str, Any]:
    at = (NOW + timedelta(minutes=minute)).isoformat()
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [13.4, lat]}, "properties": {"timestamp": at, **said}}


NO_FIX: tuple[dict[str, Any], ...] = (
    {"action": "visit", "arrival_date": "2026-03-02T09:00:00Z", "departure_date": "2026-03-02T09:48:00Z"},
    {"action": "enter_background"},
    {"action": "will_terminate"},
    {"type": "trip", "mode": "car"},
)


async def test_visits_trips_and_events_are_taken_and_are_no_fix(client: Any) -> None:
    batch = {"locations": [feature(-1, 52.5), *(feature(0, 52.51, **said) for said in NO_FIX)]}
    answer = await client(None).post(await address(client), json=batch)
    assert (answer.status_code, answer.json()) == (200, {"result": "ok"})
    (seen,) = (await client("alice").get("/api/positions")).json()
    assert seen["lat"] == 52.5
    reading = read("", json.dumps(batch).encode(), NOW)
    assert (len(reading.fixes), reading.unread) == (1, 0)


ODD = ("1.797e308", "3.5e38", "1e39", "NaN", "Infinity", "-Infinity", '"x"', "null", "1e999", "[]", "-1")


async def test_one_value_never_costs_a_batch(client: Any) -> None:
    path = await address(client)
    for count, (name, odd) in enumerate(itertools.product(("speed", "course", "altitude", "horizontal_accuracy"), ODD), 1):
        rows = [feature(minute, 52.5) for minute in range(-4, 1)]
        rows[2]["properties"][name] = "ODD"
        for row in rows:
            row["properties"]["timestamp"] = row["properties"]["timestamp"].replace("+00:00", f".{count:03d}Z")
        body = json.dumps({"locations": rows}).replace('"ODD"', odd)
        answer = await client(None).post(path, content=body)
        assert (answer.status_code, answer.json()) == (200, {"result": "ok"}), (name, odd)
        (seen,) = (await client("alice").get("/api/positions")).json()
        assert seen["device_time"] == f"2026-03-02T10:00:00.{count:03d}000Z", (name, odd)


FORMS = (
    "cog=1e300&vel=1e300&lat=52.5&lon=13.4",
    "spd=1e300&dir=1e308&lat=52.5&lon=13.4",
    "speed=1e300&bearing=1e308&lat=52.5&lon=13.4",
    "lat=1e300&lon=13.4",
    "lat=52.5&lon=13.4&acc=1e300",
    "lat=nan&lon=inf",
    "lat=52.5&lon=13.4&time=1e300",
)


async def test_no_number_is_refused(client: Any) -> None:
    path = await address(client)
    for form in FORMS:
        assert (await client(None).get(f"{path}?{form}")).status_code == 200, form


async def test_a_batch_that_breaks_off_is_forgotten_by_the_app(client: Any) -> None:
    answer = await client(None).post(await address(client), content=b'{"locations":[{"geom')
    assert (answer.status_code, answer.json()) == (200, {"result": "ok"})


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
    assert own == {"made_at": "2026-03-02T10:00:00Z", "heard_at": "2026-03-02T10:00:00Z", "unread": 0, "too_old": 0}


async def test_the_engineer_sees_what_of_the_last_message_was_lost(client: Any) -> None:
    path = await address(client)
    for rows, lost in (
        ([feature(0, 52.5), feature(-20_000, 52.5), feature(1, 52.5) | {"geometry": None}, {"geometry": 5}], (2, 1)),
        ([feature(2, 52.5)], (0, 0)),
    ):
        await client(None).post(path, json={"locations": rows})
        own = (await client("bob").get("/api/me/companion")).json()
        assert (own["unread"], own["too_old"]) == lost


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
