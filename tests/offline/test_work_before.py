"""What was done at a place, or by whoever had the visit before, goes along to whoever comes next."""

from typing import Any
from uuid import UUID

from outrider.db import transaction
from tests.cast import Cast, act, give, take_order, walk

from .phone import Phone


async def test_whoever_comes_next_reads_what_was_found_done_fitted_and_left_open(
    bob: Phone, order: UUID, attendance: UUID, pool: Any, us: Cast, client: Any
) -> None:
    """The second engineer of an order, and whoever comes to the place for another one."""
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        await act(tx, us, "bob", order, "note", text="Spare key at the porter")
        await act(tx, us, "bob", order, "finish_work")
    said = [("fault_found", "Fan stands"), ("work_done", "Cleaned it"), ("open_points", "Fan has to be changed")]
    fields = [{"key": key, "label": key, "value": value} for key, value in said]
    result = {"result": "unsolved", "reason": "part"}
    await bob.send(bob.seal(attendance, bob.report(order, sections=[{"title": "Work", "fields": fields}], result=result)))
    async with transaction(pool, us.org_id) as tx:
        mine = await give(tx, us, order, "charlie")
        later = await take_order(tx, us)
        await tx.run("update orders set site_id = (select site_id from orders where id = $2) where id = $1", later, order)
        await tx.run("update orders set created_at = created_at + interval '1 day' where id = $1", later)
        there = await give(tx, us, later, "charlie")
    charlie = await Phone(client("charlie")).register()
    (before,) = (await charlie.client.get(f"/api/phone/pack/{mine}")).json()["before"]
    done = before["done"]
    assert (before["engineer"], done["result"], done["reason"]["en"]) == ("Bob", "unsolved", "A part is missing")
    assert (done["found"], done["done"], done["left_open"], done["fitted"]) == (*(text for _, text in said), ["Fan F1 S1"])
    steps = [(step["kind"], step["said"]) for step in before["steps"]]
    assert ("note", "Spare key at the porter") in steps and ("arrive", "") in steps
    piece = (await charlie.client.get(f"/api/phone/pack/{there}")).json()
    assert ([row["done"] for row in piece["past"]], done["engineer"]) == ([done], "Bob")
    assert piece["before"] == []
    office = (await client("alice").get(f"/api/orders/{later}")).json()["earlier"]
    assert [(row["id"], row["done"]) for row in office] == [(str(order), done)]
    (caller,) = [
        row for row in (await client("alice").get("/api/callers", params={"phone": "+49 30 5550100"})).json() if row["orders"][0]["done"]
    ]
    assert [row["done"] for row in caller["orders"]] == [done]


async def test_codes_go_along_with_the_devices_for_which_they_are_offered(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, client: Any
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update devices set model = 'Acme Pump-200 X'")
    for code, more in (
        ("pump", {"product_line": "pump-200", "maker": "acme"}),
        ("fan", {"product_line": "fan"}),
        ("old", {"active": False}),
        ("every", {}),
    ):
        row = {"kind": "reason", "code": code, "name_en": code.title(), "name_zh": "泵", **more}
        (await client("erin").post("/api/master/result_codes", json=row)).raise_for_status()
    found = (await bob.client.get(f"/api/phone/pack/{attendance}")).json()["codes"]
    reasons = {row["code"]: row["names"] for row in found if row["kind"] == "reason"}
    assert [*reasons] == ["part", "knowledge", "access", "customer", "safety", "other", "every", "pump"]
    assert reasons["pump"] == {"en": "Pump", "zh-CN": "泵"}
