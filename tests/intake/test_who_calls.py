from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from outrider.accounts.numbers import actions as numbers
from outrider.db import Tx, transaction
from outrider.ids import new_id
from outrider.model import ALL, Actor, Cause, Role, moment_of
from outrider.status import actions as status
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of


async def world(client: Any) -> dict[str, str]:
    """A factory under its group; the group has the contract; the device's warranty runs out this summer."""
    async with client("erin") as erin:

        async def add(entity: str, **row: Any) -> str:
            answer = await erin.post(f"/api/master/{entity}", json=row)
            assert answer.status_code == 201, answer.text
            return str(answer.json()["id"])

        group = await add("accounts", name="北方集团 Northern Group", number="N1", **{"class": "key"})
        works = await add("accounts", name="滨海工厂 Coast Works", number="N2", parent_id=group)
        contact = await add("contacts", account_id=works, name="李秀英", phone="+86 (10) 5550-1234")
        site = await add("sites", account_id=works, name="Hall 1", address="Street 1", lat=52.5, lon=13.4, time_zone="UTC")
        device = await add("devices", account_id=works, site_id=site, serial="SN-77", model="SR650", warranty_until="2026-07-01")
        people = (await erin.get("/api/master/engineers")).json()["rows"]
        bob = next(row["id"] for row in people if row["label"] == "Bob")
        contract = await add(
            "contracts", number="C-1", account_id=group, starts_on="2026-01-01", ends_on="2026-12-31", levels=["I", "0"], calendar="7x24",
            remote_first=False, engineers=[bob],
        )  # fmt: skip
    return {"group": group, "works": works, "contact": contact, "site": site, "device": device, "contract": contract, "bob": bob}


def order(here: dict[str, str], **more: Any) -> dict[str, Any]:
    window = {"window_from": NOW.isoformat(), "window_to": (NOW + timedelta(hours=2)).isoformat()}
    known = {"account_id": here["works"], "contact_id": here["contact"], "site_id": here["site"], "serial": "SN-77"}
    return {"id": str(new_id(NOW)), "kind": "repair", "level": "", "fault": "Stays black", **window, **known, **more}


@pytest.mark.parametrize("phone", ["+86 10 5550 1234", "010-5550 1234", "8610 55501234"])
async def test_knows_the_caller_however_their_number_is_written(client: Any, phone: str) -> None:
    await world(client)
    (caller,) = (await client("alice").get("/api/callers", params={"phone": phone})).json()
    assert (caller["contact"]["name"], caller["path"]) == ("李秀英", ["北方集团 Northern Group", "滨海工厂 Coast Works"])
    assert [row["serial"] for row in caller["customer"]["devices"]] == ["SN-77"]
    assert [row["name"] for row in caller["entitlement"]["engineers"]] == ["Bob"]


@pytest.mark.parametrize(
    ("country", "kept", "calls"),
    [("DE", "+49 30 1234567", "0301234567"), ("DE", "030 1234567", "+49 30 1234567"), ("CN", "010-66668888转8012", "+86 10 6666 8888")],
)
async def test_knows_the_caller_in_the_organisations_country(
    client: Any, own_database: Any, us: Cast, country: str, kept: str, calls: str
) -> None:
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("update orgs set country = $1 where id = $2", country, us.org_id)
    await owner.close()
    here = await world(client)
    async with client("erin") as erin:
        edit = {"phone": {"was": "+86 (10) 5550-1234", "now": kept}}
        assert (await erin.patch(f"/api/master/contacts/{here['contact']}", json=edit)).status_code == 204
    async with client("alice") as alice:
        (caller,) = (await alice.get("/api/callers", params={"phone": calls})).json()
        assert (caller["contact"]["id"], caller["perhaps"]) == (here["contact"], False)
        assert [row["id"] for row in (await alice.get("/api/customers", params={"words": calls})).json()] == [here["works"]]


async def test_a_number_without_its_area_is_told_as_perhaps(client: Any) -> None:
    await world(client)
    (caller,) = (await client("alice").get("/api/callers", params={"phone": "5550 1234"})).json()
    assert caller["perhaps"]


async def test_a_number_of_an_older_release_is_filled_and_changed_by_it_filled_again(tx: Tx, us: Cast) -> None:
    await take_order(tx, us)
    await tx.run("update contacts set phone = '+49 30 7654321'")
    assert await tx.value("select phone_keys from contacts") is None
    await numbers.fill_all(tx)
    assert await tx.value("select phone_keys from contacts") == ["+49307654321", "=7654321"]


async def test_a_few_digits_recognise_nobody(client: Any) -> None:
    await world(client)
    assert (await client("alice").get("/api/callers", params={"phone": "1234"})).json() == []


async def test_the_callers_open_orders_and_history_are_there(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        number = (await alice.post("/api/orders", json=order(here))).json()["number"]
        (caller,) = (await alice.get("/api/callers", params={"phone": "+86 10 5550 1234"})).json()
    assert [(row["number"], row["status"]) for row in caller["orders"]] == [(number, "awaiting_assignment")]
    assert caller["customer"]["open_orders"] == 1


async def test_a_serial_number_tells_model_warranty_entitlement_and_past_faults(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        await alice.post("/api/orders", json=order(here))
        card = (await alice.get("/api/devices/by-serial", params={"serial": "sn-77"})).json()
    assert (card["device"]["model"], card["entitlement"]["in_warranty"]) == ("SR650", True)
    assert card["entitlement"]["contract"] == "C-1"
    assert [row["fault"] for row in card["orders"]] == ["Stays black"]
    assert len(card["open"]) == 1


async def test_the_contract_of_the_group_decides_level_calendar_and_dispatch(client: Any, pool: Any, us: Cast) -> None:
    here = await world(client)
    taken = (await client("alice").post("/api/orders", json=order(here))).json()
    async with transaction(pool, us.org_id) as tx:
        row = await tx.connection.fetchrow("select level, calendar, status, contract_id from orders where id = $1", UUID(taken["id"]))
        assert row is not None
        assert tuple(row) == ("I", "7x24", "awaiting_assignment", UUID(here["contract"]))
        due = await tx.value("select due_at from clocks where order_id = $1 and what = 'arrival'", UUID(taken["id"]))
        assert due == NOW + timedelta(minutes=10)
        # nobody has answered yet: that it went to dispatch by itself is no answer
        assert await tx.value("select stopped_at from clocks where order_id = $1 and what = 'phone_response'", UUID(taken["id"])) is None


async def test_a_level_that_nobody_bought_is_refused(client: Any) -> None:
    here = await world(client)
    answer = await client("alice").post("/api/orders", json=order(here, level="3"))
    assert code_of(answer) == (422, "level_not_covered")
    assert answer.json()["params"]["levels"] == ["I", "0"]


async def test_a_contract_that_has_ended_gives_nothing(client: Any, pool: Any, us: Cast) -> None:
    here = await world(client)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update contracts set ends_on = '2026-02-28'")
    found = (await client("alice").get("/api/entitlement", params={"account_id": here["works"]})).json()
    assert (found["contract_id"], found["levels"][0], found["dispatch_at_once"]) == (None, "2", False)


async def test_a_second_order_for_a_device_is_noticed_and_taken_if_meant(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        first = (await alice.post("/api/orders", json=order(here))).json()["number"]
        again = await alice.post("/api/orders", json=order(here))
        assert code_of(again) == (409, "device_has_order")
        assert again.json()["params"]["number"] == first
        assert first in again.json()["detail"]
        assert (await alice.post("/api/orders", json=order(here, second=True))).status_code == 201


@pytest.mark.parametrize(("language", "more"), [("en", " and 2 more and add"), ("zh-CN", "等（另有 2 个）")])
async def test_of_several_orders_that_wait_for_a_device_five_are_named_and_the_others_counted(
    client: Any, language: str, more: str
) -> None:
    here = await world(client)
    async with client("alice") as alice:
        made = [(await alice.post("/api/orders", json=order(here, second=True))).json()["number"] for _ in range(7)]
        refused = await alice.post("/api/orders", json=order(here), headers={"accept-language": language})
    assert code_of(refused) == (409, "device_has_order")
    assert sorted(refused.json()["params"]["numbers"]) == sorted(made)
    named = [number for number in made if number in refused.json()["detail"]]
    assert (len(named), more in refused.json()["detail"]) == (5, True)


async def test_another_program_takes_orders_once_with_its_own_token(client: Any, app: Any) -> None:
    here = await world(client)
    async with client("erin") as erin:
        people = (await erin.get("/api/people")).json()
        alice = next(row["id"] for row in people if row["name"] == "Alice")
        token = (await erin.post(f"/api/people/{alice}/tokens", json={"name": "ERP"})).json()["token"]
    async with client(None) as program:
        headers, body = {"authorization": f"Bearer {token}"}, order(here)
        first = await program.post("/api/orders", json=body, headers=headers)
        second = await program.post("/api/orders", json=body, headers=headers)
        assert (first.status_code, second.json()) == (201, first.json())
        other = await program.post("/api/orders", json={**body, "fault": "Another"}, headers=headers)
        assert code_of(other) == (409, "id_reused")
        assert code_of(await program.post("/api/orders", json=body, headers={"authorization": "Bearer nothing"})) == (401, "not_signed_in")


async def test_a_customer_reports_another_problem_by_their_link(client: Any, pool: Any, us: Cast, clock: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        taken = (await alice.post("/api/orders", json=order(here))).json()
        url = (await alice.post(f"/api/orders/{taken['id']}/customer-link")).json()["url"]
    token = url.rpartition("/")[2]
    async with client(None) as customer:
        page = await customer.get(f"/c/{token}/new")
        once = page.text.partition('name="once" value="')[2][:36]
        form = {"once": once, "fault": "The printer jams", "serial": ""}
        answers = [await customer.post(f"/c/{token}/new", data=form)]
        clock.at += timedelta(seconds=5)  # the customer has tapped twice
        answers.append(await customer.post(f"/c/{token}/new", data=form))
        assert [row.status_code for row in answers] == [303, 303]
        assert "The printer jams" in (await customer.get(answers[0].headers["location"])).text
        refused = await customer.post(f"/c/{token}/new", data={"once": str(new_id(NOW)), "fault": "Again", "serial": "SN-77"})
        assert refused.status_code == 409
        assert taken["number"] in refused.text
        assert "Again" in refused.text  # bad input loses nothing
    async with transaction(pool, us.org_id) as tx:
        row = await tx.connection.fetchrow("select actor, source from events where kind = 'order_taken' order by written desc limit 1")
        assert row is not None
        assert tuple(row) == ("customer", "link")
        assert await tx.value("select count(*) from orders") == 2


async def test_remote_support_is_a_record_with_an_outcome_and_a_rate(us: Cast, client: Any, pool: Any) -> None:
    helper = Actor("user", "console", us.users["alice"], frozenset({Role.REMOTE_SUPPORT}))
    later = moment_of(NOW + timedelta(minutes=9))
    async with transaction(pool, us.org_id) as tx:
        for n, action in enumerate(("solve_remotely", "send_visit", None)):
            order_id = await take_order(tx, us)
            await act(tx, us, "alice", order_id, "take_remote")
            if action:
                await status.change(tx, order_id, action, Cause(helper, ALL, later), data={"text": f"Case {n}"})
    report = (await client("alice").get("/api/remote-support")).json()
    assert (report["solved"], report["visits"], report["open"], report["rate"]) == (1, 1, 1, 0.5)
    assert sorted((row["outcome"], row["text"]) for row in report["cases"]) == [("open", ""), ("solved", "Case 0"), ("visit", "Case 1")]


async def test_the_telephone_and_the_session_are_two_steps_each_with_its_outcome_and_time(us: Cast, client: Any, pool: Any) -> None:
    """By the one engineer who has it: it stays theirs through all three."""
    steps = (("telephone", "not_helped", 3), ("session", "helped", 20))
    async with transaction(pool, us.org_id) as tx:
        order_id = await take_order(tx, us)
        await act(tx, us, "alice", order_id, "take_remote")
        await act(tx, us, "alice", order_id, "remote_step", step="telephone", outcome="not_reached")
        await give(tx, us, order_id)
        for step, outcome, seconds in steps:
            await act(tx, us, "bob", order_id, "remote_step", NOW + timedelta(seconds=seconds), step=step, outcome=outcome)
        await act(tx, us, "bob", order_id, "solve_remotely", NOW + timedelta(seconds=21), text="Restarted it")
        assert await tx.value("select count(*) from attendances") == 1
    cases = (await client("alice").get("/api/remote-support")).json()["cases"]
    theirs = [[(step["by"], step["step"], step["outcome"], step["at"][17:19]) for step in case["steps"]] for case in cases]
    assert theirs[0][-2:] == [("Bob", "telephone", "not_helped", "03"), ("Bob", "session", "helped", "20")]
    assert theirs[1] == [("Alice", "telephone", "not_reached", "00")]
    answer = await client("alice").post(
        f"/api/orders/{order_id}/actions",
        json={"action": "remote_step", "expected": "follow_up", "data": {"step": "letter", "outcome": "helped"}},
    )
    assert code_of(answer) == (422, "field_not_valid")


async def test_a_call_that_spared_the_visit_is_remote_support_too(us: Cast, client: Any, pool: Any) -> None:
    async with transaction(pool, us.org_id) as tx:
        order_id = await take_order(tx, us)
        await give(tx, us, order_id)
        await walk(tx, us, order_id, "accept", "confirm_appointment", "set_off")
        await act(tx, us, "bob", order_id, "solve_remotely", text="Breaker was off")
    report = (await client("alice").get("/api/remote-support")).json()
    assert (report["solved"], report["visits"], report["rate"]) == (1, 0, 1.0)
    assert [(row["ended_by"], row["outcome"], row["text"]) for row in report["cases"]] == [("Bob", "solved", "Breaker was off")]
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status from orders") == "follow_up"
        assert await tx.value("select closed_at is not null from visits") is True


async def test_an_engineer_is_found_by_two_characters_of_a_name(client: Any) -> None:
    await world(client)
    found = (await client("alice").get("/api/search", params={"words": "秀英"})).json()
    assert [(row["entity"], row["label"]) for row in found] == [("contacts", "李秀英")]
    found = (await client("alice").get("/api/search", params={"words": "coast"})).json()
    assert [(row["entity"], row["label"]) for row in found] == [("accounts", "滨海工厂 Coast Works")]


async def test_gives_work_to_the_station_of_the_contract(client: Any, pool: Any, us: Cast) -> None:
    here = await world(client)
    async with client("erin") as erin:
        far = await erin.post("/api/master/units", json={"name": "Far", "kind": "station", "lat": 10.0, "lon": 10.0})
        edit = {"station_id": {"was": None, "now": far.json()["id"]}}
        assert (await erin.patch(f"/api/master/contracts/{here['contract']}", json=edit)).status_code == 204
    taken = (await client("alice").post("/api/orders", json=order(here))).json()
    async with transaction(pool, us.org_id) as tx:
        assert str(await tx.value("select station_id from orders where id = $1", UUID(taken["id"]))) == far.json()["id"]
        assert await give(tx, us, UUID(taken["id"]))
