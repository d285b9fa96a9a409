"""Head office reminds a station of a visit: a bell for its dispatchers, and both see who reminded them and when."""

from typing import Any

from outrider import db
from tests.cast import Cast, give, take_order, walk
from tests.conftest import code_of

BELLS = "select u.name from notifications n join users u on u.id = n.user_id where n.kind = 'station_reminded' order by u.name"


async def test_one_press_rings_the_station_and_both_see_it(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("max") as max_, client("alice") as alice:
        assert (await max_.post(f"/api/orders/{order}/reminder")).status_code == 204
        for person in (max_, alice):
            [line] = (await person.get("/api/board")).json()["orders"]
            assert (line["reminded_by"], line["reminded_at"] is not None) == ("Max", True)
        events = (await alice.get(f"/api/orders/{order}")).json()["events"]
        assert [row["name"] for row in events if row["kind"] == "station_reminded"] == ["Max"]
        [bell] = [row for row in (await alice.get("/api/notifications")).json() if row["kind"] == "station_reminded"]
        assert bell["title"] == "Max reminds you: Dana's works"
    async with db.transaction(pool, us.org_id) as tx:
        assert [row["name"] for row in await tx.connection.fetch(BELLS)] == ["Alice"]


async def test_a_reminder_leaves_the_bell_once_somebody_has_the_order(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("max") as max_:
        await max_.post(f"/api/orders/{order}/reminder")
    async with db.transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        assert await tx.value("select count(*) from notifications where kind = 'station_reminded' and withdrawn_at is null") == 0


async def test_of_a_visit_where_somebody_is_already_nobody_is_reminded(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    async with client("max") as max_:
        assert code_of(await max_.post(f"/api/orders/{order}/reminder")) == (409, "action_not_possible")


async def test_only_who_stands_above_a_station_reminds_it(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
    async with client("alice") as alice:
        assert code_of(await alice.post(f"/api/orders/{order}/reminder")) == (403, "not_allowed")
