"""The ways out: Web Push by pywebpush, everything else by Apprise. Each raises Undelivered, or Gone where nobody is there any more."""

import logging
import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import aiohttp
import apprise
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives import serialization
from py_vapid import Vapid02, b64urlencode
from pywebpush import WebPushException, webpush_async

from ..config import Config
from . import rules

TIMEOUT = 20.0
TTL = 4 * 3600  # seconds that a push service keeps a message for a phone without network


class Undelivered(Exception):
    """It may be tried again."""


class Gone(Exception):
    """Trying again is of no use."""


def vapid(data: Path) -> Vapid02:
    """The key by which push services know us; made at the first start and kept with the other keys."""
    path = data / "keys" / "vapid.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Vapid02()
        made.generate_keys()
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part") as waiting:
            waiting.write(made.private_pem())
            waiting.flush()
            with suppress(FileExistsError):  # somebody else was first: theirs counts, browsers may have subscribed with it
                os.link(waiting.name, path)
    return Vapid02.from_file(str(path))


def public_key(data: Path) -> str:
    """What a browser subscribes with."""
    point = vapid(data).public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


class PublicOnly(AbstractResolver):
    """What a connection is made to is what was looked at: a name that leads into the house leads nowhere."""

    def __init__(self) -> None:
        self.inner = aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        if not rules.is_service(host) and not all(rules.is_public(row["host"]) for row in found):
            raise OSError("an address that is not public")
        return found

    async def close(self) -> None:
        await self.inner.close()


async def _elsewhere(session: aiohttp.ClientSession, context: object, params: aiohttp.TraceRequestRedirectParams) -> None:
    raise aiohttp.ClientError("a redirect")


def _session() -> aiohttp.ClientSession:
    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(_elsewhere)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(resolver=PublicOnly()), trace_configs=[trace])


async def push(config: Config, endpoint: str, p256dh: str, auth: str, payload: str) -> None:
    if not rules.may_push(endpoint, config.own_machine):
        raise Gone("not the address of a push service")
    contact = config.public_url if config.secure else "mailto:push@localhost"
    subscription: dict[str, str | bytes | dict[str, str | bytes]] = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    try:
        async with _session() as session:
            key, claims = vapid(config.data), {"sub": contact}
            answer = await webpush_async(subscription, payload, key, claims, ttl=TTL, timeout=TIMEOUT, aiohttp_session=session)
    except WebPushException as refused:
        status = getattr(refused.response, "status", None) or getattr(refused.response, "status_code", None)
        if status in (404, 410):
            raise Gone(f"subscription gone ({status})") from refused
        raise Undelivered(f"push service: {status or refused.message}") from refused
    except Exception as fault:  # whatever the libraries raise for one address, the others are told
        raise Undelivered(f"push service: {type(fault).__name__}") from fault
    assert not isinstance(answer, str)


async def send(template: str, to: str, title: str, body: str) -> None:
    """template: an Apprise address with {to} in it (docs/operations.md)."""
    sender = apprise.Apprise()
    if not sender.add(template.replace("{to}", quote(to, safe=""))):
        raise Gone("the channel's address cannot be read")
    try:
        with apprise.LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]
            done = await sender.async_notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
            reason = said.getvalue().strip().rpartition("\n")[2]
    except Exception as fault:
        raise Undelivered(type(fault).__name__) from fault
    if not done:
        raise Undelivered(reason[:300] or "refused")
