import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.db import transaction
from tests.cast import NOW, WAITS, Cast, act, give
from tests.conftest import Client, code_of, one_row

from .phone import Phone


async def value(pool: Any, us: Cast, sql: str, *args: Any) -> Any:
    async with transaction(pool, us.org_id) as tx:
        return await tx.value(sql, *args)


async def test_commands_in_order_are_applied(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    sent = [bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted")]
    outcomes = await bob.send(*sent)
    assert [row["result"] for row in outcomes] == ["applied", "applied"]
    assert outcomes[1]["feed_seq"] > outcomes[0]["feed_seq"]
    assert await value(pool, us, "select status from orders") == "appointment_confirmed"


async def test_a_command_sent_twice_is_one_event(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    command = bob.act(attendance, "accept", "assigned")
    assert [row["result"] for row in await bob.send(command) + await bob.send(command)] == ["applied", "duplicate"]
    assert await value(pool, us, "select count(*) from events where kind = 'accept'") == 1


async def test_eight_copies_at_once_are_one_event(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    command = bob.act(attendance, "accept", "assigned")
    rows = await asyncio.gather(*(bob.send(command) for _ in range(8)))
    assert sorted(row[0]["result"] for row in rows) == ["applied"] + ["duplicate"] * 7
    assert await value(pool, us, "select count(*) from events where kind = 'accept'") == 1


async def test_the_same_id_with_other_content_is_put_aside(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    command = json.loads(bob.act(attendance, "accept", "assigned"))
    await bob.send(json.dumps(command).encode())
    (outcome,) = await bob.send(json.dumps({**command, "wall": "2026-03-02T09:00:00Z"}).encode())
    assert (outcome["result"], outcome["code"]) == ("rejected", "id_reused")
    assert await value(pool, us, "select count(*) from command_quarantine where code = 'id_reused'") == 1


async def test_a_command_before_its_turn_waits_and_then_applies(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    first, second = bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted")
    assert (await bob.send(second))[0]["result"] == "held"
    assert (await bob.send(first))[0]["result"] == "applied"
    assert await value(pool, us, "select status from orders") == "appointment_confirmed"
    assert (await bob.send(second))[0]["result"] == "duplicate"


@pytest.mark.parametrize("rest", [b'"kind": 5}', b'"kind": "act", "lane": "a\xff"}'], ids=["not a command", "no UTF-8"])
async def test_a_command_that_cannot_be_read_is_kept_and_leaves_the_others_alone(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, rest: bytes
) -> None:
    broken = b'{"id": "' + str(uuid4()).encode() + b'", ' + rest
    outcomes = await bob.send(broken, bob.act(attendance, "accept", "assigned"))
    assert [(row["result"], row["code"]) for row in outcomes] == [("rejected", "field_not_valid"), ("applied", None)]
    assert await value(pool, us, "select body from command_quarantine") == broken


async def test_an_unknown_kind_fills_its_gap_and_is_kept(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    outcomes = await bob.send(bob.command(attendance, {}, "sing_a_song"), bob.act(attendance, "accept", "assigned"))
    assert [(row["result"], row["code"]) for row in outcomes] == [("rejected", "unknown_command"), ("applied", None)]
    assert await value(pool, us, "select count(*) from command_quarantine") == 1


async def test_a_text_that_the_database_cannot_hold_is_put_aside_and_the_lane_goes_on(bob: Phone, attendance: UUID) -> None:
    nul = bob.act(attendance, "note", "assigned", data={"text": "a\x00b"})
    outcomes = await bob.send(nul, bob.act(attendance, "accept", "assigned"))
    assert [(row["result"], row["code"]) for row in outcomes] == [("rejected", "field_not_valid"), ("applied", None)]


async def test_a_visit_that_was_never_theirs_is_rejected_and_kept(client: Any, attendance: UUID) -> None:
    charlie = await Phone(client("charlie")).register()
    (outcome,) = await charlie.send(charlie.act(attendance, "accept", "assigned"))
    assert (outcome["result"], outcome["code"]) == ("rejected", "not_your_visit")


async def test_work_on_a_visit_that_was_handed_over_is_kept_for_review(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie", "Bob is silent")
    outcomes = await bob.send(bob.act(attendance, "accept", "assigned"), bob.act(attendance, "set_off", "accepted"))
    assert [row["result"] for row in outcomes] == ["accepted_conflict", "accepted_conflict"]
    assert await value(pool, us, "select set_off_at from attendances where id = $1", attendance) is not None
    assert await value(pool, us, WAITS) == "set_off"
    assert await value(pool, us, "select status from orders") == "assigned"


async def test_a_visit_done_offline_after_it_was_cancelled_is_kept_for_review(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await bob.send(bob.act(attendance, "accept", "assigned"))
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "cancel", reason="Called off")
    (outcome,) = await bob.send(bob.act(attendance, "confirm_appointment", "accepted"))
    assert outcome["result"] == "accepted_conflict"
    assert await value(pool, us, "select status from orders") == "cancelled"


async def test_a_tap_counts_at_the_phones_corrected_time(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    tapped = NOW - timedelta(hours=5)  # the phone's clock is three hours slow, and knows it
    command = bob.act(attendance, "accept", "assigned", wall=tapped, offset_ms=3 * 3600 * 1000)
    await bob.send(command, sent_at=NOW - timedelta(hours=3))
    async with transaction(pool, us.org_id) as tx:
        row = await one_row(tx.connection, "select device_time, happened_at, server_time from events where kind = 'accept'")
    assert (row["device_time"], row["happened_at"], row["server_time"]) == (tapped, NOW - timedelta(hours=2), NOW)


@pytest.mark.parametrize(
    ("was_set", "sent_by"),
    [(-3, -3), (3, 3), (0, -3), (0, 3)],
    ids=["back before it", "forward before it", "back after it", "forward after it"],
)
async def test_a_tap_counts_at_its_time_where_the_clock_was_set_since_the_last_answer(
    bob: Phone, attendance: UUID, pool: Any, us: Cast, was_set: int, sent_by: int
) -> None:
    """Two hours ago, without network since: what the phone knew of its clock then is three hours wrong, or its clock is now."""
    tapped = NOW - timedelta(hours=2)
    held = bob.act(attendance, "confirm_appointment", "accepted", seq=2, wall=tapped + timedelta(hours=was_set))
    first = bob.act(attendance, "accept", "assigned", seq=1, wall=tapped + timedelta(hours=was_set))
    for command in (held, first):
        await bob.send(command, sent_at=NOW + timedelta(hours=sent_by))
    async with transaction(pool, us.org_id) as tx:
        rows = await tx.connection.fetch("select happened_at from events where kind in ('accept', 'confirm_appointment')")
    assert [row["happened_at"] for row in rows] == [tapped, tapped]


async def test_a_clock_from_the_future_is_held_back_to_when_it_arrived(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.act(attendance, "accept", "assigned", wall=NOW + timedelta(days=400)))
    assert await value(pool, us, "select happened_at from events where kind = 'accept'") == NOW


async def test_times_in_a_lane_never_go_back(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    first = bob.act(attendance, "accept", "assigned", wall=NOW - timedelta(minutes=5))
    second = bob.act(attendance, "confirm_appointment", "accepted", wall=NOW - timedelta(hours=9))
    await bob.send(first, second)
    assert await value(pool, us, "select happened_at from events where kind = 'confirm_appointment'") == NOW - timedelta(minutes=5)


async def test_a_phone_that_is_not_registered_is_told_so(client: Any, attendance: UUID) -> None:
    stranger: Client = client("charlie")
    body = {"sent_at": NOW.isoformat(), "commands": []}
    assert code_of(await stranger.post("/api/phone/commands", json=body)) == (409, "phone_not_registered")


async def test_the_office_knows_what_a_phone_still_holds(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    body = {"sent_at": NOW.isoformat(), "commands": [], "unsent": 7, "unsent_since": (NOW - timedelta(minutes=9)).isoformat()}
    await bob.client.post("/api/phone/commands", json=body)
    assert await value(pool, us, "select unsent from phones") == 7


async def test_a_lane_of_another_phone_is_neither_moved_on_nor_blocked(bob: Phone, client: Any, attendance: UUID) -> None:
    charlie = await Phone(client("charlie")).register()
    foreign = charlie.act(attendance, "note", "assigned", data={"text": "not mine"}, lane=f"{attendance}:{bob.id}")
    (outcome,) = await charlie.send(foreign)
    assert (outcome["result"], outcome["code"]) == ("rejected", "phone_not_registered")
    assert [row["result"] for row in await bob.send(bob.act(attendance, "accept", "assigned"))] == ["applied"]
