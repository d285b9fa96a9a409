"""Who may be sent is judged by the time of the visit: its day's shift, leave, certificates, roster and what was said of that day."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.assign import actions as assign
from outrider.assign.rules import Candidate
from outrider.db import Tx
from outrider.ids import new_id
from outrider.model import ALL, Role, Who
from tests.cast import NOW, Cast, take_order

HOUR = 60
MIDNIGHT = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
TODAY, TOMORROW = MIDNIGHT.date(), MIDNIGHT.date() + timedelta(days=1)
BEFORE = round((NOW - MIDNIGHT).total_seconds() / 60)  # minutes of today that have gone


async def why(tx: Tx, us: Cast, start: int, hours: int = 1, skill: str | None = None) -> str | None:
    """Why Bob is not offered for a visit that begins so many minutes after midnight; None where Bob is offered."""
    order = await take_order(tx, us, window=(start - BEFORE, start - BEFORE + hours * HOUR), skill=skill)
    who = Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
    found = await assign.candidates(tx, order, who, NOW)
    return next((rule for rule, names in found.excluded_names.items() if "Bob" in names), None)


async def offered(tx: Tx, us: Cast, bob: UUID, since: int, until: int) -> Candidate:
    order = await take_order(tx, us, window=(since * HOUR - BEFORE, until * HOUR - BEFORE))
    who = Who(us.org_id, us.users["alice"], new_id(NOW), None, "Alice", "en", "UTC", {Role.DISPATCHER: ALL})
    return next(row for row in (await assign.candidates(tx, order, who, NOW)).candidates if row.engineer_id == bob)


@pytest.fixture
async def bob(tx: Tx, us: Cast) -> UUID:
    """Bob works from eight to five."""
    await tx.run("update engineers set shift_start = '08:00', shift_end = '17:00' where user_id = $1", us.users["bob"])
    return us.users["bob"]


async def shifts(tx: Tx, bob: UUID, day: Any, *spans: tuple[str, str]) -> None:
    for starts, ends in spans:
        await tx.run(
            "insert into shifts (org_id, id, engineer_id, day, starts, ends) values (current_org(), $1, $2, $3, $4::text::time, $5::text::time)",
            new_id(NOW), bob, day, starts, ends,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("start", "rule"), [(10 * HOUR, None), (18 * HOUR, "shift_over"), (34 * HOUR, None), (42 * HOUR, "shift_over"), (10 * 24 * HOUR, None)]
)
async def test_the_shift_of_the_visits_own_day_counts(tx: Tx, us: Cast, bob: UUID, start: int, rule: str | None) -> None:
    """Days from now begin at midnight; in ten days, at midnight, the window is a whole day."""
    assert await why(tx, us, start, 24 if start > 48 * HOUR else 1) == rule


async def test_a_day_has_several_shifts(tx: Tx, us: Cast, bob: UUID) -> None:
    await shifts(tx, bob, TOMORROW, ("06:00", "10:00"), ("16:00", "20:00"))
    assert [await why(tx, us, at * HOUR) for at in (31, 36, 42)] == [None, "shift_over", None]


@pytest.mark.parametrize(("ends", "found"), [("06:00", [None, None, "shift_over"]), ("00:00", [None, "shift_over", "shift_over"])])
async def test_a_shift_runs_over_midnight_or_to_it(tx: Tx, us: Cast, bob: UUID, ends: str, found: list[str | None]) -> None:
    await shifts(tx, bob, TODAY, ("20:00", ends))
    assert [await why(tx, us, at * HOUR) for at in (23, 26, 30)] == found


async def test_who_is_on_call_may_be_sent_at_night(tx: Tx, us: Cast, bob: UUID) -> None:
    night = MIDNIGHT + timedelta(hours=20)
    await tx.run(
        "insert into on_call (org_id, id, station_id, user_id, starts_at, ends_at) values (current_org(), $1, $2, $3, $4, $5)",
        new_id(NOW), us.station, bob, night, night + timedelta(hours=6),
    )  # fmt: skip
    assert [await why(tx, us, at * HOUR) for at in (22, 27)] == [None, "shift_over"]


async def test_leave_counts_where_it_lies(tx: Tx, us: Cast, bob: UUID) -> None:
    until = MIDNIGHT + timedelta(hours=24)
    await tx.run(
        "insert into absences (org_id, id, engineer_id, starts_at, ends_at, kind) values (current_org(), $1, $2, $3, $4, 'leave')",
        new_id(NOW), bob, MIDNIGHT, until,
    )  # fmt: skip
    assert [await why(tx, us, at * HOUR) for at in (12, 34)] == ["absent", None]


async def test_who_is_back_within_the_window_is_offered_from_then_on(tx: Tx, us: Cast, bob: UUID) -> None:
    back = MIDNIGHT + timedelta(hours=35)
    await tx.run(
        "insert into absences (org_id, id, engineer_id, starts_at, ends_at, kind) values (current_org(), $1, $2, $3, $4, 'leave')",
        new_id(NOW), bob, MIDNIGHT, back,
    )  # fmt: skip
    offer = await offered(tx, us, bob, 32, 40)
    assert offer.arrival > back


async def test_what_somebody_said_of_today_is_not_of_tomorrow(tx: Tx, us: Cast, bob: UUID) -> None:
    await tx.run("insert into duties (org_id, engineer_id, state, since) values (current_org(), $1, 'sick', $2)", bob, NOW)
    assert [await why(tx, us, at * HOUR) for at in (12, 34)] == ["absent", None]


async def test_a_certificate_that_has_run_out_by_then_is_none(tx: Tx, us: Cast, bob: UUID) -> None:
    await tx.run("update qualifications set expires_on = $2 where engineer_id = $1", bob, TODAY)
    assert [await why(tx, us, at * HOUR, skill="server") for at in (12, 34)] == [None, "skill"]


async def test_tomorrow_begins_at_the_station_with_the_shift(tx: Tx, us: Cast, bob: UUID) -> None:
    found = await offered(tx, us, bob, 30, 34)
    travel = found.arrival - (MIDNIGHT + timedelta(hours=32))
    assert timedelta() < travel < timedelta(minutes=30)
    assert found.position_time is None
