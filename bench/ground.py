"""A real installation to measure on, as the tests have it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from tests.conftest import make_template
from tests.journeys.processes import Served, served

from outrider.embedded.postgres import Postgres
from outrider.ids import new_id


@contextmanager
def installation(*names: str) -> Iterator[Served]:
    """names: which processes besides the server."""
    with installed(*names) as (_, made):
        yield made


@contextmanager
def installed(*names: str) -> Iterator[tuple[Postgres, Served]]:
    """With the database server, for who kills it."""
    with TemporaryDirectory(prefix="outrider-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        server = Postgres(home / "database")
        server.start()
        try:
            template = asyncio.run(make_template(server))
            data = home / "data"
            data.mkdir()
            with served(server, template, data, *names) as made:
                yield server, made
        finally:
            server.stop()


def give_visits(house: Served, count: int, name: str) -> None:
    """count visits of today with one engineer, taken and assigned over the API."""
    now = datetime.now(UTC)
    cookies = {"outrider_session": house.sign_in("alice")}
    with httpx.Client(base_url=house.url, cookies=cookies, headers={"origin": house.url}) as alice:
        for index in range(count):
            start = now + timedelta(minutes=10 * index)
            order = {
                "id": str(new_id(now)), "kind": "repair", "level": "2", "fault": f"Fan {index} stands still", "serial": f"SN-{index}",
                "account_name": f"Works {index}", "window_from": start.isoformat(), "window_to": (start + timedelta(hours=1)).isoformat(),
                "contact": {"name": "Dana", "phone": "+49 30 5550100"},
                "site": {"name": f"Hall {index}", "address": f"Main street {index}", "lat": 52.5 + index / 1000, "lon": 13.41},
            }  # fmt: skip
            alice.post("/api/orders", json=order).raise_for_status()
            status = alice.get(f"/api/orders/{order['id']}").json()["line"]["status"]
            given = {"engineer_id": str(house.database.us.users[name]), "expected": status, "reason": ""}
            alice.post(f"/api/orders/{order['id']}/assignment", json=given).raise_for_status()
