"""A phone that is wrong, late, broken or made to lie changes nothing that it may not, and stops nobody else."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from outrider.db import transaction, transactions_of
from outrider.model import Role, Scope, Who
from outrider.offline import actions as offline
from outrider.offline import rules
from outrider.offline import store as commands
from outrider.schedule import actions as schedule
from outrider.sign.prints import actions as prints
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import FixedClock, code_of

from .phone import Phone
from .test_commands import value

WAITS = "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())"
DONE = ("accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "finish_work")


async def refused(bob: Phone, *commands: bytes) -> list[tuple[str, str]]:
    return [(row["result"], row["code"]) for row in await bob.send(*commands)]


async def do(pool: Any, us: Cast, order: UUID, *actions: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, *actions)


@pytest.mark.parametrize("action", ["sign", "assign", "hand_over"])
async def test_what_has_a_way_of_its_own_is_not_reached_by_a_tap(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, action: str
) -> None:
    await do(pool, us, order, *DONE)
    data = {"report_id": "none", "engineer_id": str(us.users["charlie"]), "reason": "r"}
    assert await refused(bob, bob.act(attendance, action, "awaiting_signature", data=data)) == [("rejected", "unknown_command")]
    assert await value(pool, us, "select status from orders") == "awaiting_signature"


async def test_an_undo_leads_only_to_where_the_order_was(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.act(attendance, "accept", "assigned"))
    lie = {"from": "closed", "to": "accepted"}
    await bob.send(bob.act(attendance, "accept", "assigned", data=lie), bob.act(attendance, "undo", "accepted"))
    assert await value(pool, us, "select status from orders") == "assigned"


async def test_a_report_belongs_to_the_order_of_its_own_visit(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await do(pool, us, order, *DONE)
    async with transaction(pool, us.org_id) as tx:
        other = await take_order(tx, us)
        await give(tx, us, other, "charlie")
    wrong = (bob.report(other), bob.report(order, replaces=str(uuid4())), bob.report(uuid4()))
    outcomes = await refused(bob, *(bob.seal(attendance, report) for report in wrong))
    assert outcomes == [("rejected", "seal_broken")] * 3
    assert await value(pool, us, "select count(*) from reports") == 0


async def test_a_third_signature_is_refused(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await do(pool, us, order, *DONE)
    parties = [bob.signature(party) for party in ("engineer", "customer", "../witness")]
    assert await refused(bob, bob.seal(attendance, bob.report(order), signatures=parties)) == [("rejected", "seal_broken")]


async def test_a_report_sealed_twice_is_one_report_and_stops_nothing(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await do(pool, us, order, *DONE)
    report = bob.report(order)
    seals = [bob.seal(attendance, report), bob.seal(attendance, report)]
    outcomes = await refused(bob, *seals, bob.act(attendance, "note", "signed", data={"text": "Left the key"}))
    assert [result for result, _ in outcomes] == ["applied", "rejected", "accepted_conflict"]


async def test_a_command_that_cannot_be_read_fills_its_gap(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    broken = bob.act(attendance, "accept", "assigned", offset_ms=None)
    later = bob.act(attendance, "accept", "assigned")
    assert await refused(bob, later, broken) == [("held", "waiting_for_earlier"), ("rejected", "field_not_valid")]
    assert await value(pool, us, "select status from orders") == "accepted"


async def test_a_clock_of_another_age_is_refused_or_corrected_and_stops_nothing(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    await bob.send(bob.act(attendance, "accept", "assigned", offset_ms=2**62), bob.act(attendance, "confirm_appointment", "accepted"))
    assert await value(pool, us, "select status from orders") == "appointment_confirmed"


async def test_a_command_that_was_refused_is_refused_however_often_it_comes(bob: Phone, attendance: UUID) -> None:
    """The first answer may have been lost: the phone must not take the second one for good news."""
    command = bob.command(attendance, {}, "sing_a_song")
    assert await refused(bob, command, command) == [("rejected", "unknown_command")] * 2


async def test_a_seal_counts_by_the_key_of_its_lane_also_where_the_phone_has_another_one_by_now(
    bob: Phone, client: Any, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    """The browser had wiped the phone: the app began anew with a key of its own, and then put back what an open window knew."""
    await Phone(bob.client).register()
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order), expected="assigned"))
    assert outcome["result"] != "rejected", outcome
    assert await value(pool, us, "select count(*) from reports") == 1


async def test_held_commands_go_on_after_the_server_died_before_releasing_them(bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    first, second = bob.act(attendance, "accept", "assigned"), bob.act(attendance, "confirm_appointment", "accepted")
    assert (await bob.send(second))[0]["result"] == "held"
    scope = Scope(False, [], [], us.users["bob"])
    who = Who(us.org_id, us.users["bob"], uuid4(), bob.id, "Bob", "en", "UTC", {Role.ENGINEER: scope})
    async with transactions_of(pool)(us.org_id) as tx:  # applied and committed; here the process ends
        envelope = msgspec.json.decode(first, type=rules.Envelope)
        lane = await commands.lock_lane(tx, envelope.lane, who.user_id)
        assert lane is not None
        await offline._process(tx, who, lane, envelope, first, NOW, None)
    assert (await bob.send(first))[0]["result"] == "duplicate"
    assert await value(pool, us, "select status from orders") == "appointment_confirmed"


async def test_a_phone_that_was_away_for_days_hears_of_the_hand_over(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, clock: FixedClock
) -> None:
    first = (await bob.client.get("/api/phone/pull")).json()
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie", "Bob is away")
    clock.at += timedelta(days=3)
    later = (await bob.client.get("/api/phone/pull", params={"epoch": first["epoch"], "since": first["seq"]})).json()
    assert [(job["attendance_id"], job["now_with"]) for job in later["jobs"]] == [(str(attendance), "Charlie")]


async def test_a_tap_that_waited_for_a_hand_over_does_not_move_the_new_visit(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, own_database: Any
) -> None:
    watcher = await asyncpg.connect(own_database.owner_dsn)
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie", "Sick")
        tapped = asyncio.create_task(bob.send(bob.act(attendance, "accept", "assigned")))
        while not await watcher.fetchval(WAITS):
            assert not tapped.done()
    assert [row["result"] for row in await tapped] == ["accepted_conflict"]
    assert await value(pool, us, "select status from orders") == "assigned"
    await watcher.close()


async def test_one_persons_work_is_not_sent_under_anothers_name(bob: Phone, attendance: UUID, us: Cast, client: Any) -> None:
    bob.client.headers["x-outrider-user"] = str(us.users["bob"])
    assert (await bob.send(bob.act(attendance, "accept", "assigned")))[0]["result"] == "applied"
    bob.client.headers["x-outrider-user"] = str(us.users["charlie"])
    answer = await bob.client.post("/api/phone/commands", content=b'{"sent_at": "2026-03-02T10:00:00Z", "commands": []}')
    assert code_of(answer) == (401, "not_signed_in")


async def test_brackets_without_end_are_refused(bob: Phone) -> None:
    nested = b"[" * 10_000 + b"]" * 10_000
    answer = await bob.client.post("/api/phone/commands", content=b'{"sent_at": "2026-03-02T10:00:00Z", "commands": [' + nested + b"]}")
    assert code_of(answer) == (400, "body_not_readable")


async def test_who_works_on_is_on_site_again_and_who_comes_again_is_not(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, *DONE)
        await act(tx, us, "bob", order, "resume_work")
        assert [stop.arrived_at async for route in schedule.busy(tx, NOW) for stop in route.stops] == [NOW]
        await act(tx, us, "bob", order, "request_parts", text="Fan")
        await act(tx, us, "alice", order, "receive_parts")
        assert [stop.arrived_at async for route in schedule.busy(tx, NOW) for stop in route.stops] == [None]


async def test_a_lost_print_is_queued_again(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await do(pool, us, order, *DONE)
    await bob.send(bob.seal(attendance, bob.report(order)))
    async with transaction(pool, us.org_id) as tx:
        await tx.connection.execute("delete from pgqueuer")
        assert await prints.enqueue_missing(tx) == 1
        assert await tx.value("select count(*) from pgqueuer") == 1
