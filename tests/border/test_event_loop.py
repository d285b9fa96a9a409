"""Nobody's request holds the others up: no callback of the server's event loop takes 50 ms of CPU, with the worst that is allowed.

Those that wait for a later change are named in WAITING, and nothing else is.
"""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from outrider.demo import cast, load
from outrider.embedded.database import prepare
from outrider.embedded.postgres import APP, Postgres
from tests.conftest import COPIES, Database
from tests.journeys.processes import Served, free_port, until

pytestmark = pytest.mark.whole

MEGABYTE = 1024 * 1024
WAITING = {"candidates"}  # one engineer after the other in Python, until the day's state is in memory


@pytest.fixture(scope="module")
async def house(server: Postgres, template: Database, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo city, served; nothing else of the product runs."""
    name, data = f"loop_{next(COPIES)}", tmp_path_factory.mktemp("loop")
    await prepare(server, name)
    token = await load.load(server.dsn(database=name), server.dsn(APP, name), datetime.now(UTC))
    database = Database(name, server.dsn(database=name), server.dsn(APP, name), template.us, template.them)
    made = Served(database, data, free_port(), settings={"CUSTOMER": token or ""})
    with (data / "serve.log").open("ab") as log:
        child = subprocess.Popen([sys.executable, "-m", "tests.border.watched"], env=made.environment(), stdout=log, stderr=log)
    try:
        until(made.answers)
        yield made
    finally:
        child.terminate()
        child.wait(15)


@contextmanager
def signed_in(house: Served, login: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=60, headers={"accept-language": "zh-CN"}) as made:
        assert made.post("/api/sign-in", json={"login": login, "password": cast.PASSWORD}).status_code == 200
        yield made


@pytest.fixture(scope="module")
def desk(house: Served) -> Iterator[httpx.Client]:
    with signed_in(house, "dispatcher@demo.example") as made:
        yield made


@pytest.fixture(scope="module")
def admin(house: Served) -> Iterator[httpx.Client]:
    with signed_in(house, "admin@demo.example") as made:
        yield made


@pytest.fixture(scope="module")
def phone(house: Served) -> Iterator[httpx.Client]:
    with signed_in(house, "wang@demo.example") as made:
        key = {"kty": "EC", "crv": "P-256", "x": "a" * 43, "y": "b" * 43}
        assert made.post("/api/phones", json={"id": str(uuid4()), "public_key": key, "name": "test"}).status_code == 204
        yield made


def long_ones(house: Served, before: int = 0) -> list[str]:
    return [line for line in log_of(house).read_text().splitlines()[before:] if line.startswith("LONG")]


def log_of(house: Served) -> Path:
    return house.data / "serve.log"


@pytest.fixture
def quick(house: Served) -> Iterator[None]:
    """Whatever the test asks for is done in short pieces."""
    before = len(log_of(house).read_text().splitlines())
    yield
    assert long_ones(house, before) == []


READS = [
    "/api/board", "/api/positions", "/api/search?words=1", "/api/notifications", "/api/phones", "/api/quarantine", "/api/me/notify",
    "/api/orders/{order}", "/api/orders/{order}/candidates", "/api/remote", "/api/people", "/api/units", "/api/rules/level",
]  # fmt: skip


def test_the_office_reads(house: Served, desk: httpx.Client, quick: None) -> None:
    order = desk.get("/api/board").json()["orders"][0]["id"]
    for path in READS:
        if path.rpartition("/")[2] not in WAITING:
            assert desk.get(path.format(order=order)).status_code in (200, 403, 404), path


def test_master_data_is_listed_and_taken_out(admin: httpx.Client, quick: None) -> None:
    for kind in ("engineers", "devices", "contacts", "shifts"):
        assert admin.get(f"/api/master/{kind}").status_code == 200
        assert admin.get(f"/api/sheets/{kind}/export").status_code == 200
        assert admin.get(f"/api/sheets/{kind}/template").status_code == 200


def test_the_phone_reads(phone: httpx.Client, quick: None) -> None:
    for path in ("/api/phone/pull", "/api/phone/pack", "/api/me"):
        assert phone.get(path).status_code == 200


def test_a_phone_hands_in_as_much_as_it_may(phone: httpx.Client, quick: None) -> None:
    text = "长" * 12_000
    rows = [
        {"id": str(uuid4()), "kind": "act", "v": 1, "lane": f"a:{uuid4()}", "lane_seq": 1, "attendance_id": str(uuid4()), "mono_ms": 0.0,
         "wall": datetime.now(UTC).isoformat(), "offset_ms": 0, "payload": {"action": "note", "expected": "assigned", "data": {"text": text}}}
        for _ in range(50)
    ]  # fmt: skip
    body = json.dumps({"sent_at": datetime.now(UTC).isoformat(), "commands": rows}, ensure_ascii=False).encode()
    answer = phone.post("/api/phone/commands", content=body[: 2 * MEGABYTE], headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400)


def test_a_phone_sends_a_shift_of_positions(phone: httpx.Client, quick: None) -> None:
    now = datetime.now(UTC)
    fixes = [{"device_time": (now - timedelta(seconds=n)).isoformat(), "lat": -29.9 + n / 1e5, "lon": -71.3} for n in range(1000)]
    assert phone.post("/api/positions", json={"fixes": fixes}).status_code == 200


def test_a_gps_app_sends_days_at_once(house: Served, phone: httpx.Client, quick: None) -> None:
    address = phone.post("/api/me/companion").json()["url"]
    now = datetime.now(UTC)
    point = {"type": "Point", "coordinates": [-71.3, -29.9]}
    rows = [
        {
            "type": "Feature",
            "geometry": point,
            "properties": {"timestamp": (now - timedelta(seconds=n)).isoformat(), "horizontal_accuracy": 5},
        }
        for n in range(10_000)
    ]
    body = json.dumps({"locations": rows}).encode()
    assert len(body) < 2 * MEGABYTE
    assert httpx.post(address, content=body, headers={"content-type": "application/json"}, timeout=60).status_code == 200


def test_a_photo_of_the_largest_kind(phone: httpx.Client, quick: None) -> None:
    sha = "ab" * 32
    assert phone.put(f"/api/blobs/{sha}", json={"size": 20 * MEGABYTE, "mime": "image/jpeg"}).status_code == 200
    for n in range(10):
        body = random.Random(n).randbytes(2 * MEGABYTE)
        answer = phone.patch(f"/api/blobs/{sha}?offset={n * 2 * MEGABYTE}", content=body)
        assert answer.status_code in (200, 422)


def test_sign_ins_at_once(house: Served, quick: None) -> None:
    with httpx.Client(base_url=house.url, timeout=60) as stranger:
        for n in range(8):
            wrong = {"login": f"nobody{n}@demo.example", "password": "guess" * 2000}
            assert stranger.post("/api/sign-in", json=wrong).status_code == 401


def test_a_file_of_unsent_work_of_many_photos(desk: httpx.Client, quick: None) -> None:
    photo = {"sha256": "00" * 32, "mime": "image/jpeg", "bytes": "A" * (20 * MEGABYTE)}
    work = {"user_id": str(uuid4()), "phone_id": str(uuid4()), "commands": ["{}"] * 1000}
    file = {"outrider_unsent": 1, "text": json.dumps(work), "signature": "AAAA", "photos": [photo] * 5}
    assert desk.post("/api/unsent", json=file).status_code == 404


def test_a_customer_looks_and_a_stranger_checks_a_large_file(house: Served, quick: None) -> None:
    token = house.settings["CUSTOMER"]
    with httpx.Client(base_url=house.url, timeout=60) as somebody:
        assert somebody.get(f"/c/{token}").status_code == 200
        assert somebody.get(f"/c/{token}/here").status_code == 200
        report = somebody.get("/v/unknown")
        assert report.status_code == 404
        somebody.post("/v/unknown", files={"file": ("a.pdf", b"%PDF" + b"0" * (60 * MEGABYTE))})


def test_the_look_at_a_calendar_that_is_hardly_ever_open(admin: httpx.Client, quick: None) -> None:
    """No limit of a day is reached within the years that are looked at."""
    for row in admin.get("/api/rules/calendar").json():
        draft = {**row["document"], "hours": [[], [], [], [], [], [], [[0, 1]]], "days": []}
        answer = admin.post(f"/api/rules/calendar/{row['code']}/preview", json={"document": draft})
        assert (answer.status_code, answer.json()["orders"] > 10) == (200, True)


def test_a_sheet_of_the_largest_kind(admin: httpx.Client, quick: None) -> None:
    header = ",".join(["Title", "Model", "Body", *(f"X{n}" for n in range(47))])
    row = ",".join(["A title", "M", "What to do", *("some words" for _ in range(47))])
    body = "\n".join([header, *(f"{n} {row}" for n in range(20_000))]).encode()
    assert len(body) < 16 * MEGABYTE
    assert admin.post("/api/sheets/knowledge", content=body).status_code == 201
