"""The catalogue and the stores are kept as all master data is."""

from typing import Any

from outrider.db import transaction
from outrider.model import Role
from tests.cast import Cast
from tests.conftest import code_of

FAN = {"number": "F1", "name": "Fan", "name_zh": "风扇", "product_line": "Server", "replaced_by": "F2", "has_serials": True}


async def add(client: Any, kind: str, **values: Any) -> Any:
    return await client("erin").post(f"/api/master/{kind}", json=values)


async def test_a_part_of_the_catalogue_is_asked_for_by_its_name_in_each_language_and_found(client: Any, pool: Any, us: Cast) -> None:
    assert (await add(client, "part_kinds", **FAN)).status_code == 201
    assert code_of(await add(client, "part_kinds", **FAN)) == (409, "already_there")
    phone = client("bob")
    read = (await phone.get("/api/phone/parts")).json()
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set language = 'zh-CN' where id = $1", us.users["bob"])
    other = (await phone.get("/api/phone/parts")).json()
    assert (read["parts"], other["parts"]) == ([["F1", "Fan"]], [["F1", "风扇"]])
    assert read["sha256"] != other["sha256"]
    found = (await client("erin").get("/api/search", params={"words": "风扇"})).json()
    assert [(row["entity"], row["label"]) for row in found] == [("part_kinds", "F1 Fan")]


async def test_a_part_that_is_not_in_use_is_not_offered_and_its_number_still_means_it(client: Any) -> None:
    made = (await add(client, "part_kinds", **FAN)).json()["id"]
    off = {"active": {"was": True, "now": False}}
    assert (await client("erin").patch(f"/api/master/part_kinds/{made}", json=off)).status_code == 204
    assert (await client("bob").get("/api/phone/parts")).json()["parts"] == []
    changes = (await client("erin").get(f"/api/master/part_kinds/{made}/changes")).json()
    assert {"active": False} in [row["after"] for row in changes]


async def test_nothing_is_delivered_in_its_own_place(client: Any) -> None:
    assert code_of(await add(client, "part_kinds", **FAN | {"replaced_by": "f1"})) == (422, "field_not_valid")


async def test_stores_are_listed_without_the_cars_and_may_be_named_as_holders(client: Any, us: Cast) -> None:
    made = await add(client, "part_stores", name="Back room", station_id=str(us.station))
    assert made.status_code == 201
    central = (await client("alice").post("/api/part-holders", json={"name": "Central"})).json()["id"]
    listed = (await client("erin").get("/api/master/part_stores")).json()["rows"]
    assert [(row["label"], row["values"]["station_id"]) for row in listed] == [("Back room", str(us.station)), ("Central", None)]
    off = {"active": {"was": True, "now": False}}
    assert (await client("erin").patch(f"/api/master/part_stores/{central}", json=off)).status_code == 204
    holders = (await client("alice").get("/api/part-holders")).json()
    assert [row["name"] for row in holders if row["kind"] == "store"] == ["Back room"]


async def test_the_parts_clerk_keeps_both_and_a_dispatcher_reads_them(client: Any, pool: Any, us: Cast) -> None:
    assert code_of(await client("alice").post("/api/master/part_kinds", json=FAN)) == (403, "not_allowed")
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update grants set role = $2 where user_id = $1", us.users["alice"], Role.PARTS_CLERK)
    clerk = client("alice")
    assert (await clerk.post("/api/master/part_kinds", json=FAN)).status_code == 201
    assert (await clerk.post("/api/master/part_stores", json={"name": "Back room"})).status_code == 201
