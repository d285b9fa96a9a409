from datetime import timedelta
from typing import Any

import pytest

from outrider.db import Tx, transaction, transactions_of
from outrider.model import ALL, Cause, Moment, Status
from outrider.notify import actions as notify
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.clocks.rules import Alarm, Told, derive, story_of
from outrider.status.clocks.store import StoredClock
from outrider.status.levels import actions as levels
from outrider.status.levels import rules
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of

MINUTE = timedelta(minutes=1)


async def clock(tx: Tx, order: Any, what: str, n: int = 1) -> StoredClock:
    return next(row for row in (await clocks.of_order(tx, order))[0] if (row.what, row.n) == (what, n))


async def alarms(tx: Tx, order: Any, what: str) -> list[Alarm]:
    return [row for row in (await clocks.of_order(tx, order))[1] if row.what == what]


async def fire(tx: Tx, minutes: float) -> int:
    return await clocks.fire(tx, NOW + minutes * MINUTE, notify.notify_alarms)


async def test_a_new_order_runs_its_commitments_and_its_status(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    found = {row.what: (row.outcome, row.due_at) for row in (await clocks.of_order(tx, order))[0]}
    assert found == {
        "received": ("running", NOW + 15 * MINUTE),
        "phone_response": ("running", NOW + 60 * MINUTE),
        "resolved": ("running", NOW + 240 * MINUTE),
    }


async def test_an_answer_meets_the_phone_response(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    await act(tx, us, "alice", order, "triage", NOW + 10 * MINUTE)
    assert (await clock(tx, order, "phone_response")).outcome == "met"
    assert (await clock(tx, order, "received")).stopped_at == NOW + 10 * MINUTE


async def test_nothing_is_said_before_its_moment_and_each_thing_once(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    assert await fire(tx, 11.24) == 0
    assert await fire(tx, 11.25) == 1  # three quarters of fifteen minutes
    assert await fire(tx, 14.9) == 0
    assert await fire(tx, 15) == 1
    assert await fire(tx, 15) == 0
    assert [row.step for row in await alarms(tx, order, "received")] == ["warn", "breach"]


async def test_a_tap_made_in_time_and_told_too_late_takes_the_alarm_back_visibly(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    assert [await fire(tx, 16), await fire(tx, 16)] == [1, 1]  # assigned: fifteen minutes until the engineer accepts
    moment = Moment(NOW + 14 * MINUTE, NOW + 14 * MINUTE, NOW + 40 * MINUTE)
    await status.change(tx, order, "accept", Cause(us.actor("bob"), ALL, moment), expected=Status.ASSIGNED)
    warned, breached = await alarms(tx, order, "assigned")
    assert (warned.withdrawn_at, breached.withdrawn_at) == (None, NOW + 40 * MINUTE)
    assert breached.withdrawn_why == "reported_later"
    assert (await clock(tx, order, "assigned")).outcome == "met"
    told = await tx.value("select payload from events where order_id = $1 and kind = 'alarm_withdrawn'", order)
    assert (told["what"], told["step"]) == ("assigned", "breach")
    said = await tx.connection.fetch("select title from notifications where kind = 'alarm_withdrawn'")
    assert len(said) >= 1


async def test_an_undo_lets_the_status_before_run_on_as_if_nothing_had_been(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    before = await clock(tx, order, "assigned")
    await act(tx, us, "bob", order, "accept", NOW + 3 * MINUTE)
    await act(tx, us, "bob", order, "undo", NOW + 5 * MINUTE)
    assert await clock(tx, order, "assigned") == before
    assert {row.what for row in (await clocks.of_order(tx, order))[0]} & {"accepted"} == set()


async def test_waiting_for_the_customer_stops_the_promise_to_repair(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    await act(tx, us, "bob", order, "wait_for_customer", NOW + 60 * MINUTE, reason="key")
    paused = await clock(tx, order, "resolved")
    assert (paused.outcome, paused.due_at) == ("paused", None)
    await act(tx, us, "bob", order, "resume", NOW + 90 * MINUTE)
    running = await clock(tx, order, "resolved")
    assert (running.outcome, running.due_at) == ("running", NOW + (240 + 30) * MINUTE)


async def test_a_visit_for_tomorrow_does_not_run_before_its_window(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0", window=(1440, 1500))
    await give(tx, us, order)
    assert (await clock(tx, order, "assigned")).due_at == NOW + (1440 + 15) * MINUTE


async def test_a_planned_inspection_promises_no_repair(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us, level="0", kind="inspection")
    assert {row.what for row in (await clocks.of_order(tx, order))[0]} == {"received", "phone_response"}


async def test_a_changed_limit_moves_running_clocks_and_leaves_stopped_ones(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        done, waiting = await take_order(tx, us, level="0"), await take_order(tx, us, level="0")
        await act(tx, us, "alice", done, "triage", NOW + MINUTE)
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "0")
        for limit in level["document"]["limits"]:
            limit["minutes"] = 7 if limit["what"] == "received" else limit["minutes"]
        answer = await erin.put("/api/rules/level/0", json={"document": level["document"], "expected": 1, "note": "quicker"})
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
    # the clock of the tests stands still, so that the change and the first answer are of one moment
    assert await clocks.recompute(transactions_of(pool), us.org_id, "level", "0", NOW, notify.take_back) == 2
    async with transaction(pool, us.org_id) as tx:
        assert (await clock(tx, waiting, "received")).due_at == NOW + 7 * MINUTE
        assert (await clocks.verify(transactions_of(pool), us.org_id)) == (2, [])


@pytest.mark.parametrize("window", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:00:00+00:00"])
async def test_an_order_whose_window_an_older_release_took_has_its_clocks(tx: Tx, window: str) -> None:
    promised = {"kind": "repair", "level": "0", "from": None, "to": "received", "window_from": window}
    steps = [("triage", "received", "awaiting_assignment"), ("assign", "awaiting_assignment", "assigned")]
    story = story_of([Told("order_taken", NOW, promised), *(Told(kind, NOW, {"from": was, "to": to}) for kind, was, to in steps)])
    assert story is not None
    versions, calendars = await levels.with_calendars(tx, "0", [])
    found = derive(story, versions, calendars)
    assert {row.what: row.due_at for row in found}["assigned"] == NOW + 15 * MINUTE


@pytest.mark.parametrize("back", [15, None])
async def test_what_a_limit_said_that_was_a_slip_leaves_the_bells(client: Any, pool: Any, us: Cast, back: int | None) -> None:
    async def limit(minutes: int | None, expected: int) -> None:
        async with client("erin") as erin:
            level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "0")
            for row in level["document"]["limits"]:
                row["minutes"] = minutes if row["what"] == "received" else row["minutes"]
            assert (await erin.put("/api/rules/level/0", json={"document": level["document"], "expected": expected})).status_code == 200
        await clocks.recompute(transactions_of(pool), us.org_id, "level", "0", NOW + 2 * MINUTE, notify.take_back)

    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, level="0")
    await limit(1, 1)
    async with transaction(pool, us.org_id) as tx:
        assert [await fire(tx, 2) for _ in range(2)] == [1, 1]
    async with client("alice") as alice:
        heard = [row["kind"] for row in (await alice.get("/api/notifications")).json()]
        assert {"clock_warned", "clock_breached"} <= set(heard)
        async with transaction(pool, us.org_id) as tx:
            before = await tx.value("select max(seq) from feed where id = $1", order)
        await limit(back, 2)
        assert (await alice.get("/api/notifications")).json() == []
    async with transaction(pool, us.org_id) as tx:
        assert {row.withdrawn_why for row in await alarms(tx, order, "received")} == {"rule_changed"}
        assert await tx.value("select max(seq) from feed where id = $1", order) > before  # the bells that are open hear of it
        assert await tx.value("select count(*) from deliveries where state = 'waiting'") == 0


@pytest.mark.parametrize(
    ("what", "change", "field"),
    [
        ("received", {"minutes": -5}, "limits.received"),
        ("received", {"minutes": 0}, "limits.received"),
        ("resolved", {"minutes": 10**9}, "limits.resolved"),
        ("resolved", {"warn": 1.5}, "limits.resolved"),
        ("resolved", {"managerial": [{"role": "dispatcher", "share": 0.5}]}, "limits.resolved"),
        ("resolved", {"minutes": "soon"}, "limits.resolved"),
    ],
)
async def test_a_number_out_of_bounds_is_refused_at_its_limit(client: Any, what: str, change: dict[str, Any], field: str) -> None:
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "0")["document"]
        for row in level["limits"]:
            row |= change if row["what"] == what else {}
        refused = await erin.put("/api/rules/level/0", json={"document": level, "expected": 1})
    assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "field_not_valid"), [field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours": [[[540, 1530]], *[[]] * 6]}, "hours"),
        ({"hours": [[[1020, 540]], *[[]] * 6]}, "hours"),
        ({"hours": [[[480, 720], [700, 900]], *[[]] * 6]}, "hours"),
        ({"hours": [[]] * 7}, "hours"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"days": [{"day": "2026-02-30", "work": True, "name": ""}]}, "days"),
        ({"days": [{"day": "2026-12-24", "work": False, "name": "", "hours": [[480, 720]]}]}, "days"),
    ],
)
async def test_hours_out_of_bounds_are_refused_at_their_field(client: Any, change: dict[str, Any], field: str) -> None:
    async with client("erin") as erin:
        calendar = (await erin.get("/api/rules/calendar")).json()[0]
        body = {"document": {**calendar["document"], **change}, "expected": calendar["version"]}
        refused = await erin.put(f"/api/rules/calendar/{calendar['code']}", json=body)
    assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "field_not_valid"), [field])


async def filled(erin: Any, document: Any, region: str = "BY", *years: int) -> Any:
    body = {"document": document, "country": "DE", "region": region, "years": years or [2026]}
    return (await erin.post("/api/calendars/holidays", json=body)).json()


async def test_a_holiday_that_we_work_on_stays_worked_when_the_next_year_is_filled(client: Any) -> None:
    async with client("erin") as erin:
        made = await filled(erin, (await erin.get("/api/rules/calendar")).json()[0]["document"])
        first = next(row for row in made["days"] if row["day"] == "2026-05-01")
        first |= {"work": True, "edited": True, "name": ""}
        again = await filled(erin, made, "BY", 2026, 2027)
        assert next(row for row in again["days"] if row["day"] == "2026-05-01") == first
        assert (again["country"], again["region"], again["years"]) == ("DE", "BY", [2026, 2027])
        assert {"code": "BY", "name": "Bayern"} in (await erin.get("/api/holiday-regions", params={"country": "DE"})).json()
        assert (await filled(erin, made, "XX"))["params"]["fields"] == ["region"]


async def test_a_day_with_hours_of_its_own_is_published_beside_holidays_and_stays_when_they_are_filled(client: Any) -> None:
    async with client("erin") as erin:
        calendar = (await erin.get("/api/rules/calendar")).json()[0]
        holiday = {"day": "2026-05-01", "work": False, "name": "", "edited": True}
        noon = {"day": "2026-12-24", "work": True, "name": "", "edited": True, "hours": [[480, 720]]}
        body = {"document": {**calendar["document"], "days": [holiday, noon]}, "expected": calendar["version"]}
        made = (await erin.put(f"/api/rules/calendar/{calendar['code']}", json=body)).json()
        assert made["document"]["days"] == [holiday, noon]
        days = (await filled(erin, made["document"]))["days"]
    assert [row for row in days if row["edited"]] == [holiday, noon]
    assert all("hours" not in row for row in days if row["day"] != noon["day"])


async def test_filling_holidays_changes_a_draft_and_nothing_that_is_in_force(client: Any) -> None:
    async with client("erin") as erin:
        before = (await erin.get("/api/rules/calendar")).json()
        draft = {**before[0]["document"], "days": [], "time_zone": "Asia/Tokyo"}
        made = await filled(erin, draft)
        assert len(made["days"]) > 5 and made["time_zone"] == "Asia/Tokyo"  # the rest of the draft stays
        assert (await erin.get("/api/rules/calendar")).json() == before


async def test_verify_finds_a_clock_that_somebody_bent(pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us)
        await tx.run("update clocks set due_at = due_at + interval '1 second' where what = 'resolved'")
    count, found = await clocks.verify(transactions_of(pool), us.org_id)
    assert (count, [(row.order_id, row.what) for row in found]) == (1, [(order, "resolved")])


async def test_two_administrators_cannot_overwrite_each_other(client: Any) -> None:
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "1")
        body = {"document": level["document"], "expected": 1}
        assert (await erin.put("/api/rules/level/1", json=body)).status_code == 200
        assert code_of(await erin.put("/api/rules/level/1", json=body)) == (409, "version_moved")


async def test_a_level_without_sense_is_refused_by_the_field(client: Any) -> None:
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "1")["document"]
        wrong = {
            **level,
            "calendar": "9x9",
            "limits": [*level["limits"], {"what": "lunch", "minutes": 5}, {"what": "resolved", "minutes": 9}],
        }
        answer = await erin.put("/api/rules/level/1", json={"document": wrong, "expected": 1})
        assert code_of(answer) == (422, "field_not_valid")
        assert answer.json()["params"]["fields"] == ["calendar", "limits.lunch", "limits.resolved"]


async def test_the_history_says_what_was_changed(client: Any) -> None:
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "1")["document"]
        level["limits"][0]["warn"] = 0.5
        await erin.put("/api/rules/level/1", json={"document": level, "expected": 1, "note": "warn earlier"})
        history = (await erin.get("/api/rules/level/1/versions")).json()
    assert [(row["version"], row["name"], row["note"]) for row in history] == [(2, "Erin", "warn earlier"), (1, None, "")]
    (what, was, now), *rest = history[0]["differences"]
    assert (what, was["warn"], now["warn"], rest) == ("phone_response", 0.75, 0.5, [])


async def test_every_shipped_level_is_sound(tx: Tx) -> None:
    found = await levels.levels(tx)
    assert list(found) == ["0", "1", "2", "3", "I", "II", "III", "IV", "CTR4", "CTR6", "7x24x4"]
    for level in found.values():
        rules.check(level, ["en", "zh-CN"], ["7x24", "7x8", "5x8"])
