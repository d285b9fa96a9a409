"""Views of the list under a name: one's own, and those that the house shares."""

from typing import Any

from tests.cast import Cast


async def names(client: Any, name: str) -> list[tuple[str, bool]]:
    return [(view["name"], view["mine"]) for view in (await client(name).get("/api/list-views")).json()]


async def save(client: Any, who: str, **view: Any) -> Any:
    return await client(who).post("/api/list-views", json={"name": "Late today", "query": "mark=late", **view})


async def test_a_view_is_ones_own_until_it_is_shared(client: Any, us: Cast) -> None:
    first = (await save(client, "alice")).json()["id"]
    assert (await names(client, "alice"), await names(client, "erin")) == ([("Late today", True)], [])
    assert (await save(client, "alice", shared=True, query="mark=late,risky")).json()["id"] == first
    assert (await names(client, "alice"), await names(client, "erin")) == ([("Late today", True)], [("Late today", False)])
    assert await names(client, "bob") == []


async def test_a_shared_view_is_forgotten_by_its_owner_or_an_administrator(client: Any, us: Cast) -> None:
    view, other = [(await save(client, "alice", name=name, shared=True)).json()["id"] for name in ("A", "B")]
    refused = await client("max").delete(f"/api/list-views/{view}")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await client("erin").delete(f"/api/list-views/{view}")).status_code == 204
    assert (await client("alice").delete(f"/api/list-views/{other}")).status_code == 204
    assert await names(client, "alice") == []


async def test_nobody_forgets_what_they_do_not_see_or_shares_from_outside_the_house(client: Any, us: Cast) -> None:
    view = (await save(client, "alice")).json()["id"]
    hidden = await client("erin").delete(f"/api/list-views/{view}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")
    outside = await save(client, "bob", shared=True)
    assert (outside.status_code, outside.json()["code"]) == (403, "not_allowed")
    blank = await save(client, "alice", name="  ")
    assert (blank.status_code, blank.json()["params"]) == (422, {"fields": ["name"]})
