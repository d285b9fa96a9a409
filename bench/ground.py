"""A real installation to measure on, as the tests have it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import make_template
from tests.journeys.processes import Served, served

from outrider.embedded.postgres import Postgres


@contextmanager
def installation(*names: str, **settings: str) -> Iterator[Served]:
    """names: which processes besides the server. settings: of the environment."""
    with installed(*names, disk=None, **settings) as (_, made):
        yield made


@contextmanager
def installed(*names: str, disk: Path | None = None, **settings: str) -> Iterator[tuple[Postgres, Served]]:
    """With the database server, for who kills it. disk: where it keeps everything, in place of a folder of its own."""
    with TemporaryDirectory(prefix="outrider-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Postgres(disk or home / "database")
        server.start()
        try:
            template = asyncio.run(make_template(server))
            data = home / "data"
            data.mkdir()
            # A benchmark is one session that asks as much as it can; load.py measures what the product makes of that.
            with served(server, template, data, *names, OUTRIDER_REQUESTS_PER_SESSION="0", **settings) as made:
                yield server, made
        finally:
            server.stop()
