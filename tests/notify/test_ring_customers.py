from pathlib import Path
from typing import Any

from outrider import db
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import Database, code_of

from .post import MINUTE, Post, config
from .receivers import Gateway


async def messages(person: Any, order: Any) -> list[tuple[str, Any, Any, Any]]:
    rows = (await person.get(f"/api/orders/{order}")).json()["messages"]
    return [(row["kind"], row["channel"], row["state"], row["call"]) for row in rows]


async def test_whom_no_message_reaches_is_rung_and_somebody_ticks_it_off(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    async with client("alice") as alice:
        assert await messages(alice, order) == [("engineer_named", None, None, "open")]
        assert [row["calls"] for row in (await alice.get("/api/board")).json()["orders"]] == [1]
        call = (await alice.get(f"/api/orders/{order}")).json()["messages"][0]
        assert (call["contact"], call["phone"]) == ("Dana", "+49 30 5550100")
        for outcome in ("not_reached", "reached"):
            assert (await alice.post(f"/api/notifications/{call['id']}/call", json={"outcome": outcome})).status_code == 204
        detail = (await alice.get(f"/api/orders/{order}")).json()
        assert (detail["messages"][0]["call"], detail["messages"][0]["called_by"]) == ("reached", "Alice")
        said = [row["payload"] for row in detail["events"] if row["kind"] == "customer_called"]
        assert said == [{"outcome": outcome, "about": "engineer_named"} for outcome in ("not_reached", "reached")]
        assert detail["line"]["calls"] == 0
        again = await alice.post(f"/api/notifications/{call['id']}/call", json={"outcome": "reached"})
        assert code_of(again) == (404, "not_found")


async def test_who_was_reached_is_not_rung_for_what_came_before(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await act(tx, us, "bob", order, "accept")
        await act(tx, us, "bob", order, "set_off", NOW + MINUTE)
    async with client("alice") as alice:
        assert [row["calls"] for row in (await alice.get("/api/board")).json()["orders"]] == [2]
        newest = (await alice.get(f"/api/orders/{order}")).json()["messages"][0]
        assert newest["kind"] == "engineer_on_way"
        assert (await alice.post(f"/api/notifications/{newest['id']}/call", json={"outcome": "reached"})).status_code == 204
        assert [call for *_, call in await messages(alice, order)] == ["reached", "reached"]


async def test_one_call_tells_a_contact_of_all_their_orders(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        orders = [await take_order(tx, us) for _ in range(3)]
        for order in orders:
            await give(tx, us, order)
        contact = await tx.value("select contact_id from orders where id = $1", orders[0])
        await tx.run("update orders set contact_id = $1 where id = $2", contact, orders[1])
        await tx.run("update notifications set contact_id = $1 where order_id = $2 and contact_id is not null", contact, orders[1])
    async with client("alice") as alice:
        detail = (await alice.get(f"/api/orders/{orders[0]}")).json()
        assert [(row["order_id"], row["kind"]) for row in detail["calls_beside"]] == [(str(orders[1]), "engineer_named")]
        for outcome, left in (("not_reached", 1), ("reached", 0)):
            assert (
                await alice.post(f"/api/notifications/{detail['messages'][0]['id']}/call", json={"outcome": outcome})
            ).status_code == 204
            assert [row[3] for row in await messages(alice, orders[1])] == [outcome]
            assert len((await alice.get(f"/api/orders/{orders[0]}")).json()["calls_beside"]) == left
        assert [row[3] for row in await messages(alice, orders[2])] == ["open"]  # somebody else's
        told = [row["kind"] for row in (await alice.get(f"/api/orders/{orders[1]}")).json()["events"]]
        assert told.count("customer_called") == 2


async def test_nobody_rings_to_say_who_comes_when_they_are_there(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    async with client("alice") as alice:
        assert [row["calls"] for row in (await alice.get("/api/board")).json()["orders"]] == [0]


async def test_a_message_that_cannot_go_out_becomes_a_call(
    own_database: Database, pool: Any, us: Cast, tmp_path: Path, client: Any, phone_net: tuple[Gateway, str]
) -> None:
    net, address = phone_net
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await tx.run("update contacts set channel = 'sms'")
        await give(tx, us, order)
    async with client("alice") as alice:
        assert await messages(alice, order) == [("engineer_named", "sms", "waiting", None)]
        await Post(config(own_database, tmp_path), pool, us.org_id).run(MINUTE)
        assert await messages(alice, order) == [("engineer_named", "sms", "dropped", "open")]
    async with db.transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "cancel", NOW + MINUTE, reason="By telephone")
    post = Post(config(own_database, tmp_path, sms=f"json://{address}/sms/{{to}}"), pool, us.org_id)
    async with db.transaction(pool, us.org_id) as tx:
        before = await tx.value("select max(seq) from feed where id = $1", order)
    await post.run(MINUTE)
    async with client("alice") as alice, db.transaction(pool, us.org_id) as tx:
        assert (await messages(alice, order))[0] == ("order_cancelled", "sms", "sent", None)
        assert await tx.value("select max(seq) from feed where id = $1", order) > before  # an open screen hears of it
    assert net.messages[0]["title"].endswith("was cancelled")


async def test_who_may_not_see_the_order_ticks_nothing_off(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        call = await tx.value("select notification_id from calls_to_make where order_id = $1", order)
    async with client("mallory") as mallory, client("bob") as bob:
        assert code_of(await mallory.post(f"/api/notifications/{call}/call", json={"outcome": "reached"})) == (404, "not_found")
        assert code_of(await bob.post(f"/api/notifications/{call}/call", json={"outcome": "reached"})) == (403, "not_allowed")
