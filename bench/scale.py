"""What many organisations cost while nothing happens, with one and with a thousand; and what a large one costs (crowd.py)."""

import asyncio
import os
from pathlib import Path
from time import perf_counter, sleep

from tests.journeys.processes import until

from outrider.embedded.postgres import Postgres

from .crowd import crowd
from .ground import installed
from .load import cpu_of
from .table import Row, tell

SECONDS = 20.0 if os.environ.get("QUICK") else 60.0
ORGANISATIONS = 1_000
MORE = """
insert into orgs (name, time_zone, language, number_prefix) select 'Idle ' || n, 'UTC', 'en', 'I' || n from generate_series(1, $1) n
"""
LOOKED = "select 1 from pg_stat_activity where query like '%organisations_with_work%' and pid <> pg_backend_pid()"


def backends(server: Postgres) -> list[int]:
    """The processes of the database; new connections are few here and come before."""
    (postmaster,) = [int(line) for line in (server.folder / "postmaster.pid").read_text().splitlines()[:1]]
    return [int(child) for path in Path(f"/proc/{postmaster}/task").glob("*/children") for child in path.read_text().split()]


def share(pids: list[int]) -> float:
    """Percent of a core while nothing happens."""
    before, began = {pid: cpu_of(pid) for pid in pids}, perf_counter()
    sleep(SECONDS)
    spent = sum(cpu_of(pid) - was for pid, was in before.items() if Path(f"/proc/{pid}").exists())  # an autovacuum may be over
    return 100 * spent / (perf_counter() - began)


def main() -> int:
    with installed("work") as (server, house):
        worker = house.children["work"].pid
        until(lambda: asyncio.run(house.sql(LOOKED)))
        alone = (share([worker]), share(backends(server)))
        asyncio.run(house.sql(MORE, ORGANISATIONS))
        many = (share([worker]), share(backends(server)))
    rows = [
        Row("worker, one idle organisation", alone[0], "% of a core"),
        Row(f"worker, {ORGANISATIONS} idle organisations", many[0], "% of a core", 2.0, "one organisation", many[0] / max(alone[0], 0.01)),
        Row("database, one idle organisation", alone[1], "% of a core"),
        Row(
            f"database, {ORGANISATIONS} idle organisations", many[1], "% of a core", 2.0, "one organisation", many[1] / max(alone[1], 0.01)
        ),
    ]
    with installed() as (server, house):
        rows += asyncio.run(crowd(house, server))
    return tell("scale", rows)


if __name__ == "__main__":
    raise SystemExit(main())
