"""One server, and very many that hold a connection: the others are answered."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from outrider.limits import STREAMS_PER_SESSION
from tests.journeys.processes import Served, served

pytestmark = pytest.mark.whole

SILENT = 1_500


@pytest.fixture(scope="module")
def house(server: Any, template: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data: Path = tmp_path_factory.mktemp("served")
    with served(server, template, data) as made:
        yield made


@pytest.fixture
def open_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * SILENT + 1_000), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def request(house: Served, *lines: str) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", house.port), timeout=10)
    made.sendall("\r\n".join([*lines, ""]).encode())
    return made


def test_fifteen_hundred_silent_connections_keep_nobody_out(house: Served, open_files: None) -> None:
    with ExitStack() as held:
        for _ in range(SILENT):
            held.enter_context(socket.create_connection(("127.0.0.1", house.port), timeout=10))
        assert httpx.get(f"{house.url}/healthz", timeout=5).status_code == 200
        assert httpx.get(f"{house.url}/readyz", timeout=5).status_code == 200


def test_slow_bodies_keep_nobody_out(house: Served) -> None:
    """More of them than the database has connections for."""
    cookie = house.sign_in("bob")
    sha = "00" * 32
    with ExitStack() as held:
        for path, verb in ((f"/api/blobs/{sha}?offset=0", "PATCH"), ("/api/phone/commands", "POST"), ("/api/sheets/orders", "POST")):
            for _ in range(6):
                head = (f"{verb} {path} HTTP/1.1", "Host: x", f"Cookie: outrider_session={cookie}", "Content-Length: 5000", "", "half")
                held.enter_context(request(house, *head))
        answer = httpx.get(f"{house.url}/api/me", cookies={"outrider_session": cookie}, timeout=5)
        assert answer.status_code == 200


def test_one_session_holds_a_few_streams_and_others_still_hear(house: Served) -> None:
    first, second = house.sign_in("alice"), house.sign_in("alice")

    def listen(held: ExitStack, cookie: str) -> int:
        made = held.enter_context(request(house, "GET /api/live HTTP/1.1", "Host: x", f"Cookie: outrider_session={cookie}", ""))
        return int(made.recv(4096).split()[1])

    with ExitStack() as held:
        assert [listen(held, first) for _ in range(STREAMS_PER_SESSION)] == [200] * STREAMS_PER_SESSION
        assert listen(held, first) == 429
        assert listen(held, second) == 200


def test_a_request_that_is_half_sent_does_not_hold_the_end_up(house: Served) -> None:
    with request(house, "GET /healthz HTTP/1.1", "Host: x"):
        house.stop("serve")  # which waits fifteen seconds at the most
    house.start("serve")
