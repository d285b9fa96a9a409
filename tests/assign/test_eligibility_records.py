"""What decides who may be sent is kept like all master data: by form and sheet, with its history, and searched by name."""

from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.assign.fit.rules import SHIPPED, Weights
from outrider.assign.records import WEIGHTS
from outrider.db import Tx, transaction
from outrider.intake.bulk import engines
from outrider.model import ALL, Role, Who
from tests.accounts.test_master_data import add
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of
from tests.intake.master_sheets import brought, csv, values
from tests.intake.sheets import bring, customers, write


async def account_of(client: Any) -> tuple[str, str]:
    """A customer, and a site there."""
    await customers(client, 1)
    async with client("erin") as erin:
        site = (await erin.get("/api/master/sites")).json()["rows"][0]
    return site["values"]["account_id"], site["id"]


async def test_a_blocked_pair_is_made_changed_and_kept_in_its_history(client: Any, us: Cast) -> None:
    account, site = await account_of(client)
    pair = {"engineer_id": str(us.users["bob"]), "account_id": account, "site_id": site, "note": "A quarrel"}
    made = await add(client, "blocked_pairs", **pair)
    async with client("erin") as erin:
        assert code_of(await erin.post("/api/master/blocked_pairs", json=pair)) == (409, "already_there")
        edited = await erin.patch(f"/api/master/blocked_pairs/{made}", json={"active": {"was": True, "now": False}})
        assert edited.status_code == 204
        history = (await erin.get(f"/api/master/blocked_pairs/{made}/changes")).json()
    assert [row["after"] for row in history if row["before"]] == [{"active": False}]


async def test_only_the_administrator_says_who_is_never_sent(client: Any, us: Cast) -> None:
    account, _ = await account_of(client)
    pair = {"engineer_id": str(us.users["bob"]), "account_id": account}
    assert code_of(await client("alice").post("/api/master/blocked_pairs", json=pair)) == (403, "not_allowed")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_sheet_of_blocked_pairs_is_read_and_read_again(client: Any, pool: Any, us: Cast, form: str) -> None:
    await customers(client, 1)
    header, rows = ["Engineer", "Customer", "Site"], [["Bob", "K0", ""], ["Charlie", "K0", "Hall 0"]]
    content = engines.to_xlsx(header, rows) if form == "xlsx" else csv(*(",".join(row) for row in [header, *rows]))
    for effects in (["new", "new"], ["same", "same"]):
        preview = await bring(client, "blocked_pairs", content, "erin")
        assert [row["effect"] for row in preview.json()["rows"]] == effects
        await write(client, pool, us, preview, name="erin")
    assert len(await values(client, "blocked_pairs")) == 2


@pytest.mark.parametrize(
    ("lines", "field", "found"),
    [
        (("Sign-in,Resident at", "bob@{org}.test,Hall 0"), "resident_site_id", "site"),
        (("Sign-in,Also serves", "bob@{org}.test,{station}"), "serves", "stations"),
        (("Sign-in,Shift from", "bob@{org}.test,07:00"), "shift_start", "07:00:00"),
    ],
)
async def test_a_sheet_of_engineers_says_where_they_go_and_one_of_before_is_read(
    client: Any, pool: Any, us: Cast, lines: tuple[str, ...], field: str, found: Any
) -> None:
    _, site = await account_of(client)
    async with transaction(pool, us.org_id) as tx:
        station, login = (
            await tx.value("select name from units"),
            await tx.value("select login from credentials where user_id = $1", us.users["bob"]),
        )
    said = [line.format(org=login.split("@")[1].removesuffix(".test"), station=station) for line in lines]
    await brought(client, pool, us, "engineers", csv(*said))
    async with client("erin") as erin:
        row = (await erin.get(f"/api/master/engineers/{us.users['bob']}")).json()["values"]
    assert row[field] == {"site": site, "stations": [str(us.station)]}.get(found, found)
    assert (row["resident_site_id"] is None) == (field != "resident_site_id")


async def test_only_a_station_is_served(client: Any, us: Cast) -> None:
    region = await add(client, "units", name="North", kind="region", lat=52.5, lon=13.4)
    body = {"serves": {"was": [], "now": [region]}}
    answer = await client("erin").patch(f"/api/master/engineers/{us.users['bob']}", json=body)
    assert (code_of(answer), answer.json()["params"]["fields"]) == ((422, "field_not_valid"), ["serves"])


async def test_each_class_begins_as_shipped_and_ordinary_as_it_always_was(client: Any) -> None:
    rows = {row["class"]: {name: row[name] for name in WEIGHTS} for row in await values(client, "account_classes")}
    assert rows == {name: {field: getattr(weights, field) for field in WEIGHTS} for name, weights in SHIPPED.items()}
    assert SHIPPED["ordinary"] == Weights(1.0, 3.0, 10.0, 0.05)


async def of_class(client: Any, name: str) -> dict[str, Any]:
    async with client("erin") as erin:
        rows = (await erin.get("/api/master/account_classes")).json()["rows"]
    return next(row for row in rows if row["values"]["class"] == name)


@pytest.mark.parametrize(("field", "weight"), [("travel", -1), ("overtime", 1001)])
async def test_a_weight_stays_within_its_bounds(client: Any, field: str, weight: float) -> None:
    row = await of_class(client, "key")
    answer = await client("erin").patch(
        f"/api/master/account_classes/{row['id']}", json={field: {"was": row["values"][field], "now": weight}}
    )
    assert (code_of(answer), answer.json()["params"]["fields"]) == ((422, "field_not_valid"), [field])


async def test_a_class_is_never_another_and_there_is_no_fourth(client: Any) -> None:
    row = await of_class(client, "key")
    async with client("erin") as erin:
        answer = await erin.patch(f"/api/master/account_classes/{row['id']}", json={"class": {"was": "key", "now": "ordinary"}})
        assert code_of(answer) == (422, "field_not_valid")
        assert code_of(await erin.post("/api/master/account_classes", json=row["values"])) == (403, "not_allowed")


async def test_a_sheet_changes_a_weight(client: Any, pool: Any, us: Cast) -> None:
    await brought(client, pool, us, "account_classes", csv("Class,Per level below expert", "Key account,45"))
    assert (await of_class(client, "key"))["values"]["level_step"] == 45


async def test_what_the_class_of_a_customer_weighs_is_what_their_orders_are_ranked_by(tx: Tx, us: Cast) -> None:
    """The strictest class of the units above counts."""
    order = await take_order(tx, us)
    account = await tx.value("select account_id from orders where id = $1", order)
    await tx.run("insert into accounts (org_id, id, name, class) values (current_org(), $1, 'Group', 'key')", above := UUID(int=7))
    await tx.run("update accounts set parent_id = $2 where id = $1", account, above)
    await tx.run("update engineers set home_lat = home_lat")
    await tx.run("update qualifications set level = case when engineer_id = $1 then 'expert' else 'basic' end", us.users["charlie"])
    who = Who(us.org_id, us.users["alice"], UUID(int=1), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
    found = await assign.candidates(tx, order, who, NOW)
    assert [(row.name, row.level, row.because.term, row.because.by) for row in found.candidates] == [
        ("Charlie", 2, "level", 2),
        ("Bob", 0, "level", 2),
    ]
