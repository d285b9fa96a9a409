from datetime import timedelta
from uuid import UUID

from outrider.backoff import Backoff
from outrider.db import Tx
from outrider.rescue import actions as rescue
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import one_row


async def test_a_late_visit_is_an_event_once_and_reaches_the_feed(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(0, 20))
    await give(tx, us, order)
    later = NOW + timedelta(minutes=30)
    assert await rescue.watch(tx, later, Backoff()) == 1
    assert await rescue.watch(tx, later + timedelta(seconds=2), Backoff()) == 1
    assert await tx.value("select count(*) from events where kind = 'visit_late' and order_id = $1", order) == 1
    await tx.step_feed()
    assert await tx.value("select count(*) from feed where id = $1 and engineer_id = $2", order, us.users["bob"]) == 1


async def test_a_hand_over_to_one_who_is_in_time_closes_the_card(tx: Tx, us: Cast) -> None:
    busy = await take_order(tx, us, window=(-60, -10))
    await give(tx, us, busy)
    await walk(tx, us, busy, "accept", "confirm_appointment", "set_off", "arrive", at=NOW - timedelta(minutes=90))
    order = await take_order(tx, us, window=(0, 8))
    await give(tx, us, order)
    assert await rescue.watch(tx, NOW, Backoff()) == 1
    await give(tx, us, order, "charlie", "Bob overruns")
    assert await rescue.watch(tx, NOW, Backoff()) == 0


async def test_running_late_opens_the_card_with_their_own_words(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await act(tx, us, "bob", order, "running_late", minutes=30, cause="parts")
    await rescue.watch(tx, NOW, Backoff())
    row = await one_row(tx.connection, "select late_minutes, reason from forecasts")
    assert (row["late_minutes"], row["reason"]) == (30, "told")


async def test_an_arrived_visit_has_no_forecast(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    await give(tx, us, order)
    await rescue.watch(tx, NOW, Backoff())
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    await rescue.watch(tx, NOW, Backoff())
    assert await tx.value("select count(*) from forecasts") == 0


async def test_a_lateness_that_an_older_release_took_in_is_as_if_not_said(tx: Tx, us: Cast) -> None:
    await give(tx, us, await take_order(tx, us))
    for minutes in (-2_000_000_000, 2_000_000_000, 0):
        await tx.run("update attendances set late_minutes = $1, late_cause = 'other'", minutes)
        await rescue.watch(tx, NOW, Backoff())
        assert await tx.value("select count(*) from forecasts where reason is distinct from 'told'") == 1


async def heard(tx: Tx, order: UUID) -> int:
    """How many rows of the feed speak of it."""
    await tx.step_feed()
    return int(await tx.value("select coalesce(max(seq), 0) from feed where id = $1", order))


async def test_the_first_arrival_is_heard_at_once_and_another_when_it_differs_by_minutes(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, window=(-30, 300))
    await give(tx, us, order)
    given = await heard(tx, order)
    await rescue.watch(tx, NOW, Backoff())
    first = await heard(tx, order)
    assert first > given
    await rescue.watch(tx, NOW + timedelta(minutes=2), Backoff())
    assert await heard(tx, order) == first
    await rescue.watch(tx, NOW + timedelta(minutes=4), Backoff())
    assert await heard(tx, order) > first


WRITTEN = "select computed_at from forecasts"


async def test_a_forecast_is_written_when_its_minute_changes_and_else_left_alone(tx: Tx, us: Cast) -> None:
    await give(tx, us, await take_order(tx, us, window=(-30, 300)))
    await rescue.watch(tx, NOW, Backoff())
    first = await tx.value("select predicted_arrival from forecasts")
    same = timedelta(seconds=(59 - first.second) // 2)
    await rescue.watch(tx, NOW + same, Backoff())
    assert await tx.value(WRITTEN) == NOW
    await rescue.watch(tx, NOW + timedelta(minutes=1), Backoff())
    assert await tx.value(WRITTEN) == NOW + timedelta(minutes=1)
    row = await one_row(tx.connection, "select predicted_arrival from forecasts")
    assert row["predicted_arrival"] == first + timedelta(minutes=1)
