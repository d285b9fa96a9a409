import hashlib
from datetime import timedelta
from typing import Any

import pytest

from outrider import cursor, db
from outrider.retain import actions as retention
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import Database, code_of

from .ground import add_command, add_fixes, fixes, hold, run, value

CHAIN = "select encode(sha256, 'hex') from deletions where what = 'positions'"


async def say(pool: Any, org: Cast, what: str, days: int) -> None:
    async with db.transaction(pool, org.org_id) as tx:
        await tx.run(
            "insert into retention_policies (org_id, what, days, changed_at, changed_by) values (current_org(), $1, $2, $3, $4)",
            what, days, NOW, org.users["erin"] if "erin" in org.users else org.users["mallory"],
        )  # fmt: skip


async def test_positions_go_after_the_days_that_the_organisation_says(pool: Any, us: Cast, template: Database) -> None:
    await say(pool, us, "positions", 30)
    for days in (50, 20):
        await add_fixes(pool, us, "bob", days)
        await add_fixes(pool, template.them, "bobby", days)
    assert ((await run(pool, us)).deleted["positions"], (await run(pool, template.them)).deleted["positions"]) == (5, 0)
    assert (len(await fixes(pool, us, "bob")), len(await fixes(pool, template.them, "bobby"))) == (5, 10)


async def test_packs_go_like_rows(pool: Any, us: Cast) -> None:
    await add_fixes(pool, us, "bob", 20, count=30)
    await run(pool, us)
    done = await run(pool, us, NOW + timedelta(days=90))
    assert (done.deleted["positions"], await fixes(pool, us, "bob")) == (30, [])
    assert await value(pool, us, "select count(*) from position_packs") == 0


async def test_what_was_deleted_is_proven_step_by_step(pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    await add_fixes(pool, us, "bob", 100)
    async with db.transaction(pool, us.org_id) as tx:
        rows = [row[0] for row in await tx.connection.fetch("select p::text from positions p order by device_time")]
    await run(pool, us)
    first, second = (hashlib.sha256("\n".join(sorted(step)).encode()).digest() for step in (rows[:3], rows[3:]))
    assert await value(pool, us, CHAIN) == hashlib.sha256(first + second).hexdigest()
    proof = "select (deleted, first_at = $1, last_at > first_at, before < $1 + interval '11 days') from deletions"
    assert await value(pool, us, proof, NOW - timedelta(days=100)) == (5, True, True, True)


async def test_a_run_that_deletes_nothing_proves_nothing(pool: Any, us: Cast) -> None:
    await run(pool, us)
    assert await value(pool, us, "select count(*) from deletions") == 0


async def test_the_body_of_a_command_goes_and_its_id_hash_and_outcome_stay(pool: Any, us: Cast) -> None:
    old = await add_command(pool, us, "bob", 401)
    young, held = await add_command(pool, us, "bob", 399), await add_command(pool, us, "bob", 500, held=True)
    assert (await run(pool, us)).deleted["commands"] == 1
    async with db.transaction(pool, us.org_id) as tx:
        found = {row["id"]: tuple(row)[1:] for row in await tx.connection.fetch("select id, body, body_sha, outcome from commands")}
    applied = {"result": "applied"}
    assert found == {old: (b"", b"sha", applied), young: (b"words", b"sha", applied), held: (b"words", b"sha", applied)}


async def feed_of(pool: Any, us: Cast, rows: int) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        for name in ("bob", "charlie")[:rows]:
            tx.touch("duty", us.users[name])


async def test_a_reader_behind_the_feed_reads_all_again(pool: Any, us: Cast) -> None:
    await feed_of(pool, us, 2)
    async with db.transaction(pool, us.org_id) as tx:
        behind = await tx.one("select feed_epoch() as epoch, seq, mark from feed where seq = 1", cursor.Seen)
        head = await tx.one("select feed_epoch() as epoch, seq, mark from feed where seq = 2", cursor.Seen)
    assert behind is not None and head is not None
    await run(pool, us)
    done = await run(pool, us, NOW + timedelta(days=62))
    assert done.deleted["feed"] == 1
    async with db.transaction(pool, us.org_id) as tx:
        here = await cursor.here(tx)
        assert await cursor.standing(tx, behind, here) == "full"
        assert await cursor.standing(tx, head, here) == "follows"
        old_reader = cursor.Seen(behind.epoch, 0)
        assert await cursor.standing(tx, old_reader, here) == "full"
        assert await cursor.standing(tx, cursor.Seen(behind.epoch, 1), here) == "follows"


@pytest.mark.parametrize(("kind", "name", "stays"), [("organisation", None, ("bob", "charlie")), ("engineer", "bob", ("bob",))])
async def test_a_hold_stops_it(pool: Any, us: Cast, kind: str, name: str | None, stays: tuple[str, ...]) -> None:
    for engineer in ("bob", "charlie"):
        await add_fixes(pool, us, engineer, 100)
        await add_command(pool, us, engineer, 500)
    await hold(pool, us, kind, us.users[name] if name else None)
    await run(pool, us)
    assert [engineer for engineer in ("bob", "charlie") if await fixes(pool, us, engineer)] == [*stays]
    assert await value(pool, us, "select count(*) from commands where body <> ''") == len(stays)


async def test_a_hold_of_an_order_keeps_what_its_engineers_did(pool: Any, us: Cast) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await give(tx, us, order)
    for engineer in ("bob", "charlie"):
        await add_fixes(pool, us, engineer, 100)
    await hold(pool, us, "order", order)
    await run(pool, us)
    assert (len(await fixes(pool, us, "bob")), len(await fixes(pool, us, "charlie"))) == (5, 0)


async def test_what_a_hold_kept_goes_after_it_is_lifted(pool: Any, us: Cast, client: Any) -> None:
    await add_command(pool, us, "bob", 500)
    await add_fixes(pool, us, "bob", 100)
    body = {"kind": "engineer", "object_id": str(us.users["bob"]), "reason": "A complaint"}
    placed = await client("erin").post("/api/legal-holds", json=body)
    assert placed.status_code == 201
    assert set((await run(pool, us)).deleted.values()) == {0}
    assert (await client("erin").delete(f"/api/legal-holds/{placed.json()['id']}")).status_code == 204
    done = await run(pool, us)
    assert (done.deleted["positions"], done.deleted["commands"]) == (5, 1)
    (row,) = (await client("erin").get("/api/retention")).json()["holds"]
    assert (row["placed_by"], row["lifted_by"], row["lifted_at"]) == ("Erin", "Erin", "2026-03-02T10:00:00Z")


async def test_the_administrator_reads_terms_and_proof(pool: Any, us: Cast, client: Any) -> None:
    assert (await client("erin").put("/api/retention", json={"what": "positions", "days": 30})).status_code == 204
    await add_fixes(pool, us, "bob", 50)
    await run(pool, us)
    said = (await client("erin").get("/api/retention")).json()
    assert said["kept"][0] == {"what": "positions", "days": 30}
    (proof,) = said["deletions"]
    assert (proof["what"], proof["deleted"], len(proof["sha256"])) == ("positions", 5, 64)


@pytest.mark.parametrize("days", [8, 36_501])
async def test_a_term_that_cannot_be_is_refused(client: Any, days: int) -> None:
    answer = await client("erin").put("/api/retention", json={"what": "positions", "days": days})
    assert code_of(answer) == (422, "field_not_valid")


async def test_a_hold_of_nothing_is_refused(client: Any, us: Cast) -> None:
    for body in (
        {"kind": "order", "object_id": str(us.users["bob"])},
        {"kind": "order"},
        {"kind": "engineer", "object_id": str(us.station)},
    ):
        assert code_of(await client("erin").post("/api/legal-holds", json={**body, "reason": "x"})) == (422, "field_not_valid")


async def test_others_know_nothing_of_it(client: Any) -> None:
    for name in ("alice", "bob", "max"):
        assert code_of(await client(name).get("/api/retention")) == (403, "not_allowed")
