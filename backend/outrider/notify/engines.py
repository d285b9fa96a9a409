"""The ways out: Web Push by pywebpush, everything else by Apprise. Each raises Undelivered, or Gone where nobody is there any more."""

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import aiohttp
import apprise
from cryptography.hazmat.primitives import serialization
from py_vapid import Vapid02, b64urlencode
from pywebpush import WebPushException, webpush_async

from ..config import Config

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
            with suppress(FileExistsError):  # somebody else was first: his counts, browsers may have subscribed with it
                os.link(waiting.name, path)
    return Vapid02.from_file(str(path))


def public_key(data: Path) -> str:
    """What a browser subscribes with."""
    point = vapid(data).public_key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return str(b64urlencode(point))


async def push(config: Config, endpoint: str, p256dh: str, auth: str, payload: str) -> None:
    contact = config.public_url if config.secure else "mailto:push@localhost"
    subscription: dict[str, str | bytes | dict[str, str | bytes]] = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    try:
        answer = await webpush_async(subscription, payload, vapid(config.data), {"sub": contact}, ttl=TTL, timeout=TIMEOUT)
    except WebPushException as refused:
        status = getattr(refused.response, "status", None) or getattr(refused.response, "status_code", None)
        if status in (404, 410):
            raise Gone(f"subscription gone ({status})") from refused
        raise Undelivered(f"push service: {status or refused.message}") from refused
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
        raise Undelivered(f"push service: {type(fault).__name__}") from fault
    assert not isinstance(answer, str)


async def send(template: str, to: str, title: str, body: str) -> None:
    """template: an Apprise address with {to} in it (docs/operations.md)."""
    sender = apprise.Apprise()
    if not sender.add(template.replace("{to}", quote(to, safe=""))):
        raise Gone("the channel's address cannot be read")
    with apprise.LogCapture(level=logging.WARNING) as said:  # type: ignore[no-untyped-call]
        done = await sender.async_notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT)
        reason = said.getvalue().strip().rpartition("\n")[2]
    if not done:
        raise Undelivered(reason[:300] or "refused")
