"""What one connection, one session or one address may cost everybody else."""

import asyncio
from collections.abc import Iterable, Mapping
from ipaddress import ip_address

from litestar.types import HTTPReceiveMessage, Receive, WebSocketReceiveMessage

from .clock import stopwatch
from .config import Network
from .problems import Problem

SILENCE = 20.0  # seconds without a byte of a body that was announced
GRACE = 30.0  # seconds after which a body has to have come ...
SLOWEST = 500.0  # ... at this many bytes a second: a quarter of what a phone on a weak network sends
STREAMS_PER_SESSION = 20
AT_ONCE, LONGEST_WAIT = 10.0, 10.0  # seconds' worth of requests without a wait; longer than that nobody waits
PIECE, UNKNOWN = 64 * 1024, 2 * 1024 * 1024  # bytes of a body that count as a request more; what one without a length counts as


class Pace:
    """Requests of one session: so many a second and a store of them at once; whoever sends more waits for their turn, and holds nothing.

    A large body counts as many. It is counted when it comes, so the next request is what waits for it.
    """

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._due: dict[str, float] = {}  # when each would be due, had they come at this rate

    def wait(self, session: str, now: float, body: int = 0) -> float:
        """Seconds. body: its bytes. Raises too_many_requests where they would be more than LONGEST_WAIT."""
        if not self.rate:
            return 0.0
        if len(self._due) > 20_000:
            self._due = {other: due for other, due in self._due.items() if due > now}
        due = max(self._due.get(session, 0.0), now)
        wait = max(0.0, due - now - AT_ONCE)
        if wait > LONGEST_WAIT:
            raise Problem("too_many_requests")
        self._due[session] = due + (1 + body / PIECE) / self.rate
        return wait


def announced(headers: Mapping[str, str]) -> int:
    """Bytes of the body that is going to come."""
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 12:
        return int(length)
    return UNKNOWN if "transfer-encoding" in headers else 0


def patient(receive: Receive, silence: float = SILENCE, grace: float = GRACE) -> Receive:
    """Raises too_slow for whoever sends a body drop by drop. What comes after the body is waited for as long as it takes."""
    began, got, whole = stopwatch(), 0, False

    async def run() -> HTTPReceiveMessage | WebSocketReceiveMessage:
        nonlocal got, whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(silence):
                message = await receive()
        except TimeoutError as silent:
            raise Problem("too_slow") from silent
        if message["type"] == "http.request":
            got += len(message["body"])
            whole = not message["more_body"]
            took = stopwatch() - began
            if not whole and took > grace and got < SLOWEST * took:
                raise Problem("too_slow")
        return message

    return run


def client_address(peer: str, forwarded: str, proxies: Iterable[Network]) -> str:
    """Whose request it is: the peer, or where that is one of our proxies, whom it names. forwarded: X-Forwarded-For, ours last.

    Anybody may write that head: only what a trusted proxy has added to it counts, read from its end.
    """
    known = list(proxies)
    for named in (*reversed(forwarded.split(",")), None):
        if not _is_one_of(peer, known) or named is None or not named.strip():
            return peer
        peer = named.strip()
    return peer


def _is_one_of(address: str, proxies: list[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:  # a name, or "unknown": nobody that we trust
        return False
    return any(found in proxy for proxy in proxies)
