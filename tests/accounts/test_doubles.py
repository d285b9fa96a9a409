"""One machine, customer, contract, skill, station or login has one spelling: the second one is refused, the older doubles are listed."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.accounts.doubles import actions as doubles
from outrider.accounts.doubles.rules import LONGEST_KEY, key_of
from outrider.db import Tx, transaction
from outrider.migrate import migrate
from tests.cast import Cast, give, take_order
from tests.conftest import Database, code_of
from tests.intake.test_take_order import order
from tests.offline.phone import Phone

# SER-035e5 as people, scanners and sheets write it: case, blanks, a dash of any length, width, signs that nobody sees.
SPELLINGS = (
    "ser-035e5", "SER-035E5 ", "SER\u2013035e5", "\u200bSER-035e5", "SER-035e5\ufeff", "SER - 035e5", "ＳＥＲ－０３５ｅ５", "SER\u2212035e5",
)  # fmt: skip


@pytest.mark.parametrize("serial", SPELLINGS)
async def test_a_device_is_the_same_one_however_its_number_is_typed(client: Any, serial: str) -> None:
    async with client("alice") as alice:
        first = (await alice.post("/api/orders", json=order(serial="SER-035e5"))).json()
        known = (await alice.get("/api/customers", params={"words": "Dana"})).json()[0]
        again = order(
            serial=serial,
            account_id=known["id"],
            contact_id=known["contacts"][0]["id"],
            site_id=known["sites"][0]["id"],
            contact=None,
            site=None,
        )
        refused = await alice.post("/api/orders", json=again)
        assert code_of(refused) == (409, "device_has_order")
        assert refused.json()["params"]["order_id"] == first["id"]
        assert (await alice.get("/api/devices/by-serial", params={"serial": serial})).json()["device"]["serial"] == "SER-035e5"


async def test_an_order_begun_on_a_phone_names_the_same_device(client: Any, pool: Any, us: Cast) -> None:
    bob = await Phone(client("bob")).register()
    async with transaction(pool, us.org_id) as tx:
        visit = await give(tx, us, await take_order(tx, us))
    piece = (await bob.client.get(f"/api/phone/pack/{visit}")).json()
    said = {name: piece[name] for name in ("account_id", "site_id")} | {"contact_id": piece["contacts"][0]["id"]}
    said |= {"order_id": str(uuid4()), "kind": "repair", "fault": "Leaks", "serial": piece["devices"][0]["serial"].lower()}
    (outcome,) = await bob.send(bob.command(uuid4(), said, "begin_order"))
    assert outcome["code"] == "device_has_order"


AGAIN = [
    ("accounts", {"number": "K-1", "name": "One"}, {"number": "k –1", "name": "Two"}, "number"),
    ("skills", {"code": "CT", "name": "CT"}, {"code": "ｃｔ", "name": "ct"}, "code"),
    ("units", {"name": "Station North", "lat": 1, "lon": 1}, {"name": "station  NORTH", "lat": 2, "lon": 2}, "name"),
]


@pytest.mark.parametrize(("entity", "one", "other", "field"), AGAIN, ids=[row[0] for row in AGAIN])
async def test_master_data_knows_another_spelling(client: Any, entity: str, one: Any, other: Any, field: str) -> None:
    async with client("erin") as erin:
        assert (await erin.post(f"/api/master/{entity}", json=one)).status_code == 201
        refused = await erin.post(f"/api/master/{entity}", json=other)
    assert code_of(refused) == (409, "already_there")
    assert refused.json()["params"]["fields"] == [field]


async def test_devices_and_contracts_know_another_spelling(client: Any) -> None:
    async with client("erin") as erin:
        account = (await erin.post("/api/master/accounts", json={"number": "K1", "name": "One"})).json()["id"]
        contract = {"account_id": account, "starts_on": str(date(2026, 1, 1)), "ends_on": str(date(2026, 12, 31)), "levels": ["1"]}
        for entity, one, other in (("devices", {"serial": "A-1"}, {"serial": "a-1"}), ("contracts", {"number": "V-1"}, {"number": "v-1"})):
            rest = contract if entity == "contracts" else {"account_id": account}
            assert (await erin.post(f"/api/master/{entity}", json={**rest, **one})).status_code == 201
            assert code_of(await erin.post(f"/api/master/{entity}", json={**rest, **other})) == (409, "already_there")


async def test_a_login_is_the_same_in_any_width_and_case(client: Any) -> None:
    body = {"login": "ｂｏｂ@OURS.test", "name": "Bob Two", "role": "dispatcher", "language": "en"}
    assert code_of(await client("erin").post("/api/people", json=body)) == (409, "login_taken")


ADD = "insert into devices (org_id, id, account_id, serial) select current_org(), $1, id, $2 from accounts limit 1"


async def test_doubles_of_an_older_release_are_listed_and_can_be_changed(tx: Tx, us: Cast) -> None:
    await take_order(tx, us)
    one, other = UUID(int=1), UUID(int=2)
    await tx.run(ADD, one, "SN 1")
    await tx.run(ADD, other, "sn  1")
    (found,) = await doubles.doubles(tx)
    assert (found.entity, found.kept_id, found.kept, found.id, found.word) == ("devices", one, "SN 1", other, "sn  1")
    await tx.run("update devices set serial = 'SN 3', serial_key = 'sn 3' where id = $1", one)
    assert await doubles.doubles(tx) == []  # the other one is alone now, and keeps the key
    assert await tx.value("select serial_key from devices where id = $1", other) == "sn 1"


async def doubled(pool: Any, us: Cast, *serials: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
        for number, serial in enumerate(serials, 1):
            await tx.run(ADD, UUID(int=number), serial)
        await doubles.fill_all(tx)


async def test_the_console_lists_each_machine_once_with_all_its_records(client: Any, pool: Any, us: Cast) -> None:
    await doubled(pool, us, "SN 1", "sn  1", "ＳＮ 1", "SN 2")
    (found,) = (await client("alice").get("/api/master/devices/doubles")).json()
    assert [(row["id"], row["label"]) for row in found["rows"]] == [
        (str(UUID(int=1)), "SN 1"), (str(UUID(int=2)), "sn  1"), (str(UUID(int=3)), "ＳＮ 1")
    ]  # fmt: skip
    assert {row["names"]["account_id"] for row in found["rows"]} == {"Dana's works"}
    assert (await client("alice").get("/api/master/sites/doubles")).json() == []
    assert code_of(await client("alice").get("/api/master/nothing/doubles")) == (404, "not_found")


async def test_doubles_that_no_row_has_shut_out_yet_are_listed_too(client: Any, pool: Any, us: Cast) -> None:
    await doubled(pool, us)
    async with transaction(pool, us.org_id) as tx:
        for number, serial in ((1, "SN 1"), (2, "sn 1")):
            await tx.run(ADD, UUID(int=number), serial)
    (found,) = (await client("alice").get("/api/master/devices/doubles")).json()
    assert [row["label"] for row in found["rows"]] == ["SN 1", "sn 1"]


async def test_a_corrected_double_leaves_the_list_and_the_other_is_found_by_every_spelling(client: Any, pool: Any, us: Cast) -> None:
    await doubled(pool, us, "SN 1", "sn  1")
    async with client("erin") as erin:
        edit = {"serial": {"was": "SN 1", "now": "SN 9"}}
        assert (await erin.patch(f"/api/master/devices/{UUID(int=1)}", json=edit)).status_code == 204
        assert (await erin.get("/api/master/devices/doubles")).json() == []
        card = (await erin.get("/api/devices/by-serial", params={"serial": "Sn 1"})).json()
    assert card["device"]["id"] == str(UUID(int=2))


async def test_who_answers_for_other_customers_sees_no_double_of_these(client: Any, pool: Any, us: Cast, own_database: Database) -> None:
    await doubled(pool, us, "SN 1", "sn  1")
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(
        "update grants set role = 'account_manager', scope = 'account', scope_id = $1 where user_id = $2", uuid4(), us.users["alice"]
    )
    await owner.close()
    assert (await client("alice").get("/api/master/devices/doubles")).json() == []


async def test_a_double_keeps_its_other_fields_open(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us)
        for number, serial in ((1, "SN 1"), (2, "sn 1")):
            await tx.run(ADD, UUID(int=number), serial)
        await doubles.fill_all(tx)
    edit = {"model": {"was": "", "now": "M2"}}
    assert (await client("erin").patch(f"/api/master/devices/{UUID(int=2)}", json=edit)).status_code in (200, 204)


async def test_the_migration_fills_what_is_there_and_fails_on_no_double(own_database: Database, us: Cast) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("select set_config('app.org_id', $1, false)", str(us.org_id))
    account = uuid4()
    await owner.execute("insert into accounts (org_id, id, name) values ($1, $2, 'D')", us.org_id, account)
    for number, serial in ((1, "Dup-1"), (2, "DUP-1"), (3, "dup - 1")):
        row = (us.org_id, UUID(int=number), account, serial)
        await owner.execute("insert into devices (org_id, id, account_id, serial) values ($1, $2, $3, $4)", *row)
    await migrate(own_database.owner_dsn)
    assert [row["serial_key"] for row in await owner.fetch("select serial_key from devices order by id")] == ["dup-1", None, None]
    await owner.close()


@given(st.text(max_size=200))
def test_a_key_of_any_text_stands_in_an_index(word: str) -> None:
    key = key_of(word)
    assert key is None or 0 < len(key.encode()) <= LONGEST_KEY


def test_a_sign_that_stands_for_eighteen_fits() -> None:
    assert len((key_of("\ufdfa" * 200) or "").encode()) <= LONGEST_KEY
