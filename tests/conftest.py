"""Real PostgreSQL for every test: a template made once, a rolled-back transaction by default, a copy where something commits."""

import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
import pytest

from outrider import db
from outrider.app import build, state_of
from outrider.clock import Clock
from outrider.config import Config
from outrider.embedded.database import prepare
from outrider.embedded.osrm import prepare as prepare_map
from outrider.embedded.postgres import APP, Postgres

from . import osrm as engine
from .cast import NOW, Cast, organisation
from .tiers import profiles

profiles()

TEMPLATE = "outrider_template"


MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3


def roomy_memory() -> Path | None:
    """A copy of the template is seven hundred files: 0.02 s in memory, 0.4 s on a slow disk."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if there and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session", autouse=True)
def tidy() -> None:
    """As the server does it itself (outrider.app): what is there for good is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with TemporaryDirectory(prefix="outrider-tests-", dir=roomy_memory()) as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Postgres(folder, fsync=False)
        made.start()
        yield made
        made.stop()


@dataclass
class Database:
    """One database of the test server: who may do everything, who serves, and who is in it."""

    name: str
    owner_dsn: str
    app_dsn: str
    us: Cast
    them: Cast


async def make_template(server: Postgres) -> Database:
    """The shape of this release with the cast in it; everything else is a copy of it."""
    await prepare(server, TEMPLATE)
    owner = await asyncpg.connect(server.dsn(database=TEMPLATE))
    await db.codecs(owner)
    us, them = (
        await organisation(owner, "ours"),
        await organisation(owner, "theirs", (("mallory", db_role("dispatcher")), ("bobby", db_role("engineer")))),
    )
    await owner.close()
    return Database(TEMPLATE, server.dsn(database=TEMPLATE), server.dsn(APP, TEMPLATE), us, them)


@pytest.fixture(scope="session")
async def template(server: Postgres) -> Database:
    return await make_template(server)


def db_role(name: str) -> Any:
    from outrider.model import Role

    return Role(name)


COPIES = iter(range(1, 1_000_000))


@asynccontextmanager
async def copied(server: Postgres, template: Database) -> AsyncIterator[Database]:
    name = f"copy_{os.getpid()}_{next(COPIES)}"
    admin = await asyncpg.connect(server.dsn(database="postgres"))
    await admin.execute(f"create database {name} template {template.name}")
    try:
        yield Database(name, server.dsn(database=name), server.dsn(APP, name), template.us, template.them)
    finally:
        await admin.execute(f"drop database {name} with (force)")
        await admin.close()


@pytest.fixture
async def own_database(server: Postgres, template: Database) -> AsyncIterator[Database]:
    """For races, crashes and everything that goes over HTTP: commits for real."""
    async with copied(server, template) as made:
        yield made


@pytest.fixture(scope="session")
async def shared_pool(template: Database, server: Postgres) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    async with copied(server, template) as made:
        pool = await db.connect(made.app_dsn, size=2)
        yield pool
        await pool.close()


@pytest.fixture
def us(template: Database) -> Cast:
    return template.us


@pytest.fixture
async def tx(shared_pool: "asyncpg.Pool[asyncpg.Record]", us: Cast) -> AsyncIterator[db.Tx]:
    """A transaction of our organisation that is rolled back."""
    async with shared_pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(db.SET_ORG, str(us.org_id))
        yield db.Tx(connection, us.org_id)
        await transaction.rollback()


@pytest.fixture
async def pool(own_database: Database) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    made = await db.connect(own_database.app_dsn, size=8)
    yield made
    await made.close()


def config_of(database: Database, data: Path, port: int = 8000) -> Config:
    url = f"http://127.0.0.1:{port}"
    return Config(database_url=database.app_dsn, migrate_url=database.owner_dsn, data=data, port=port, public_url=url)


@dataclass
class FixedClock:
    """A clock that tests move."""

    at: datetime = NOW
    speed: float = 1.0

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="session")
def osrm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a road engine that knows the streets of the demo city."""
    data = tmp_path_factory.mktemp("osrm")
    engine.programs(data)
    prepare_map(data, None, print)
    with engine.running(data) as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(scope="session")
def wired(template: Database, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Two hundred routes: a tenth of a second each time, and much to tidy up after."""
    return build(config_of(template, tmp_path_factory.mktemp("wired")), pool=object())


@pytest.fixture
async def app(wired: Any, own_database: Database, pool: Any, clock: Any, data_folder: Path) -> Any:
    """The routes are everybody's, what an application remembers is this test's own."""
    wired.state = state_of(config_of(own_database, data_folder), clock, pool)
    return wired


class Client(httpx.AsyncClient):
    """A browser that is signed in as somebody of the cast."""

    def __init__(self, app: Any, token: str | None, language: str = "en") -> None:
        cookies = {"outrider_session": token} if token else {}
        headers = {"accept-language": language}
        super().__init__(transport=httpx.ASGITransport(app=app), base_url="http://outrider.test", cookies=cookies, headers=headers)


@pytest.fixture
def client(app: Any, us: Cast, template: Database) -> Any:
    def of(name: str | None, language: str = "en") -> Client:
        tokens = {**us.tokens, **{key: template.them.tokens[key] for key in template.them.tokens}}
        return Client(app, tokens[name] if name else None, language)

    return of


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and problem code of a refusal, which must be a problem+json."""
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    return answer.status_code, answer.json()["code"]


async def overheard(pool: Any) -> list[str]:
    """Every statement that its connections are asked from here on."""
    said: list[str] = []
    connections = [await pool.acquire() for _ in range(pool.get_size())]
    for connection in connections:
        connection.add_query_logger(lambda record: said.append(record.query))
        await pool.release(connection)
    return said


async def one_row(connection: Any, query: str, *args: object) -> "asyncpg.Record":
    row: asyncpg.Record | None = await connection.fetchrow(query, *args)
    assert row is not None, query
    return row


def shared_data(name: str) -> Path:
    """A file of the shared test data; absent, it is a loud skip, and in CI a failure."""
    path = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[2] / "shared" / "data")) / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"shared test data is absent: {name}")
        pytest.skip(f"SHARED TEST DATA IS ABSENT: {name}")
    return path


__all__ = ["NOW", "Clock", "Database", "code_of", "one_row", "shared_data"]
