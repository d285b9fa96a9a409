"""One process that answers requests. Granian runs the application; SIGTERM and Ctrl-C end it cleanly."""

import asyncio
import signal
import socket
from contextlib import suppress

from granian.constants import Interfaces
from granian.server.embed import Server

from .app import build
from .config import Config


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


async def serve(config: Config) -> None:
    app = build(config)
    server = Server(app, address=config.host, port=config.port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        app.state.hub.close()
        server.stop()  # type: ignore[no-untyped-call]

    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop)
    with suppress(asyncio.CancelledError):
        await server.serve()
