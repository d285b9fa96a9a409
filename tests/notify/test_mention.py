"""A note that names a colleague lies under their bell; nobody else's, and no stranger's."""

from typing import Any

from outrider import db
from outrider.db import Tx
from tests.cast import Cast, give, take_order
from tests.conftest import code_of

BELLS = "select u.name from notifications n join users u on u.id = n.user_id where n.kind = 'mentioned' order by u.name"


async def told(tx: Tx) -> list[str]:
    return [row["name"] for row in await tx.connection.fetch(BELLS)]


def note(*mentions: Any, text: str = "@Max, please ring them") -> dict[str, Any]:
    return {"action": "note", "expected": "received", "data": {"text": text, "mentions": [str(id) for id in mentions]}}


async def test_whoever_is_mentioned_hears_who_did_and_what_was_written(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice, client("max") as max_:
        assert (await alice.post(f"/api/orders/{order}/actions", json=note(us.users["max"]))).status_code == 200
        [bell] = [row for row in (await max_.get("/api/notifications")).json() if row["kind"] == "mentioned"]
        assert bell["title"] == "Alice mentions you: Dana's works"
        assert bell["body"].endswith(": @Max, please ring them")
        [written] = [row for row in (await max_.get(f"/api/orders/{order}")).json()["events"] if row["kind"] == "note"]
        assert written["payload"]["mentions"] == [str(us.users["max"])]
    async with db.transaction(pool, us.org_id) as tx:
        assert await told(tx) == ["Max"]


async def test_a_note_that_mentions_nobody_rings_nobody(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice:
        assert (await alice.post(f"/api/orders/{order}/actions", json=note())).status_code == 200
    async with db.transaction(pool, us.org_id) as tx:
        assert await told(tx) == []


async def test_neither_whoever_writes_nor_whoever_is_not_of_the_office_is_told(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice:
        mentions = note(us.users["alice"], us.users["bob"])
        assert (await alice.post(f"/api/orders/{order}/actions", json=mentions)).status_code == 200
    async with db.transaction(pool, us.org_id) as tx:
        assert await told(tx) == []


async def test_what_is_nobodys_id_is_refused(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    answer = await client("alice").post(f"/api/orders/{order}/actions", json=note("max"))
    assert code_of(answer) == (422, "field_not_valid")


async def test_the_colleagues_of_an_order_are_its_office_without_the_asker(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    found = [row["name"] for row in (await client("alice").get(f"/api/orders/{order}/colleagues")).json()]
    assert "Max" in found
    assert not {"Alice", "Bob"} & set(found)
