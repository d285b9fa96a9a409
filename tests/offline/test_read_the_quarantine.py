"""The quarantine is read by person, a page at a time."""

from datetime import timedelta
from typing import Any

from outrider.db import transaction
from tests.cast import NOW, Cast

from .test_quarantine import inbox


async def quarantine(pool: Any, us: Cast, name: str, count: int, first: int = 0, every: int = 1) -> None:
    """So many of somebody, numbered as they were tapped; every so many came in one batch, a minute after the one before."""
    insert = """insert into command_quarantine (org_id, id, user_id, body, code, received_at)
      select current_org(), gen_random_uuid(), $1, convert_to(format('{"kind": "k%s", "lane": "l", "lane_seq": %s}', n, n), 'utf8'),
        'person_disabled', $2::timestamptz + (n / $5) * interval '1 minute' from generate_series($3::int, $3 + $4::int - 1) n"""
    async with transaction(pool, us.org_id) as tx:
        await tx.run(insert, us.users[name], NOW - timedelta(days=1), first, count, every)


async def page_of(client: Any, us: Cast, after: str | None = None) -> list[dict[str, Any]]:
    params = {"user_id": str(us.users["bob"]), **({"after": after} if after else {})}
    return list((await client("alice").get("/api/quarantine", params=params)).json())


async def test_much_of_one_person_hides_nothing_of_another(client: Any, pool: Any, us: Cast) -> None:
    await quarantine(pool, us, "bob", 600)
    await quarantine(pool, us, "charlie", 2, 3000)
    rows = await inbox(client)
    assert (len(rows), sum(row["name"] == "Charlie" for row in rows)) == (500, 2)
    only = (await client("alice").get("/api/quarantine", params={"user_id": str(us.users["charlie"])})).json()
    assert [row["name"] for row in only] == ["Charlie", "Charlie"]


async def test_everything_of_one_person_is_read_page_by_page_as_it_was_tapped(client: Any, pool: Any, us: Cast) -> None:
    await quarantine(pool, us, "bob", 600, every=30)
    read, after, pages = list[str](), None, 0
    while page := await page_of(client, us, after):
        read += [row["kind"] for row in page]
        after, pages = page[-1]["received_at"], pages + 1
    assert read == [f"k{number}" for number in range(600)]
    assert pages == 5  # of a hundred and twenty: no batch is torn


async def test_the_inbox_names_everybody_of_whom_something_waits_with_how_much(client: Any, pool: Any, us: Cast) -> None:
    await quarantine(pool, us, "charlie", 2, 10)
    await quarantine(pool, us, "bob", 600)
    people = (await client("alice").get("/api/quarantine/people")).json()
    assert [(row["name"], row["waiting"]) for row in people] == [("Bob", 600), ("Charlie", 2)]
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update command_quarantine set settled_at = $1 where user_id = $2", NOW, us.users["bob"])
    people = (await client("alice").get("/api/quarantine/people")).json()
    assert [(row["name"], row["waiting"]) for row in people] == [("Charlie", 2)]


async def test_a_dispatcher_of_elsewhere_pages_through_nobody(client: Any, pool: Any, us: Cast) -> None:
    await quarantine(pool, us, "bob", 2)
    async with transaction(pool, us.org_id) as tx:
        elsewhere = "update grants set scope = 'station', scope_id = gen_random_uuid() where user_id = $1"
        await tx.run(elsewhere, us.users["alice"])
    assert await page_of(client, us) == []
    assert (await client("alice").get("/api/quarantine/people")).json() == []
