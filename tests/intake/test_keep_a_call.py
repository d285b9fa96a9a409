from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from outrider.ids import new_id
from tests.cast import NOW
from tests.conftest import code_of

from .test_who_calls import order, world

ASKED = {
    "subject": "how_to",
    "asked": "怎么更换风扇滤网？ How do I change the filter?",
    "answered": "Page 12 of the manual",
    "came_in": "telephone",
}


async def keep(desk: Any, **said: Any) -> str:
    answer = await desk.post("/api/calls", json={**ASKED, **said})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def test_a_question_is_kept_with_its_answer_who_rang_and_who_took_it(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        kept = await keep(alice, account_id=here["works"], contact_id=here["contact"])
        (line,) = (await alice.get("/api/calls")).json()
    assert line == {
        **ASKED, "id": kept, "at": NOW.isoformat().replace("+00:00", "Z"), "by": "Alice", "account_id": here["works"],
        "customer": "滨海工厂 Coast Works", "contact_id": here["contact"], "name": "李秀英", "phone": "+86 (10) 5550-1234", "order_id": None,
        "number": None,
    }  # fmt: skip


@pytest.mark.parametrize("words", ["滤网", "manual", "coast", "李秀英", "010-5550 1234"])
async def test_a_call_is_found_by_what_was_said_and_by_who_rang(client: Any, words: str) -> None:
    here = await world(client)
    async with client("alice") as alice:
        kept = await keep(alice, account_id=here["works"], contact_id=here["contact"])
        await keep(alice, name="Somebody else", phone="+49 30 999999", asked="Price of a part", answered="On Monday")
        assert [row["id"] for row in (await alice.get("/api/calls", params={"words": words})).json()] == [kept]


async def test_who_is_not_known_is_kept_in_words(client: Any) -> None:
    async with client("alice") as alice:
        await keep(alice, account_name="Corner shop", name="Kim", phone="+49 30 5550199")
        (line,) = (await alice.get("/api/calls", params={"words": "030 5550199"})).json()
    assert (line["customer"], line["name"], line["account_id"]) == ("Corner shop", "Kim", None)


@pytest.mark.parametrize(
    ("said", "code", "fields"),
    [
        ({"asked": " "}, (422, "data_missing"), ["asked"]),
        ({"answered": "\u3000"}, (422, "data_missing"), ["answered"]),
        ({"name": "", "phone": ""}, (422, "data_missing"), ["account_name"]),
        ({"phone": "abc"}, (422, "field_not_valid"), ["phone"]),
    ],
)
async def test_what_is_missing_is_said_at_its_field(client: Any, said: dict[str, str], code: tuple[int, str], fields: list[str]) -> None:
    answer = await client("alice").post("/api/calls", json={**ASKED, "name": "Kim", "phone": "+49 30 5550199", **said})
    assert (code_of(answer), answer.json()["params"]["fields"]) == (code, fields)


async def test_a_contact_of_somebody_else_is_not_taken(client: Any) -> None:
    here = await world(client)
    answer = await client("alice").post("/api/calls", json={**ASKED, "account_id": here["group"], "contact_id": here["contact"]})
    assert code_of(answer) == (404, "not_found")


async def test_earlier_calls_stand_on_the_callers_card(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        await keep(alice, account_id=here["works"])
        await keep(alice, account_id=here["group"], asked="Of the group", answered="x")
        (caller,) = (await alice.get("/api/callers", params={"phone": "+86 10 5550 1234"})).json()
    assert [row["asked"] for row in caller["calls"]] == [ASKED["asked"]]


async def test_a_call_becomes_one_order_and_names_it(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        kept = await keep(alice, account_id=here["works"], contact_id=here["contact"])
        wanted = order(here, call_id=kept)
        taken = (await alice.post("/api/orders", json=wanted)).json()
        assert (await alice.post("/api/orders", json=wanted)).json() == taken
        line = (await alice.get(f"/api/calls/{kept}")).json()
        assert (line["order_id"], line["number"]) == (taken["id"], taken["number"])
        again = await alice.post("/api/orders", json=order(here, call_id=kept, second=True))
        assert (code_of(again), again.json()["params"]["number"]) == ((409, "already_an_order"), taken["number"])


async def test_an_order_of_a_call_that_is_not_there_is_not_taken(client: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        answer = await alice.post("/api/orders", json=order(here, call_id=str(new_id(NOW + timedelta(hours=1)))))
        assert code_of(answer) == (404, "not_found")
        assert (await alice.get("/api/orders", params={"words": "Stays black"})).json() == []


async def test_who_answers_for_some_customers_sees_the_calls_of_these(client: Any, own_database: Any, us: Any) -> None:
    here = await world(client)
    async with client("alice") as alice:
        mine = await keep(alice, account_id=here["works"])
        other = await keep(alice, name="Kim", phone="+49 30 5550199")
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute(
        "update grants set role = 'account_manager', scope = 'account', scope_id = $2 where user_id = $1", us.users["max"], here["works"]
    )
    await owner.close()
    async with client("max") as manager:
        assert [row["id"] for row in (await manager.get("/api/calls")).json()] == [mine]
        assert code_of(await manager.get(f"/api/calls/{other}")) == (404, "not_found")
        assert (await manager.get(f"/api/customers/{here['works']}")).json()["name"] == "滨海工厂 Coast Works"
        assert code_of(await manager.get(f"/api/customers/{here['group']}")) == (404, "not_found")
