"""What one connection, one session or one address may cost everybody else."""

import asyncio
from collections.abc import Iterable
from ipaddress import ip_address

from litestar.types import HTTPReceiveMessage, Receive, WebSocketReceiveMessage

from .clock import stopwatch
from .config import Network
from .problems import Problem

SILENCE = 20.0  # seconds without a byte of a body that was announced
GRACE = 30.0  # seconds after which a body has to have come ...
SLOWEST = 500.0  # ... at this many bytes a second: a quarter of what a phone on a weak network sends
STREAMS_PER_SESSION = 20


def patient(receive: Receive, silence: float = SILENCE, grace: float = GRACE) -> Receive:
    """Raises too_slow for whoever sends a body drop by drop. What comes after the body is waited for as long as it takes."""
    began, got, whole = stopwatch(), 0, False

    async def run() -> HTTPReceiveMessage | WebSocketReceiveMessage:
        nonlocal got, whole
        if whole:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), silence)
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
