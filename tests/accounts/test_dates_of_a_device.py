"""A warranty does not end before its device was installed, whichever of the two dates is said, and by which way."""

from typing import Any

import pytest

from outrider import db
from tests.cast import Cast
from tests.conftest import code_of
from tests.intake.master_sheets import csv, seen
from tests.intake.sheets import bring, customers

REFUSED = (422, "warranty_before_installation")
LATER, EARLIER = "2026-03-01", "2026-02-28"


async def device(erin: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await erin.get("/api/master/devices")).json()["rows"][0]
    return found


@pytest.mark.parametrize(("until", "status"), [(LATER, 201), ("", 201), ("2027-01-01", 201)])
async def test_a_warranty_may_end_on_the_day_of_installation_or_never(client: Any, until: str, status: int) -> None:
    await customers(client, 1)
    async with client("erin") as erin:
        account = (await device(erin))["values"]["account_id"]
        body = {"account_id": account, "serial": "SN7", "installed_on": LATER, "warranty_until": until}
        assert (await erin.post("/api/master/devices", json=body)).status_code == status


async def test_a_device_whose_warranty_ends_before_it_is_installed_is_refused_at_that_field(client: Any) -> None:
    await customers(client, 1)
    async with client("erin") as erin:
        account = (await device(erin))["values"]["account_id"]
        body = {"account_id": account, "serial": "SN7", "installed_on": LATER, "warranty_until": EARLIER}
        answer = await erin.post("/api/master/devices", json=body)
    assert code_of(answer) == REFUSED
    assert answer.json()["params"] == {"fields": ["warranty_until"]}


async def test_neither_date_is_moved_beyond_the_other(client: Any) -> None:
    await customers(client, 1)
    async with client("erin") as erin:
        address = f"/api/master/devices/{(await device(erin))['id']}"
        dates = {"installed_on": {"was": None, "now": "2026-01-01"}, "warranty_until": {"was": None, "now": LATER}}
        assert (await erin.patch(address, json=dates)).status_code == 204
        assert code_of(await erin.patch(address, json={"installed_on": {"was": "2026-01-01", "now": "2026-03-02"}})) == REFUSED
        assert code_of(await erin.patch(address, json={"warranty_until": {"was": LATER, "now": "2025-12-31"}})) == REFUSED


async def test_what_an_older_release_took_in_keeps_nobody_from_the_other_fields(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    async with db.transaction(pool, us.org_id) as tx:
        await tx.run("update devices set installed_on = '2026-03-01', warranty_until = '2026-02-28'")
    async with client("erin") as erin:
        address = f"/api/master/devices/{(await device(erin))['id']}"
        assert (await erin.patch(address, json={"model": {"was": "", "now": "SR650"}})).status_code == 204
        assert code_of(await erin.patch(address, json={"warranty_until": {"was": EARLIER, "now": "2026-02-27"}})) == REFUSED
    assert await seen(client, "devices", "Serial number,Model", "SN0,DE4000") == [("changes", "")]


async def test_a_row_of_a_sheet_says_it_at_its_field_also_where_it_changes_one_date_alone(client: Any) -> None:
    await customers(client, 1)
    header = "Serial number,Customer,Installed on,Warranty until"
    answer = (await bring(client, "devices", csv(header, f"SN7,K0,{LATER},{EARLIER}"), "erin")).json()
    assert answer["rows"][0]["problem"] == f"Warranty until: {EARLIER} lies before the day of installation."
    assert answer["rows"][0]["fields"] == ["warranty_until"]
    async with client("erin") as erin:
        address = f"/api/master/devices/{(await device(erin))['id']}"
        assert (await erin.patch(address, json={"warranty_until": {"was": None, "now": EARLIER}})).status_code == 204
    rows = await seen(client, "devices", "Serial number,Installed on", f"SN0,{LATER}")
    assert rows == [("", f"Warranty until: {EARLIER} lies before the day of installation.")]
