"""One process that answers requests. Granian runs the application; SIGTERM and Ctrl-C end it cleanly."""

import asyncio
import logging
import os
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from .app import build
from .config import Config

log = logging.getLogger("outrider.serve")
BACKLOG = 4096  # connections that the system holds while we are busy; it may hold fewer (net.core.somaxconn)
HEAD_WITHIN = 20_000  # milliseconds for the head of a request, also of the next one on a connection that is kept
STOP_WITHIN = 8.0  # seconds for what is under way when the process is told to end
OWN_FILES = 500  # database, photos, logs


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def room_for(connections: int) -> int:
    """How many connections this process may hold: each is an open file, and the system limits those. Raises that limit where it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + OWN_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft >= wanted:
        return connections
    room = max(1, soft - OWN_FILES)
    fields = {"open_files": soft, "connections": room, "wanted": connections}
    log.warning("the limit of open files is too low for all connections: raise it (ulimit -n, LimitNOFILE)", extra={"fields": fields})
    return room


def on_end(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    """Ctrl-C or SIGTERM. The loop's own way loses a signal while thousands of connections end at once: its pipe is full then."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: loop.call_soon_threadsafe(stop))


async def serve(config: Config) -> None:
    app = build(config)
    server = Server(
        app,
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # where it guesses the protocol it waits for ever for somebody who says nothing
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN),
        backlog=BACKLOG,
        backpressure=room_for(config.connections),
        log_enabled=False,
    )
    loop, serving = asyncio.get_running_loop(), asyncio.create_task(server.serve())

    def stop() -> None:
        app.state.hub.close()
        server.stop()  # type: ignore[no-untyped-call]
        loop.call_later(STOP_WITHIN, give_up)

    def give_up() -> None:
        if not serving.done():
            log.warning("stopped without waiting for requests that were half sent")
            logging.shutdown()
            os._exit(0)  # whoever sends a request drop by drop would hold a deploy up

    on_end(loop, stop)
    with suppress(asyncio.CancelledError):
        await serving
