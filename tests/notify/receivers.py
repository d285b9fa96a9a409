"""Real receivers on this machine: a mail server, a gateway over HTTP, and a push service that decrypts as a browser does."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import http_ece
from aiohttp import web
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[tuple[list[str], str, str]] = []
        self.refuse = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse:
            return "451 later"
        mail = message_from_bytes(envelope.content)
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
        body = parts[0].get_payload(decode=True)
        assert isinstance(body, bytes)
        self.mails.append((envelope.rcpt_tos, str(make_header(decode_header(mail["subject"]))), body.decode()))
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[tuple[Mailbox, str]]:
    """(what arrived, the address to configure)"""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=0)
    controller.server_coro = None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(controller.factory, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield box, f"mailto://127.0.0.1:{port}?from=service@outrider.test&to={{to}}&mode=insecure"
    finally:
        server.close()
        await server.wait_closed()


class Gateway:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.answer = 200
        self.headers: dict[str, str] = {}
        self.asked: list[str] = []
        self.keys: dict[str, tuple[Any, bytes]] = {}
        self.pushed: list[tuple[dict[str, str], bytes]] = []

    async def look(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        return web.Response()

    async def take(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        if self.answer == 200:
            self.messages.append({"path": request.path, **await request.json()})
        return web.Response(status=self.answer)

    async def push(self, request: web.Request) -> web.Response:
        """Decrypts with the private key that the browser would have."""
        if self.answer != 200:
            return web.Response(status=self.answer, headers=self.headers)
        key, auth = self.keys[request.match_info["name"]]
        self.pushed.append((dict(request.headers), http_ece.decrypt(await request.read(), private_key=key, auth_secret=auth)))
        return web.Response(status=201)

    def browser(self, name: str) -> dict[str, str]:
        """A subscription as `PushSubscription.toJSON` gives it."""
        key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        self.keys[name] = (key, auth)
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        return {"p256dh": base64.urlsafe_b64encode(point).decode().rstrip("="), "auth": base64.urlsafe_b64encode(auth).decode().rstrip("=")}


@asynccontextmanager
async def gateway() -> AsyncIterator[tuple[Gateway, str]]:
    """(what arrived, its address)"""
    made, app = Gateway(), web.Application()
    app.router.add_post("/push/{name}", made.push)
    app.router.add_post("/{tail:.*}", made.take)
    app.router.add_get("/{tail:.*}", made.look)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server: Any = site._server
    try:
        yield made, f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        await runner.cleanup()
