from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider import lang
from outrider.backoff import Backoff
from outrider.customer.rules import map_note, when
from outrider.db import transaction
from outrider.model import ALL, Cause, Status, moment_of
from outrider.rescue import actions as rescue
from outrider.status import actions as status
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import FixedClock


async def test_the_link_opens_without_an_account_and_says_when(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await rescue.watch(tx, NOW, Backoff())
    page = (await client(None).get(link)).text
    assert "Bob will be with you at about" in page
    assert "Promised: 10:00 to 11:00" in page


async def test_how_an_order_ended_is_not_said_while_work_that_came_late_waits_for_a_decision(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        attendance = await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
        await act(tx, us, "alice", order, "cancel", reason="Called off")
        await status.take_from_phone(tx, attendance, "arrive", Status.EN_ROUTE, Cause(us.actor("bob"), ALL, moment_of(NOW), order), {})
    page = (await client(None).get(link)).text
    assert "going through what was recorded" in page
    assert "This order was cancelled" not in page
    (waits,) = (await client("alice").get("/api/reviews")).json()
    await client("alice").post(f"/api/reviews/{waits['id']}", json={"decision": "keep"})
    assert "This order was cancelled" in (await client(None).get(link)).text


async def test_a_late_visit_is_said_openly_in_the_customers_language(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        attendance = await give(tx, us, order)
        await tx.run("update attendances set late_minutes = 25 where id = $1", attendance)
    assert "比承诺时间晚 25 分钟" in (await client(None, "zh-CN").get(link)).text


async def test_after_a_hand_over_the_new_name_stands_there(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await give(tx, us, order, "charlie", "Late")
    page = (await client(None).get(link)).text
    assert ("Charlie" in page, "Bob" in page) == (True, False)


async def test_the_position_shows_only_on_the_way_and_only_fresh(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment")
    await client("bob").post("/api/positions", json={"fixes": [{"device_time": NOW.isoformat(), "lat": 52.51, "lon": 13.4}]})
    assert (await client(None).get(f"{link}/here")).json()["lat"] is None
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "set_off")
    assert (await client(None).get(f"{link}/here")).json()["lat"] == 52.51
    clock.at += timedelta(minutes=11)
    assert (await client(None).get(f"{link}/here")).json()["lat"] is None


async def test_a_withdrawn_or_expired_or_guessed_link_is_gone(client: Any, order: UUID, link: str, clock: FixedClock) -> None:
    assert (await client(None).get("/c/guess")).status_code == 410
    await client("alice").delete(f"/api/orders/{order}/customer-link")
    assert (await client(None).get(link)).status_code == 410
    fresh = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"].partition(":8000")[2]
    clock.at += timedelta(days=31)
    assert (await client(None).get(fresh)).status_code == 410


async def test_a_link_outlives_the_visit_that_it_tells_of(client: Any, pool: Any, us: Cast, clock: FixedClock) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, window=(40 * 1440, 40 * 1440 + 60))
    link = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()["url"].partition(":8000")[2]
    clock.at += timedelta(days=41)
    assert (await client(None).get(link)).status_code == 200
    clock.at += timedelta(days=30)
    assert (await client(None).get(link)).status_code == 410


async def test_a_link_lives_on_when_another_time_is_agreed(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "agree_time", **later(40))
    clock.at += timedelta(days=69)
    assert (await client(None).get(link)).status_code == 200
    clock.at += timedelta(days=2)
    assert (await client(None).get(link)).status_code == 410


def later(days: int) -> dict[str, Any]:
    start = NOW + timedelta(days=days)
    return {
        "agreed_from": start.isoformat(), "agreed_to": (start + timedelta(hours=2)).isoformat(), "how": "called", "why": "part",
    }  # fmt: skip


async def test_another_time_is_said_with_its_reason_and_the_one_before(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    assert "data-moved" not in (await client(None).get(link)).text
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "agree_time", **later(1))
    page = (await client(None).get(link)).text
    assert "Promised: Tue, Mar 3 10:00 to Tue, Mar 3 12:00" in page
    assert "Another time was agreed (waiting for a part); previously 10:00 to 11:00." in page
    assert "时间已更改（等待备件），原定 10:00 至 11:00。" in (await client(None, "zh-CN").get(link)).text


async def test_progress_never_goes_back_without_a_word(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive")
    assert "data-back" not in (await client(None).get(link)).text
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "bob", order, "request_parts", text="A fan")
    assert "An engineer was with you on 10:00." in (await client(None).get(link)).text


async def test_a_rating_is_taken_once_the_work_is_signed(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    early = await client(None).post(f"{link}/rating", data={"stars": "5"})
    assert early.status_code == 409
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set status = 'signed' where id = $1", order)
    assert (await client(None).post(f"{link}/rating", data={"stars": "9"})).status_code == 422
    assert (await client(None).post(f"{link}/rating", data={"stars": "4", "comment": "谢谢"})).status_code == 303
    assert "You gave 4 of 5" in (await client(None).get(link)).text
    assert (await client("alice").get(f"/api/orders/{order}")).json()["extra"]["comment"] == "谢谢"


async def test_what_a_customer_wrote_is_never_markup(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set fault = '<script>alert(1)</script>' where id = $1", order)
    assert "<script>alert" not in (await client(None).get(link)).text


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_sentence(status: Status) -> None:
    assert when(status, "Bob", NOW, None, None, NOW).key


@pytest.mark.parametrize(
    ("minutes", "english", "chinese"),
    [
        (0, "1 min", "1 分钟"),
        (89.4, "89 min", "89 分钟"),
        (213, "3 h 33 min", "3 小时 33 分"),
        (120, "2 h", "2 小时"),
        (1439, "23 h 59 min", "23 小时 59 分"),
        (1440, "1 day", "1 天"),
        (1740, "1 d 5 h", "1 天 5 小时"),
        (2879, "2 days", "2 天"),
        (3_630_349, "2521 days", "2521 天"),
    ],
)
def test_how_long_is_said_as_people_say_it(minutes: float, english: str, chinese: str) -> None:
    assert (lang.duration("en", minutes), lang.duration("zh-CN", minutes)) == (english, chinese)


async def test_a_visit_that_is_days_late_says_so_in_days(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await rescue.watch(tx, NOW, Backoff())
        await tx.run("update forecasts set predicted_arrival = $1", NOW + timedelta(days=3, hours=2))
    page = (await client(None).get(link)).text
    assert "3 d 1 h after the time we promised" in page


def test_the_map_is_there_only_while_somebody_is_about_to_come() -> None:
    said = {status: map_note(status, False) for status in Status}
    assert {status for status, note in said.items() if note == "expected"} == {
        Status.AWAITING_ASSIGNMENT, Status.ASSIGNED, Status.ACCEPTED, Status.APPOINTMENT_CONFIRMED, Status.PARTS_READY,
    }  # fmt: skip
    assert {status for status, note in said.items() if note == "unseen"} == {Status.EN_ROUTE}
    assert map_note(Status.EN_ROUTE, True) == "seen"


async def test_once_the_engineer_is_there_the_page_has_no_map(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    assert "position is not known right now" in (await client(None).get(link)).text
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "arrive")
    page = (await client(None).get(link)).text
    assert ('id="map"' in page, "once they are on the way" in page) == (False, False)


async def test_the_age_of_a_position_is_said_in_the_readers_language(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off")
    await client("bob").post("/api/positions", json={"fixes": [{"device_time": NOW.isoformat(), "lat": 52.51, "lon": 13.4}]})
    clock.at += timedelta(seconds=23)
    assert (await client(None, "zh-CN").get(f"{link}/here")).json()["age"] == "位置刚刚更新"
    clock.at += timedelta(minutes=4)
    assert (await client(None, "zh-CN").get(f"{link}/here")).json()["age"] == "位置更新于 4 分钟前"


async def test_stars_that_are_none_are_refused(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update orders set status = 'signed' where id = $1", order)
    for stars in ("²", "9" * 5000, "", "-1", "5.0", "\u0663"):
        assert (await client(None).post(f"{link}/rating", data={"stars": stars})).status_code == 422, stars


@pytest.mark.parametrize(
    ("start", "english", "chinese"),
    [
        (60, "11:00", "11:00"),
        (24 * 60, "Tue, Mar 3 10:00", "3月3日周二 10:00"),
        (400 * 24 * 60, "Tue, Apr 6, 2027 10:00", "2027年4月6日周二 10:00"),
    ],
)
def test_a_time_of_another_day_is_said_with_its_day(start: int, english: str, chinese: str) -> None:
    at = NOW + timedelta(minutes=start)
    assert [lang.moment(language, at, "UTC", NOW) for language in ("en", "zh-CN")] == [english, chinese]


async def test_a_visit_of_tomorrow_is_not_taken_for_one_of_today(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        order = await take_order(tx, us, window=(24 * 60, 26 * 60))
        await give(tx, us, order)
    made = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()
    page = (await client(None, "en").get(str(made["url"]).partition(":8000")[2])).text
    assert "comes at the agreed time" in page
    assert "Tue, Mar 3 10:00" in page
