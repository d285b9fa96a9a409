"""`outrider up`: the whole product from one command. Starts the database, migrates, loads the demo, and keeps its processes alive.

Ctrl-C ends everything in order. A child that dies is started again; should this process be killed, the kernel ends its children.
"""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

import msgspec

from ..config import Config
from ..demo import cast
from ..demo.load import load
from ..serve import port_is_free
from . import osrm
from .database import prepare
from .postgres import APP, Failed, Postgres
from .sink import Sink

CHILDREN = ("serve", "work", "drive")
PATIENCE = 30.0
PAUSE = 3.0  # between two starts of a child that keeps dying
TRIES = 10  # to start a database that ended


class Stop(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


def say(text: str) -> None:
    print(text, flush=True)


stopping: list[int] = []


def _interrupt(number: int, frame: object) -> None:
    """Noted as well as raised: raised inside a destructor, Python would only print it. Once: make hands the same Ctrl-C on."""
    if stopping:
        return
    stopping.append(number)
    raise Stop


def _end_with_parent() -> None:
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    except (OSError, AttributeError):
        return


class Children:
    """The processes of one `up`, by name."""

    def __init__(self, environment: dict[str, str], logs: Path, programs: dict[str, list[str]] | None = None) -> None:
        """programs: the commands of those that are none of our own."""
        self.environment, self.logs, self.programs = environment, logs, programs or {}
        self.running, self.began = dict[str, subprocess.Popen[bytes]](), dict[str, float]()

    def start(self, name: str) -> None:
        self.began[name] = monotonic()
        command = self.programs.get(name) or [sys.executable, "-m", "outrider", name]
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, preexec_fn=_end_with_parent, start_new_session=True
            )

    def restart_dead(self) -> None:
        for name, child in self.running.items():
            if child.poll() is not None and monotonic() - self.began[name] > PAUSE:
                say(f"  ! {name} ended ({child.returncode}); its last words are in {self.logs / name}.log; starting it again")
                self.start(name)

    def stop(self) -> None:
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        for child in self.running.values():
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def up(config: Config, demo: bool, speed: float) -> int:
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    if not port_is_free(config.host, config.port):
        say(f"Port {config.port} is in use. Stop what uses it, or choose another: make up PORT={config.port + 1}")
        return 1
    server, children = Postgres(config.data), None
    try:
        began = monotonic()
        say("• Starting the database …")
        server.start()
        applied = asyncio.run(prepare(server))
        say(f"• Database ready{f', {len(applied)} migrations applied' if applied else ''} ({monotonic() - began:.1f} s)")
        token = _load_demo(config, server) if demo else None
        sink = Sink(lambda: datetime.now().astimezone()).begin() if demo and not config.channels else None
        router, programs = _road_engine(config)
        settings = {**_environment(config, server, demo, speed), **router, **(sink.channels() if sink else {})}
        children = Children(settings, config.data, programs)
        for name in (*programs, *(CHILDREN if demo else CHILDREN[:2])):
            children.start(name)
        _wait_until_ready(config, children)
        say(f"• Ready after {monotonic() - began:.1f} s\n")
        _tell(config, token, demo, sink.url if sink else None)
        _keep(config, server, children)
    except Failed as failure:
        say(f"Outrider cannot start: {failure}")
        return 1
    except OSError as failure:
        say(f"Outrider cannot start: {failure.strerror or failure} ({failure.filename or config.data})")
        return 1
    except Stop:
        say("\n• Stopping …")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if children:
            children.stop()
        server.stop()
        say("• Stopped, nothing is left running.")
    return 0


def _load_demo(config: Config, server: Postgres) -> str | None:
    note = config.data / "demo.json"
    began = monotonic()
    token = asyncio.run(load(server.dsn(), server.dsn(APP), datetime.now(UTC)))
    if token:
        note.write_bytes(msgspec.json.encode({"customer_link": token}))
        say(f"• Demo organisation loaded: 40 engineers, a day in progress ({monotonic() - began:.1f} s)")
    elif note.exists():
        token = str(msgspec.json.decode(note.read_bytes())["customer_link"])
    return token


def _environment(config: Config, server: Postgres, demo: bool, speed: float) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": server.dsn(APP),
        "MIGRATE_DATABASE_URL": server.dsn(),
        "OUTRIDER_DATA": str(config.data),
        "PORT": str(config.port),
        "HOST": config.host,
        "PUBLIC_URL": config.public_url,
        "OUTRIDER_DEMO": "1" if demo else "",
        "OUTRIDER_BACKUP": str(config.backups or ("" if demo else config.data / "backups")),
        "OUTRIDER_SPEED": str(speed),
        "OUTRIDER_SPEED_FROM": datetime.now(UTC).isoformat() if speed != 1 else "",
    }


def _road_engine(config: Config) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Our own, where `outrider roads` has made its map and no other is set: what the others are told, and what is run."""
    if config.router or not osrm.is_prepared(config.data):
        return {}, {}
    port = osrm.free_port()
    return {"OUTRIDER_ROUTER": f"osrm:http://127.0.0.1:{port}"}, {"osrm-routed": osrm.command(config.data, port)}


def _wait_until_ready(config: Config, children: Children) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        try:
            with urlopen(f"http://{config.host}:{config.port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            signal.sigtimedwait([], 0.1)
        if children.running["serve"].poll() is not None:
            raise Failed(f"the server ended at once; its reason stands in {config.data / 'serve.log'}")
    raise Failed(f"the server did not answer within {PATIENCE:.0f} s")


def _keep(config: Config, server: Postgres, children: Children) -> None:
    while not stopping:
        signal.sigtimedwait([], 0.5)
        assert server.child is not None
        if server.child.poll() is not None:
            say("  ! the database ended; starting it again")
            _start_again(server)
        children.restart_dead()


def _start_again(server: Postgres) -> None:
    """Server and worker wait for it meanwhile. Only what fails again and again ends everything."""
    for left in reversed(range(TRIES)):
        try:
            server.start(port=server.port)
            return
        except (Failed, OSError) as failure:
            if not left or stopping:
                raise
            say(f"  ! {failure}; trying again")
            signal.sigtimedwait([], PAUSE)


def _tell(config: Config, token: str | None, demo: bool, sent: str | None) -> None:
    url = config.public_url
    say(f"  Outrider is at {url}\n")
    if not demo:
        say("  First administrator: outrider first-administrator LOGIN NAME\n\n  Ctrl-C stops everything.")
        return
    rows = (
        ("Dispatcher's console", f"{url}/console", "dispatcher@demo.example"),
        ("Engineer's phone app", f"{url}/app/", "wang@demo.example"),
        ("another engineer", f"{url}/app/", "li@demo.example"),
        ("Administrator", f"{url}/console/people", "admin@demo.example"),
    )
    for what, where, login in rows:
        say(f"  {what:<22} {where:<34} {login}")
    if sent:
        say(f"  {'Mails and SMS sent':<22} {sent}")
    if token:
        say(f"  {'Customer page':<22} {url}/c/{token}")
    say(f"\n  Password of everybody: {cast.PASSWORD}\n  Logs: {config.data}/*.log. Ctrl-C stops everything.")
