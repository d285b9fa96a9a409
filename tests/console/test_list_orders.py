"""The list: what it is narrowed to, all that there ever were page by page, and what words find."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.accounts.search import actions as terms
from outrider.console.list import actions as listing
from outrider.console.list.rules import Wanted
from outrider.db import transaction
from outrider.model import Scope
from tests.assign.crews import join
from tests.cast import NOW, Cast, act, give, take_order
from tests.console.test_board import who_of


async def ids(tx: Any, us: Cast, scope: Scope | None = None, **wanted: Any) -> list[UUID]:
    who = who_of(us, scope) if scope else who_of(us)
    return [line.id for line in (await listing.look(tx, who, Wanted(**wanted), NOW)).lines]


async def test_each_facet_leaves_the_orders_that_have_it(tx: Any, us: Cast) -> None:
    plain, other = await take_order(tx, us), await take_order(tx, us, level="2", kind="inspection", skill="server", window=(2880, 2940))
    await give(tx, us, other)
    account = await tx.value("select account_id from orders where id = $1", other)
    day = (NOW + timedelta(days=2)).date()
    facets: list[dict[str, Any]] = [
        {"levels": ["2"]}, {"kinds": ["inspection"]}, {"skills": ["server"]}, {"engineers": [us.users["bob"]]}, {"statuses": ["assigned"]},
        {"accounts": [account]}, {"first": day}, {"ids": [other]},
    ]  # fmt: skip
    for facet in facets:
        assert await ids(tx, us, **facet) == [other], facet
    assert await ids(tx, us, last=NOW.date()) == [plain]
    assert set(await ids(tx, us, stations=[us.station])) == {plain, other}


async def test_an_order_is_listed_under_whoever_has_it(tx: Any, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await give(tx, us, order, "charlie", "late")
    assert await ids(tx, us, engineers=[us.users["bob"]]) == []
    assert await ids(tx, us, engineers=[us.users["charlie"]]) == [order]


async def test_the_lead_is_found_by_name_beside_somebody_who_joined_later(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
        await join(tx, us, order)
    found = (await client("alice").get("/api/orders", params={"words": "bob"})).json()
    assert [row["id"] for row in found] == [str(order)]


async def test_ended_orders_of_any_age_come_page_by_page(tx: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = [await take_order(tx, us) for _ in range(3)]
    await act(tx, us, "alice", orders[0], "cancel", reason="Called off")
    await tx.run("update orders set status_since = $2 where id = $1", orders[0], NOW - timedelta(days=700))
    assert orders[0] not in await ids(tx, us)
    monkeypatch.setattr(listing, "PAGE", 2)
    first = await listing.look(tx, who_of(us), Wanted(ended=True), NOW)
    second = await listing.look(tx, who_of(us), Wanted(ended=True, before=first.last), NOW)
    assert (len(first.lines), first.more, len(second.lines), second.more) == (2, True, 1, False)
    assert {line.id for line in [*first.lines, *second.lines]} == set(orders)


async def test_nobody_lists_what_is_not_theirs(tx: Any, us: Cast) -> None:
    order = await take_order(tx, us)
    assert await ids(tx, us, Scope(False, [], [], us.users["bob"]), ids=[order]) == []


async def test_orders_are_found_by_what_a_caller_says(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order, other = await take_order(tx, us), await take_order(tx, us)
        await tx.run(
            "update contacts set name = 'María Núñez', phone = '+56 9 5550 0274' where id = (select contact_id from orders where id = $1)",
            order,
        )
        await tx.run("update sites set address = 'Calle Ñuble 12' where id = (select site_id from orders where id = $1)", order)
        await tx.run("update orders set fault = 'Rack is dead' where id = $1", other)
    for words in ("nunez", "Núñez", "nuble 12", "rack", "maria  calle", "55500274", "5550 0274"):
        found = [row["id"] for row in (await client("alice").get("/api/orders", params={"words": words})).json()]
        assert found == [str(other if words == "rack" else order)], words
    nothing = (await client("alice").get("/api/orders", params={"words": "nunez rack"})).json()
    assert nothing == []


async def test_ended_orders_are_found_by_contact_and_street(tx: Any, us: Cast) -> None:
    order = await take_order(tx, us)
    await act(tx, us, "alice", order, "cancel", reason="Called off")
    await tx.run("update orders set status_since = $2 where id = $1", order, NOW - timedelta(days=700))
    await terms.index(tx, "sites", [(await tx.value("select site_id from orders where id = $1", order), "Hall 1 Calle Ñuble 12")])
    for words in ("nuble", "dana 5550100", "calle dana"):
        assert await ids(tx, us, words=words, ended=True) == [order], words


async def test_what_is_shown_becomes_a_sheet(client: Any, us: Cast) -> None:
    shown = {"header": ["Number", "Customer"], "rows": [["OUR-1", "=1+1"], ["OUR-2"]]}
    answer = await client("alice").post("/api/orders/list/sheet", params={"form": "csv"}, json=shown)
    assert (answer.status_code, answer.text) == (200, "\ufeffNumber,Customer\r\nOUR-1,'=1+1\r\nOUR-2,\r\n")
    assert answer.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    none = await client("alice").post("/api/orders/list/sheet", json={"header": [], "rows": []})
    assert (none.status_code, none.json()["code"]) == (422, "field_not_valid")
