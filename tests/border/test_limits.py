"""Whose request it is, and how long a body may take."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network
from typing import Any

import pytest
from litestar.types import HTTPReceiveMessage

from outrider.limits import AT_ONCE, LONGEST_WAIT, PIECE, UNKNOWN, Pace, announced, client_address, patient
from outrider.problems import Problem

PROXIES = [ip_network("10.0.0.0/8"), ip_network("::1/128")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger's word about themselves
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # what the client wrote before our proxy added its own
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),  # two of ours in a row
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "unknown", "unknown"),
        ("10.0.0.1", " , ", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.2", "10.0.0.2"),
    ],
)
def test_only_what_a_trusted_proxy_added_counts(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == address


def test_without_a_setting_the_peer_is_who_asks() -> None:
    assert client_address("10.0.0.1", "198.51.100.1", []) == "10.0.0.1"


def pieces(*messages: Any, every: float = 0.0) -> Any:
    async def source() -> AsyncIterator[HTTPReceiveMessage]:
        for message in messages:
            await asyncio.sleep(every)
            yield message
        await asyncio.Event().wait()

    stream = source()
    return lambda: anext(stream)


def piece(body: bytes, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_silent_body_is_given_up() -> None:
    receive = patient(pieces(piece(b"a")), silence=0.05)
    await receive()
    with pytest.raises(Problem, match="too_slow"):
        await receive()


async def test_a_body_that_comes_drop_by_drop_is_given_up() -> None:
    receive = patient(pieces(*[piece(b"a")] * 50, every=0.01), silence=5, grace=0.1)
    with pytest.raises(Problem, match="too_slow"):
        for _ in range(50):
            await receive()


async def test_a_slow_body_that_goes_on_is_waited_for() -> None:
    receive = patient(pieces(*[piece(b"a" * 1000)] * 20, piece(b"", False), every=0.01), silence=5, grace=0.05)
    got: list[Any] = [await receive() for _ in range(21)]
    assert [len(message["body"]) for message in got] == [*[1000] * 20, 0]


async def test_whoever_sent_everything_is_listened_to_for_as_long_as_it_takes() -> None:
    receive = patient(pieces(piece(b"", False), {"type": "http.disconnect"}, every=0.1), silence=0.15)
    await receive()
    assert (await receive())["type"] == "http.disconnect"


def test_a_session_has_a_store_of_requests_and_then_its_pace() -> None:
    pace = Pace(rate=10)
    at_once = int(AT_ONCE * 10)
    assert {pace.wait("a", 100.0) for _ in range(at_once + 1)} == {0.0}
    assert [round(pace.wait("a", 100.0), 6) for _ in range(3)] == [0.1, 0.2, 0.3]
    assert pace.wait("b", 100.0) == 0.0  # nobody waits for somebody else
    assert pace.wait("a", 100.0 + AT_ONCE) == 0.0


def test_nobody_waits_longer_than_a_bound() -> None:
    pace = Pace(rate=10)
    waits = [pace.wait("a", 0.0) for _ in range(int((AT_ONCE + LONGEST_WAIT) * 10))]
    waits.append(pace.wait("a", 0.01))
    assert max(waits) == pytest.approx(LONGEST_WAIT, abs=0.1)
    with pytest.raises(Problem, match="too_many_requests"):
        pace.wait("a", 0.0)
    assert pace.wait("a", 0.2) <= LONGEST_WAIT


def test_a_large_body_counts_as_many() -> None:
    pace = Pace(rate=10)
    assert pace.wait("a", 0.0, body=int(AT_ONCE * 10) * PIECE) == 0.0
    assert pace.wait("a", 0.0) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("headers", "size"),
    [({}, 0), ({"content-length": "12"}, 12), ({"content-length": "-1"}, 0), ({"content-length": "9" * 40}, 0), ({"content-length": "²"}, 0),
     ({"transfer-encoding": "chunked"}, UNKNOWN)],
)  # fmt: skip
def test_how_much_is_going_to_come(headers: dict[str, str], size: int) -> None:
    assert announced(headers) == size


def test_without_a_limit_nobody_waits() -> None:
    pace = Pace(rate=0)
    assert {pace.wait("a", 0.0) for _ in range(5_000)} == {0.0}


def test_what_came_at_its_pace_is_forgotten() -> None:
    pace = Pace(rate=10)
    for n in range(20_001):
        pace.wait(f"{n}", 0.0)
    pace.wait("now", 1.0)
    assert list(pace._due) == ["now"]
