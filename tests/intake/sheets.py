"""A sheet as somebody brings it, and has it written."""

from typing import Any
from uuid import UUID

from outrider import db
from outrider.intake.bulk import actions as bulk
from outrider.intake.bulk import engines
from tests.cast import NOW, Cast

HEADER = ["Customer", "Fault as reported", "Serial number", "Level", "Site"]


async def customers(client: Any, count: int = 3) -> list[str]:
    """Customers with a contact, a site and a device each; their numbers."""
    async with client("erin") as erin:
        for n in range(count):
            account = (await erin.post("/api/master/accounts", json={"number": f"K{n}", "name": f"滨海{n}厂 Works {n}"})).json()["id"]
            contact = {"account_id": account, "name": f"王{n}", "phone": f"+86 10 5550 {n:04d}"}
            assert (await erin.post("/api/master/contacts", json=contact)).status_code == 201
            site = {"account_id": account, "name": f"Hall {n}", "address": "Street 1", "lat": 52.5, "lon": 13.4, "time_zone": "UTC"}
            assert (await erin.post("/api/master/sites", json=site)).status_code == 201
            assert (await erin.post("/api/master/devices", json={"account_id": account, "serial": f"SN{n}"})).status_code == 201
    return [f"K{n}" for n in range(count)]


def sheet(rows: list[list[str]], header: list[str] = HEADER) -> bytes:
    return engines.to_xlsx(header, rows)


async def bring(client: Any, kind: str, content: bytes, name: str = "alice", language: str = "en") -> Any:
    async with client(name, language) as person:
        return await person.post(
            f"/api/sheets/{kind}?file_name=orders.xlsx", content=content, headers={"content-type": "application/octet-stream"}
        )


async def write(client: Any, pool: Any, us: Cast, preview: Any, rows: list[int] | None = None, name: str = "alice") -> Any:
    """What the worker does, and then how the sheet stands."""
    async with client(name) as person:
        assert "summary" in preview.json(), preview.text
        import_id = preview.json()["summary"]["id"]
        assert (await person.post(f"/api/imports/{import_id}/start", json={"rows": rows})).status_code == 204
        await bulk.apply(db.transactions_of(pool), us.org_id, UUID(import_id), NOW)
        return (await person.get(f"/api/imports/{import_id}")).json()
