import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from outrider.db import Tx, transaction
from outrider.ids import new_id
from tests.cast import NOW, Cast, act, give, take_order
from tests.conftest import Database, FixedClock

from .phone import Phone
from .pulls import pull


async def test_the_first_pull_is_the_whole_day(bob: Phone, attendance: UUID) -> None:
    page = await pull(bob)
    assert page["full"] is True
    assert [(job["attendance_id"], job["contact"], job["status"]) for job in page["jobs"]] == [(str(attendance), "Dana", "assigned")]


async def test_later_pulls_bring_only_what_changed(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    page = await pull(bob)
    assert (await pull(bob, page))["jobs"] == []
    async with transaction(pool, us.org_id) as tx:
        second = await give(tx, us, await take_order(tx, us))
    page = await pull(bob, page)
    assert (page["full"], [job["attendance_id"] for job in page["jobs"]]) == (False, [str(second)])


async def test_a_handed_over_visit_says_who_has_it_now(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    page = await pull(bob)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie", "Late")
    (job,) = (await pull(bob, page))["jobs"]
    assert (job["attendance_id"], job["end_reason"], job["now_with"]) == (str(attendance), "hand_over", "Charlie")


async def test_a_visit_that_came_from_a_colleague_says_why_whom_to_ask_and_what_they_did(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    page = await pull(bob)
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set phone = '555 ' || name where name in ('Alice', 'Bob', 'Charlie')")
        other = await take_order(tx, us)
        await give(tx, us, other, "charlie")
        await act(tx, us, "charlie", other, "accept")
        await act(tx, us, "charlie", other, "note", text="The key is at the bakery")
        await give(tx, us, other, "bob", "Charlie is ill")
        await act(tx, us, "alice", other, "note", text="Ring the bell twice")
        await give(tx, us, order, "charlie", "Near the other one")
    mine, gone = sorted((await pull(bob, page))["jobs"], key=lambda job: job["ended_at"] is not None)
    given = mine["given"]
    assert (given["reason"], given["by"], given["by_phone"]) == ("Charlie is ill", "Alice", "555 Alice")
    assert (given["colleague"], given["colleague_phone"]) == ("Charlie", "555 Charlie")
    assert [(row["action"], row["text"]) for row in given["did"]] == [("accept", ""), ("note", "The key is at the bakery")]
    assert [(row["by"], row["text"]) for row in mine["notes"]] == [("Alice", "Ring the bell twice")]
    assert (gone["taken"]["reason"], gone["taken"]["by"], gone["given"]["reason"]) == ("Near the other one", "Alice", "")


async def test_what_runs_against_the_visit_comes_along(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    page = await pull(bob)
    (before,) = page["jobs"]
    running = (
        "select what, to_char(due_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as due from clocks where outcome = 'running'"
    )
    async with transaction(pool, us.org_id) as tx:
        expected = {(row["what"], row["due"]) for row in await tx.connection.fetch(running)}
        await act(tx, us, "alice", order, "cancel", reason="x")
    assert expected and {(row["what"], row["due_at"]) for row in before["clocks"]} == expected
    assert [job["clocks"] for job in (await pull(bob, page))["jobs"]] == [[]]


async def test_another_epoch_starts_over(bob: Phone, attendance: UUID) -> None:
    page = await pull(bob)
    assert (await pull(bob, {"epoch": "before the restore", "seq": page["seq"]}))["full"] is True


async def test_what_ended_yesterday_leaves_the_phone(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "cancel", reason="x")
    clock.at += timedelta(hours=25)
    assert (await pull(bob))["jobs"] == []


async def test_what_can_be_undone_is_said(bob: Phone, attendance: UUID) -> None:
    await bob.send(bob.act(attendance, "accept", "assigned"))
    assert (await pull(bob))["jobs"][0]["undo_to"] == "assigned"


async def test_whoever_has_the_visit_now_hears_that_late_work_is_looked_at(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, client: Any
) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = UUID(str(await tx.value("select order_id from attendances where id = $1", attendance)))
        await give(tx, us, order, "charlie", "closer")
    charlie = await Phone(client("charlie")).register()
    before = await pull(charlie)
    (outcome,) = await bob.send(bob.act(attendance, "accept", "assigned"))
    assert outcome["result"] == "accepted_conflict"
    after = (await charlie.client.get("/api/phone/pull", params={"epoch": before["epoch"], "since": before["seq"]})).json()
    assert [row["needs_review"] for row in after["jobs"]] == ["accept"]


WRITERS, EACH = 16, 25


async def missed(pool: Any, us: Cast, write: Callable[[Tx], Awaitable[Any]], read: str) -> set[int]:
    """Numbers that a reader who goes on from the last one they saw never saw, while sixteen write and commit in their own time."""
    seen: set[int] = set()
    done = asyncio.Event()

    async def writer() -> None:
        for index in range(EACH):
            async with transaction(pool, us.org_id) as tx:
                await write(tx)
                await asyncio.sleep(0.001 * (index % 5))

    async def reader() -> None:
        cursor = 0
        while not done.is_set() or cursor < WRITERS * EACH:
            async with transaction(pool, us.org_id) as tx:
                rows = [row["seq"] for row in await tx.connection.fetch(read, cursor)]
            seen.update(rows)
            cursor = rows[-1] if rows else cursor
            await asyncio.sleep(0)

    reading = asyncio.create_task(reader())
    await asyncio.gather(*(writer() for _ in range(WRITERS)))
    done.set()
    await asyncio.wait_for(reading, 20)
    return set(range(1, WRITERS * EACH + 1)) - seen


async def test_row_34_sixteen_writers_and_a_reader_that_misses_nothing(pool: Any, us: Cast) -> None:
    """The counter is the last statement of each writing transaction, so its numbers become visible in order."""

    async def touch(tx: Tx) -> None:
        tx.touch("order", new_id(NOW))

    assert await missed(pool, us, touch, "select seq from feed where seq > $1 order by seq") == set()


async def test_row_34_the_same_reader_misses_some_of_a_plain_sequence(pool: Any, us: Cast, own_database: Database) -> None:
    """Shows that the test above can fail: a sequence gives its numbers in one order, and transactions commit in another."""
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("create table plain (seq bigserial primary key); grant all on plain, plain_seq_seq to outrider_app")
    await owner.close()

    async def draw(tx: Tx) -> None:
        await tx.run("insert into plain default values")

    assert await missed(pool, us, draw, "select seq from plain where seq > $1 order by seq") != set()


async def test_a_transaction_that_fails_leaves_no_gap(pool: Any, us: Cast) -> None:
    try:
        async with transaction(pool, us.org_id) as tx:
            tx.touch("order", new_id(NOW))
            await tx.step_feed()
            raise RuntimeError("power cut")
    except RuntimeError:
        pass
    async with transaction(pool, us.org_id) as tx:
        tx.touch("order", new_id(NOW))

    async def head(tx: Tx) -> int:
        return int(await tx.value("select seq from feed_heads where org_id = $1", us.org_id))

    async with transaction(pool, us.org_id) as tx:
        assert (await head(tx), await tx.value("select count(*) from feed")) == (1, 1)


async def as_owner(database: Database, statement: str, *args: object) -> Any:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        return await owner.fetchval(statement, *args)
    finally:
        await owner.close()


async def asked(phone: Phone, page: dict[str, Any], **change: Any) -> dict[str, Any]:
    params = {"epoch": page["epoch"], "since": page["seq"], "mark": page["mark"]} | change
    given = {name: value for name, value in params.items() if value is not None}
    return dict((await phone.client.get("/api/phone/pull", params=given)).json())


async def grow(pool: Any, us: Cast, times: int = 1) -> None:
    for _ in range(times):
        async with transaction(pool, us.org_id) as tx:
            await give(tx, us, await take_order(tx, us))


async def test_an_epoch_of_the_release_before_goes_on_and_is_answered_unchanged(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    """Another word would make that phone send again all that it has kept for thirty days."""
    page = await pull(bob)
    old = f"7342187421873645281-3-{page['epoch']}"
    later = await asked(bob, page, epoch=old, mark=None)
    assert (later["epoch"], later["full"], later["jobs"]) == (old, False, [])
    board = {"epoch": old, "since": page["seq"]}
    assert (await bob.client.get("/api/phone/pull", params=board)).json()["full"] is False


async def test_a_restored_server_is_another_epoch_also_for_the_release_before(bob: Phone, attendance: UUID, own_database: Database) -> None:
    page = await pull(bob)
    await as_owner(own_database, "update epochs set id = gen_random_uuid()")
    for epoch in (page["epoch"], f"7342187421873645281-3-{page['epoch']}"):
        later = await asked(bob, page, epoch=epoch)
        assert later["full"] is True
        assert not later["epoch"].endswith(page["epoch"])


async def test_a_failover_that_lost_nothing_changes_nothing(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    page = await pull(bob)
    await grow(pool, us)
    later = await asked(bob, page)
    assert (later["full"], later["lost"], len(later["jobs"])) == (False, False, 1)


async def lose(database: Database, us: Cast, seq: int) -> None:
    """As a standby knows it that had not heard of what came last."""
    await as_owner(database, "delete from feed where org_id = $1 and seq > $2", us.org_id, seq)
    await as_owner(database, "update feed_heads set seq = $2 where org_id = $1", us.org_id, seq)


async def test_what_a_failover_lost_is_noticed_by_the_mark_and_the_last_common_row_is_found(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, own_database: Database
) -> None:
    first = await pull(bob)
    await grow(pool, us)
    second = await asked(bob, first)
    await lose(own_database, us, first["seq"])
    gone = await asked(bob, second)  # nothing new has come since
    assert (gone["full"], gone["lost"], gone["epoch"], gone["seq"]) == (True, True, first["epoch"], first["seq"])
    await grow(pool, us, 3)  # others stand in their place
    overtaken = await asked(bob, second)
    assert (overtaken["full"], overtaken["lost"]) == (True, True)
    known = [[page["seq"], page["mark"]] for page in (second, first)]
    answer = await bob.client.post("/api/phone/common", json={"known": known})
    assert answer.json() == {"seq": first["seq"]}
    none = await bob.client.post("/api/phone/common", json={"known": [[second["seq"], second["mark"]]]})
    assert none.json() == {"seq": 0}


async def test_a_phone_of_the_release_before_sends_all_again_where_something_was_lost(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, own_database: Database
) -> None:
    first = await pull(bob)
    await grow(pool, us)
    second = await asked(bob, first)
    await lose(own_database, us, first["seq"])
    told = await asked(bob, second, mark=None)
    assert told["full"] is True
    assert told["epoch"] != second["epoch"]
    again = await asked(bob, told, mark=None)  # once, and not for ever
    assert (again["full"], again["epoch"]) == (False, told["epoch"])


async def test_a_reader_behind_the_oldest_row_reads_all_and_has_lost_nothing(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, own_database: Database
) -> None:
    page = await pull(bob)
    await grow(pool, us, 2)
    await as_owner(own_database, "delete from feed where org_id = $1 and seq <= $2", us.org_id, page["seq"])
    later = await asked(bob, page)
    assert (later["full"], later["lost"]) == (True, False)


async def test_rows_of_before_the_marks_are_read_as_they_are(bob: Phone, attendance: UUID, own_database: Database, us: Cast) -> None:
    await as_owner(own_database, "update feed set mark = null")
    page = await pull(bob)
    assert page["mark"] is None
    assert (await asked(bob, page))["full"] is False
