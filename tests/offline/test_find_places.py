"""An engineer who is called directly looks the customer up: of those that they work for, and of nobody else."""

from typing import Any
from uuid import uuid4

import pytest

from outrider.db import transaction
from tests.cast import Cast, give, take_order
from tests.conftest import code_of


@pytest.fixture
async def hall(pool: Any, us: Cast) -> str:
    """The serial number of a device at Dana's works, where Bob was long ago."""
    async with transaction(pool, us.org_id) as tx:
        attendance = await give(tx, us, await take_order(tx, us))
        await tx.run("update attendances set ended_at = assigned_at + interval '1 hour', assigned_at = assigned_at - interval '1 year' where id = $1",
            attendance)  # fmt: skip
        return str(await tx.value("select serial from devices"))


async def found(client: Any, words: str, name: str = "bob") -> list[Any]:
    answer = await client(name).get("/api/phone/places", params={"words": words})
    assert answer.status_code == 200
    rows: list[Any] = answer.json()
    return rows


@pytest.mark.parametrize("words", ["dana", "HALL 1", "main street", "works hall", "030 5550100", "+49 (30) 5550100"])
async def test_it_is_found_by_what_the_caller_says(client: Any, hall: str, words: str) -> None:
    (row,) = await found(client, words)
    assert (row["account"], row["site"], row["address"], row["serial"]) == ("Dana's works", "Hall 1", "Main street 1", "")
    assert ([contact["name"] for contact in row["contacts"]], [device["serial"] for device in row["devices"]]) == (["Dana"], [hall])


async def test_the_device_that_is_looked_for_stands_beside_its_place(client: Any, hall: str) -> None:
    assert [(row["site"], row["serial"]) for row in await found(client, f"hall {hall.lower()}")] == [("Hall 1", hall)]


@pytest.mark.parametrize("words", ["", "   ", "hall nowhere", "%", "hall_1"])
async def test_words_that_are_not_all_of_it_find_nothing(client: Any, hall: str, words: str) -> None:
    assert await found(client, words) == []


async def test_whoever_called_comes_first_of_the_contacts(client: Any, hall: str, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        account = await tx.value("select id from accounts")
        await tx.run(
            "insert into contacts (org_id, id, account_id, name, phone, language) values (current_org(), $1, $2, 'Aaron', '1', 'en')",
            uuid4(),
            account,
        )
    assert [row["name"] for row in (await found(client, "hall"))[0]["contacts"]] == ["Aaron", "Dana"]
    assert [row["name"] for row in (await found(client, "0305550100"))[0]["contacts"]] == ["Dana", "Aaron"]


@pytest.mark.parametrize("words", ["dana", "hall", "030 5550100"])
async def test_customers_of_others_are_not_found(client: Any, hall: str, words: str) -> None:
    assert await found(client, words, "charlie") == []


async def test_it_is_for_engineers_alone(client: Any, hall: str) -> None:
    assert code_of(await client("alice").get("/api/phone/places", params={"words": "dana"})) == (403, "not_allowed")
