"""What whoever joins says and is asked about is theirs: it tells nothing of whoever leads, and the other way round."""

from uuid import UUID

from outrider.assign.barred import actions as barred
from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.model import ALL, Status
from outrider.rescue.actions import watch
from outrider.track import rules as positions
from outrider.track import store as track
from outrider.worktimes import store as worktimes
from tests.cast import NOW, Cast, act, give, take_order, walk

from .bars import ACCOUNT_OF, BLOCK
from .crews import MINUTE, join, leave, tap, undo

ASKED = "select engineer_id from reviews r join attendances a on a.id = r.attendance_id where r.kind = 'barred' and r.closed_at is null"
LATE = "select count(*) from notifications where kind = 'visit_late' and withdrawn_at is null"


async def asked(tx: Tx) -> set[UUID]:
    return {row["engineer_id"] for row in await tx.connection.fetch(ASKED)}


async def visits(tx: Tx, us: Cast, name: str) -> int:
    """At how many their positions are kept."""
    known = await track.duty(tx, us.users[name], NOW, NOW + 240 * MINUTE)
    assert known is not None
    return len(positions.visits_of(known.taps))


async def test_a_note_puts_nobody_on_duty_and_their_own_way_does(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await walk(tx, us, order, "accept", "set_off", "arrive", "start_repair")
    await tap(tx, us, "charlie", theirs, "note", Status.REPAIRING, text="Bring the ladder")
    assert await visits(tx, us, "charlie") == 0
    await tap(tx, us, "charlie", theirs, "set_off", Status.REPAIRING, 5)
    await tap(tx, us, "charlie", theirs, "arrive", Status.REPAIRING, 20)
    await tap(tx, us, "charlie", theirs, "finish_work", Status.REPAIRING, 60)
    known = await track.duty(tx, us.users["charlie"], NOW, NOW + 240 * MINUTE)
    assert known and positions.visits_of(known.taps) == [positions.Span(NOW + 5 * MINUTE, NOW + 60 * MINUTE)]


async def test_how_long_somebody_helped_teaches_nothing_of_the_work(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await walk(tx, us, order, "accept", "set_off", "arrive")
    for action, minutes in (("set_off", 1), ("arrive", 2), ("finish_work", 22)):
        await tap(tx, us, "charlie", theirs, action, Status.ARRIVED, minutes)
    await leave(tx, us, order)
    assert await worktimes.done(tx, NOW + 60 * MINUTE) == []


async def test_their_tap_leaves_the_office_its_undo(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await act(tx, us, "alice", order, "pin", NOW, reason_code="customer_wish")
    await tap(tx, us, "charlie", theirs, "set_off", Status.ASSIGNED)
    await undo(tx, us, order)
    assert await tx.value("select bool_or(pin_reason is not null) from attendances where order_id = $1", order) is False


async def test_of_two_who_may_not_go_each_is_asked_about_alone(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await join(tx, us, order)
    account = await tx.value(ACCOUNT_OF, order)
    for name in ("bob", "charlie"):
        await tx.run(BLOCK, await tx.value("select gen_random_uuid()"), us.users[name], account, None)
    assert await barred.watch(tx, NOW) == 2
    await leave(tx, us, order)
    assert await asked(tx) == {us.users["bob"]}
    await tx.run("update blocked_pairs set active = false where engineer_id = $1", us.users["charlie"])
    await join(tx, us, order)
    assert (await barred.watch(tx, NOW), await asked(tx)) == (0, {us.users["bob"]})


async def test_who_had_joined_a_moment_ago_is_asked_about_no_more(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await join(tx, us, order)
    await tx.run(BLOCK, await tx.value("select gen_random_uuid()"), us.users["charlie"], await tx.value(ACCOUNT_OF, order), None)
    assert (await barred.watch(tx, NOW), await asked(tx)) == (1, {us.users["charlie"]})
    await undo(tx, us, order)
    assert await asked(tx) == set()


async def test_while_one_of_two_comes_late_the_office_goes_on_hearing_it(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 30))
    await give(tx, us, order)
    theirs = await join(tx, us, order, window=(0, 30))
    for name in ("bob", "charlie"):
        await tx.run("update attendances set late_minutes = 90 where engineer_id = $1", us.users[name])
    await watch(tx, NOW, Backoff())
    said = await tx.value(LATE)
    assert said > 0
    await tap(tx, us, "charlie", theirs, "set_off", Status.ASSIGNED, 1)
    await tap(tx, us, "charlie", theirs, "arrive", Status.ASSIGNED, 2)
    await watch(tx, NOW + 3 * MINUTE, Backoff())
    assert await tx.value(LATE) == said


async def test_on_the_map_they_are_where_they_say(tx: Tx, us: Cast) -> None:
    order, later = await take_order(tx, us), await take_order(tx, us, window=(300, 360))
    await give(tx, us, order)
    theirs = await join(tx, us, order)
    await give(tx, us, later, "charlie")
    await walk(tx, us, order, "accept", "set_off", "arrive", "start_repair")
    await tx.run(
        "insert into latest_positions (org_id, engineer_id, device_time, lat, lon, accuracy_m, received_at) "
        "select current_org(), user_id, $1, 52.5, 13.4, 8, $1 from engineers", NOW,
    )  # fmt: skip

    async def seen() -> tuple[object, object]:
        [row] = await track.seen(tx, ALL, NOW, [us.users["charlie"]])
        return row.order_id, row.status

    assert await seen() == (order, "assigned")
    await tap(tx, us, "charlie", theirs, "set_off", Status.REPAIRING)
    assert await seen() == (order, "en_route")
    await tap(tx, us, "charlie", theirs, "finish_work", Status.REPAIRING, 9)
    assert await seen() == (later, "assigned")


async def test_what_is_agreed_and_taken_back_leaves_their_day_as_it_was(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 60))
    await give(tx, us, order)
    await join(tx, us, order)
    planned = "select planned_start from attendances where joins_from is not null"
    before = await tx.value(planned)
    agreed = {"agreed_from": (NOW + 240 * MINUTE).isoformat(), "agreed_to": (NOW + 300 * MINUTE).isoformat()}
    await act(tx, us, "alice", order, "agree_time", NOW, how="called", why="part", **agreed)
    assert await tx.value(planned) == before + 240 * MINUTE
    await undo(tx, us, order)
    assert await tx.value(planned) == before
