"""The real processes of the product, started, stopped and killed by the tests."""

import asyncio
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import asyncpg
import httpx

from outrider.config import WEB
from tests.cast import PASSWORD
from tests.conftest import COPIES, Database

from .become import become

# Below those that outgoing connections take: a server that was stopped finds its own port again. Beside other runs each begins elsewhere.
PORTS = count(os.getpid() * 200)


def free_port() -> int:
    while True:
        port = 11_000 + next(PORTS) % 20_000
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def until(what: Any, seconds: float = 20.0) -> None:
    """Polls a condition with a bound."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited too long"
        signal.sigtimedwait([], 0.05)


# To import the product takes a process a second of work: it is done once, and each server and worker begins as a copy of that.
READY = multiprocessing.get_context("forkserver")
READY.set_forkserver_preload(["tests.journeys.ready"])


class Copied:
    """A process as subprocess has them."""

    def __init__(self, *what: Any) -> None:
        self.process = READY.Process(target=become, args=what)
        self.process.start()
        assert self.process.pid is not None
        self.pid = self.process.pid

    def send_signal(self, sign: int) -> None:
        if self.process.is_alive():
            os.kill(self.pid, sign)

    def wait(self, seconds: float) -> None:
        self.process.join(seconds)
        assert not self.process.is_alive(), "it did not end"


@dataclass
class Served:
    """One installation: a database of its own, a server and a worker on it."""

    database: Database
    data: Path
    port: int
    children: dict[str, "Copied | subprocess.Popen[bytes]"] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        settings = {
            "DATABASE_URL": self.database.app_dsn, "MIGRATE_DATABASE_URL": self.database.owner_dsn, "OUTRIDER_DATA": str(self.data),
            "PORT": str(self.port), "PUBLIC_URL": self.url, "OUTRIDER_SPEED_FROM": "", "OUTRIDER_DEMO": "",
        }  # fmt: skip
        return {**os.environ, **settings, **self.settings}

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def sign_in(self, name: str) -> str:
        """A session on the real clock (the cast's own sessions live at the tests' fixed time)."""
        body = {"login": f"{name}@ours.test", "password": PASSWORD}
        answer = httpx.post(f"{self.url}/api/sign-in", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.cookies["outrider_session"])

    async def sql(self, statement: str, *args: Any) -> list[asyncpg.Record]:
        """As the owner sees it."""
        owner = await asyncpg.connect(self.database.owner_dsn)
        try:
            return list(await owner.fetch(statement, *args))
        finally:
            await owner.close()

    def start(self, name: str) -> None:
        log, environment = self.data / f"{name}.log", self.environment()
        if environment.get("OUTRIDER_WEB"):  # other pages than those that the copies know
            words = [sys.executable, "-m", "outrider", name]
            with log.open("ab") as into:
                self.children[name] = subprocess.Popen(words, env=environment, stdout=into, stderr=into)
        else:
            self.children[name] = Copied(name, environment, log)
        if name == "serve":
            until(self.answers, 60)

    def stop(self, name: str, sign: int = signal.SIGTERM) -> None:
        child = self.children.pop(name)
        child.send_signal(sign)
        child.wait(15)


HOOKS = str(WEB.with_name("dist-hooks"))  # what is served of it has the tests' hooks; what is shipped has none


@contextmanager
def served(server: Any, template: Database, data: Path, *names: str, **settings: str) -> Iterator[Served]:
    """By default the server alone; name "work" for the worker too. settings: of the environment."""
    copy = f"served_{os.getpid()}_{next(COPIES)}"

    def admin(statement: str) -> None:
        async def run() -> None:
            connection = await asyncpg.connect(server.dsn(database="postgres"))
            await connection.execute(statement)
            await connection.close()

        with ThreadPoolExecutor(1) as one:  # a thread of its own: the tests' own loop may be running
            one.submit(lambda: asyncio.run(run())).result()

    admin(f"create database {copy} template {template.name}")
    database = Database(copy, server.dsn(database=copy), server.dsn("outrider_app", copy), template.us, template.them)
    made = Served(database, data, free_port(), settings=settings)
    try:
        for name in ("serve", *names):
            made.start(name)
        yield made
    finally:
        for name in list(made.children):
            made.stop(name)
        admin(f"drop database {copy} with (force)")
