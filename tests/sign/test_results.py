"""What came out of a visit is a code, in the sealed text and in columns; what is not solved goes on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from outrider.backoff import Backoff
from outrider.customer import actions as customer
from outrider.db import transaction
from outrider.model import ALL, Cause, Status, moment_of
from outrider.rescue import actions as rescue
from outrider.sign.results import actions as results
from outrider.sign.results.rules import Result, goes_on, held_until, read
from outrider.status.clocks import actions as clocks
from outrider.status.promise import actions as promises
from outrider.status.withdraw import actions as withdrawals
from tests.cast import NOW, WAITS, Cast, act, give, walk
from tests.conftest import code_of, one_row
from tests.offline.phone import Phone

from .printing import ready

NUMBER = "OUR-260302-0001"
RESOLVED = "select outcome from clocks where what = 'resolved'"
COLUMNS = "select result, until, reason, fault_class, cause_class, human, repeat_reason, found, done, left_open, fitted from report_results"


def text(key: str, value: str) -> dict[str, str]:
    return {"key": key, "label": key, "value": value}


def unsolved(bob: Phone, order: UUID, **said: Any) -> dict[str, Any]:
    fields = [text("fault_found", "Fan stands"), text("work_done", "Cleaned it"), text("open_points", "Fan has to be changed")]
    return bob.report(
        order,
        order_number=NUMBER,
        sections=[{"title": "Work", "fields": fields}],
        result={"result": "unsolved", "reason": "part", "fault_class": "hardware", "cause_class": "wear", "human": False, **said},
    )


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, None),
        ("unsolved", None),
        ({"result": "perhaps"}, None),
        ({"result": ["solved"]}, None),
        ({"result": "solved", "reason": 5, "human": "no", "until": "soon"}, Result("solved")),
        ({"result": "unsolved", "reason": "Part!", "fault_class": "hardware"}, Result("unsolved", fault_class="hardware")),
        ({"result": "workaround", "until": "2026-03-05", "new": {}}, Result("workaround", date(2026, 3, 5))),
    ],
)
def test_of_a_result_what_fits_is_read_and_nothing_stops_it(value: Any, found: Result | None) -> None:
    assert read(value) == found


@pytest.mark.parametrize(
    ("until", "held"),
    [
        (date(2026, 3, 4), datetime(2026, 3, 4, 16, tzinfo=UTC)),  # the end of the day in China
        (date(2026, 3, 1), None),
        (date(9999, 12, 31), None),
        (date.min, None),
        (None, None),
    ],
)
def test_a_workaround_holds_until_the_end_of_its_day_where_the_device_stands(until: date | None, held: datetime | None) -> None:
    said = Result("workaround", until)
    assert held_until(said, NOW, "Asia/Shanghai") == held
    assert goes_on("workaround", held) == (held is not None)


async def test_what_is_not_solved_goes_on_with_another_visit_and_asks_the_office(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    (outcome,) = await bob.send(bob.seal(attendance, unsolved(bob, order)))
    assert outcome["result"] == "applied"
    async with transaction(pool, us.org_id) as tx:
        assert (await tx.value("select status from orders"), await tx.value(WAITS)) == ("awaiting_assignment", "unsolved")
        assert await tx.value("select array_agg(closed_at is null order by closed_at nulls last) from visits") == [False, True]
        row = await one_row(tx.connection, COLUMNS)
        assert tuple(row)[:7] == ("unsolved", None, "part", "hardware", "wear", False, "")
        assert tuple(row)[7:] == ("Fan stands", "Cleaned it", "Fan has to be changed", ["Fan F1 S1"])
        assert await clocks.differences(tx, order) == []
    detail = (await client("alice").get(f"/api/orders/{order}")).json()
    assert detail["results"][0]["names"]["reason"] == {"en": "A part is missing", "zh-CN": "缺少备件"}
    (sealed,) = [row["payload"] for row in detail["events"] if row["kind"] == "report_sealed"]
    assert (sealed["result"], sealed["reason"]) == ("unsolved", "part")


PROMISED = "select payload->>'was_from' from events where kind = 'agree_time'"


async def test_what_goes_on_has_no_time_until_one_is_agreed(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, client: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, unsolved(bob, order)))
    later = NOW + timedelta(hours=9)  # what no one promised would have passed
    async with transaction(pool, us.org_id) as tx:
        assert await rescue.watch_promises(tx, later) == 0
        await give(tx, us, order, "charlie")
        await rescue.watch(tx, later, Backoff())
        assert await tx.value("select count(*) from forecasts where late_minutes > 0") == 0
        token = await customer.make_link(tx, order, NOW)
    (line,) = (await client("alice").get("/api/board")).json()["orders"]
    assert (line["window_from"], line["window_to"], line["needs_new_time"], line["late_minutes"]) == (None, None, True, None)
    (job,) = (await client("charlie").get("/api/phone/pull")).json()["jobs"]
    assert (job["window_to"], job["needs_new_time"]) == (None, True)
    assert "We will agree the time with you" in (await client(None).get(f"/c/{token}")).text
    async with transaction(pool, us.org_id) as tx:
        await act(
            tx, us, "alice", order, "agree_time", later, agreed_from=later, agreed_to=later + timedelta(hours=2), how="called", why="part"
        )
        assert await tx.value(PROMISED) is None
    (line,) = (await client("alice").get("/api/board")).json()["orders"]
    assert (line["window_from"], line["needs_new_time"]) == (later.isoformat().replace("+00:00", "Z"), False)


async def test_a_first_time_that_is_withdrawn_leaves_none(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, unsolved(bob, order)))
    later = NOW + timedelta(hours=9)
    async with transaction(pool, us.org_id) as tx:
        await act(
            tx, us, "alice", order, "agree_time", later, agreed_from=later, agreed_to=later + timedelta(hours=2), how="called", why="part"
        )
        assert await promises.current(tx, order) is not None
        cause = Cause(us.actor("alice"), ALL, moment_of(later + timedelta(seconds=3)))
        await withdrawals.withdraw(tx, order, Status.AWAITING_ASSIGNMENT, cause)
        assert await promises.current(tx, order) is None
        assert await clocks.differences(tx, order) == []


@pytest.mark.parametrize(
    ("said", "outcome", "later"),
    [
        ({"result": "solved"}, "met", timedelta()),
        ({"result": "unsolved"}, "running", timedelta()),
        ({"result": "workaround", "until": "2026-03-03"}, "running", timedelta(hours=31)),
        ({"result": "workaround"}, "met", timedelta()),
    ],
    ids=["solved", "unsolved", "workaround for two days", "workaround for good"],
)
async def test_the_resolution_clock_is_met_by_a_solution_and_stands_still_while_a_workaround_holds(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, said: dict[str, str], outcome: str, later: timedelta
) -> None:
    await ready(pool, us, order)
    async with transaction(pool, us.org_id) as tx:
        due = await tx.value("select due_at from clocks where what = 'resolved'")
    await bob.send(bob.seal(attendance, bob.report(order, order_number=NUMBER, result=said)))
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(RESOLVED) == outcome
        # in office hours, seven days a week: the rest of Monday and all of Tuesday do not count
        assert await tx.value("select due_at from clocks where what = 'resolved'") - due == later
        assert await clocks.differences(tx, order) == []


async def test_a_report_of_an_older_phone_has_no_codes_and_goes_to_the_follow_up(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, order_number=NUMBER)))
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status from orders") == "signed"
        assert tuple(await one_row(tx.connection, "select result, done from report_results")) == (None, "Fixed 已修复")
        assert await results.fill(tx) is None  # it is read already


async def test_reports_of_an_older_release_are_read_when_the_database_is_brought_forward(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, own_database: Any
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, unsolved(bob, order)))
    owner = await asyncpg.connect(own_database.owner_dsn)
    await owner.execute("delete from report_results")
    await owner.close()
    async with transaction(pool, us.org_id) as tx:
        assert await results.fill(tx) is not None
        assert await tx.value("select result from report_results") == "unsolved"


@pytest.mark.parametrize("said", ["unsolved", {"result": "unsolved", "reason": "x" * 100_000, "until": [1]}, {"result": {}}, [], 1e300])
async def test_whatever_stands_as_the_result_the_report_is_stored(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, said: Any
) -> None:
    await ready(pool, us, order)
    (outcome,) = await bob.send(bob.seal(attendance, bob.report(order, order_number=NUMBER, result=said)))
    assert outcome["result"] == "applied"
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from report_results") == 1


async def test_a_visit_given_back_signed_and_not_solved_goes_on_too(
    bob: Phone, client: Any, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis")
        await give(tx, us, order, "charlie", "Bob does not answer")
    await bob.send(bob.act(attendance, "finish_work", "diagnosing"), bob.seal(attendance, unsolved(bob, order)))
    (waits,) = [row for row in (await client("alice").get("/api/reviews")).json() if row["kind"] == "late_work"]
    (await client("alice").post(f"/api/reviews/{waits['id']}/give-back", json={"expected": "assigned"})).raise_for_status()
    async with transaction(pool, us.org_id) as tx:
        assert (await tx.value("select status from orders"), await tx.value(WAITS)) == ("awaiting_assignment", "unsolved")


async def test_a_correction_that_says_not_solved_asks_the_office_where_the_order_is_in_follow_up(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    first = bob.report(order, order_number=NUMBER, result={"result": "solved"})
    await bob.send(bob.seal(attendance, first))
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "follow_up")
    await bob.send(bob.seal(attendance, {**unsolved(bob, order), "replaces": first["report_id"]}, "signed"))
    async with transaction(pool, us.org_id) as tx:
        assert (await tx.value("select status from orders"), await tx.value(WAITS)) == ("follow_up", "unsolved")


async def test_the_office_says_which_comes_next_and_sending_somebody_answers_it(
    bob: Phone, client: Any, attendance: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, unsolved(bob, order)))
    (waits,) = (await client("alice").get("/api/reviews")).json()
    assert waits["decisions"] == ["second_visit", "part", "help"]
    refused = await client("alice").post(f"/api/reviews/{waits['id']}", json={"decision": "keep"})
    assert code_of(refused) == (422, "field_not_valid")
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order, "charlie")
        assert await tx.value(WAITS) is None
        assert await tx.value("select decision from reviews") == "gone"


async def test_nobody_goes_on_by_a_tap_what_is_not_solved(
    client: Any, order: UUID, bob: Phone, attendance: UUID, pool: Any, us: Cast
) -> None:
    await ready(pool, us, order)
    await bob.send(bob.seal(attendance, bob.report(order, order_number=NUMBER)))
    answer = await client("alice").post(f"/api/orders/{order}/actions", json={"action": "continue_work", "expected": "signed", "data": {}})
    assert code_of(answer) == (409, "action_not_possible")


async def test_a_code_is_added_in_both_languages_and_keeps_its_letters(client: Any, us: Cast) -> None:
    new = {"kind": "reason", "code": "permit", "name_en": "No permit", "name_zh": "无许可证"}
    async with client("erin") as erin:
        made = await erin.post("/api/master/result_codes", json=new)
        assert made.status_code == 201
        assert code_of(await erin.post("/api/master/result_codes", json=new)) == (409, "already_there")
        assert code_of(await erin.post("/api/master/result_codes", json={**new, "code": "No permit"})) == (422, "field_not_valid")
