"""The customer chooses another time by their link: what somebody can keep is offered, and the one that they choose is agreed at once."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.customer.times.rules import CHOOSABLE, WAITING, name_of, offer
from outrider.db import transaction
from outrider.ids import new_id
from outrider.model import ALL, Cause, Moment, Status
from outrider.status import actions as status
from outrider.status.clocks import actions as clocks
from outrider.status.promise import actions as promises
from outrider.status.rules import TABLE
from tests.cast import DATA, NOW, WAITS, Cast, act, give, take_order, walk
from tests.conftest import FixedClock, code_of, one_row

HOUR = timedelta(hours=1)
TOMORROW = NOW + timedelta(hours=22)  # 8 o'clock
HEARD = ["time_changed", "time_chosen", "visit_moved"]
AGREES: dict[str, Any] = {key: DATA[key] for key in ("agreed_from", "agreed_to", "how", "why")}


async def times(client: Any, link: str, language: str = "en") -> tuple[str, list[str], str]:
    """The page, the times on it, and what it says was promised when it was drawn."""
    page = (await client(None, language).get(f"{link}/time")).text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    return page, re.findall(r'name="time" value="([^"]+)"', page), seen[1] if seen else ""


async def choose(client: Any, link: str, time: str, seen: str) -> Any:
    return await client(None).post(f"{link}/time", data={"time": time, "seen": seen})


async def problem_of(answer: Any) -> tuple[int, str]:
    found = re.search(r'data-problem="(\w+)"', answer.text)
    return answer.status_code, found[1] if found else ""


async def window(pool: Any, us: Cast, order: UUID) -> Any:
    async with transaction(pool, us.org_id) as tx:
        return await one_row(tx.connection, "select window_from, window_to from visits where order_id = $1 and closed_at is null", order)


async def test_the_time_that_they_choose_is_agreed_at_once_and_everybody_hears_of_it(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update contacts set channel = 'sms'")
        await give(tx, us, order)
        await walk(tx, us, order, "accept")
    page, offered, seen = await times(client, link)
    assert ("Mar 3, 2026" in page, "All times are of UTC." in page, "Bob" in page) == (True, True, False)
    chosen = name_of((TOMORROW, TOMORROW + 2 * HOUR))
    assert chosen in offered
    assert (await choose(client, link, chosen, seen)).status_code == 303
    assert "Another time was agreed (at your wish)" in (await client(None).get(link)).text
    async with transaction(pool, us.org_id) as tx:
        first, second = await promises.promises(tx, order, NOW + HOUR)
        assert (first.outcome, second.outcome, second.window_from) == ("moved", "open", TOMORROW)
        assert (second.how, second.why) == ("by_link", "customer_wish")
        assert await tx.value("select status from orders") == "appointment_confirmed"
        assert await tx.value("select array_agg(kind order by kind) from notifications where kind = any($1)", HEARD) == HEARD
        at = await one_row(tx.connection, "select max(seq), (select max(seq) from feed where engineer_id = $1) from feed", us.users["bob"])
        assert at[0] - at[1] < 2  # the phone hears of it with the board
        assert await clocks.differences(tx, order) == []


async def test_a_second_tap_and_a_reload_agree_once(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    _, offered, seen = await times(client, link)
    answers = await asyncio.gather(*(choose(client, link, offered[-1], seen) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303] * 3
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from events where kind = 'agree_time'") == 1


async def test_of_two_who_choose_the_last_free_time_at_once_one_is_refused_with_what_is_left(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set active = false where name = 'Charlie'")  # Bob alone can come
        other = await take_order(tx, us)
    made = (await client("alice").post(f"/api/orders/{other}/customer-link")).json()
    theirs = str(made["url"]).partition(":8000")[2]
    chosen = name_of((TOMORROW, TOMORROW + 2 * HOUR))
    seen = [(await times(client, each))[2] for each in (link, theirs)]
    answers = await asyncio.gather(choose(client, link, chosen, seen[0]), choose(client, theirs, chosen, seen[1]))
    assert sorted([await problem_of(answer) for answer in answers]) == [(303, ""), (409, "time_taken")]
    refused = next(answer for answer in answers if answer.status_code == 409)
    left = re.findall(r'name="time" value="([^"]+)"', refused.text)
    assert (chosen in left, bool(left), "Your earlier time still stands" in refused.text) == (False, True, True)


async def test_a_time_that_moved_meanwhile_is_said_before_another_is_agreed(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    _, offered, seen = await times(client, link)
    agreed = {**AGREES, "agreed_from": (NOW + 3 * HOUR).isoformat(), "agreed_to": (NOW + 5 * HOUR).isoformat()}
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "agree_time", **agreed)
    refused = await choose(client, link, offered[-1], seen)
    assert await problem_of(refused) == (409, "time_moved")
    assert "Promised: 13:00 to 15:00" in refused.text
    assert tuple(await window(pool, us, order)) == (NOW + 3 * HOUR, NOW + 5 * HOUR)


async def test_no_time_can_be_chosen_but_one_that_is_offered(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    before = tuple(await window(pool, us, order))
    _, _, seen = await times(client, link)
    midnight = name_of((NOW + 14 * HOUR, NOW + 16 * HOUR))
    for nobody_means in (midnight, "", "1/2/3", "<script>", "9" * 400):
        assert await problem_of(await choose(client, link, nobody_means, seen)) == (409, "time_taken"), nobody_means
    assert tuple(await window(pool, us, order)) == before


async def test_from_setting_off_on_nothing_is_offered_and_a_choice_is_refused(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment")
    assert "data-time" in (await client(None).get(link)).text
    _, offered, seen = await times(client, link)
    async with transaction(pool, us.org_id) as tx:
        await walk(tx, us, order, "set_off")
    assert "data-time" not in (await client(None).get(link)).text
    page, none, _ = await times(client, link)
    assert (none, "data-closed" in page) == ([], True)
    assert await problem_of(await choose(client, link, offered[0], seen)) == (409, "time_not_offered")


async def test_the_times_of_a_day_are_changed_a_few_times_and_no_more(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    for n in range(6):
        clock.at += timedelta(minutes=1)
        _, offered, seen = await times(client, link)
        answer = await choose(client, link, offered[n % 2 - 1], seen)
        assert await problem_of(answer) == ((303, "") if n < 5 else (429, "too_many_changes"))
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from events where kind = 'agree_time'") == 5


async def test_where_no_time_suits_they_say_so_in_words_and_the_office_has_to_decide(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update users set active = false where name in ('Bob', 'Charlie')")
    page, offered, _ = await times(client, link)
    assert (offered, "data-none" in page, "When does it suit you?" in page) == ([], True, True)
    form = {"once": str(new_id(NOW)), "text": "Any evening after six"}
    for _ in range(2):
        assert (await client(None).post(f"{link}/time/words", data=form)).status_code == 303
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value(WAITS) == "time_asked"
        assert await tx.value("select count(*) from order_messages where text = 'Any evening after six'") == 1
        assert await tx.value("select array_agg(kind) from notifications where user_id = $1", us.users["alice"]) == ["time_asked"]
    worklist = (await client("alice").get("/api/reviews")).json()
    assert [(row["kind"], row["owner"], row["decisions"]) for row in worklist] == [("time_asked", "dispatcher", ["keep"])]
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", order, "agree_time", **AGREES)
        assert await tx.value(WAITS) is None


async def test_while_a_part_is_waited_for_it_is_said_in_words_only(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept")
        await act(tx, us, "bob", order, "request_parts", text="A fan")
    assert "Say when it suits you" in (await client(None).get(link)).text
    page, offered, _ = await times(client, link)
    assert (offered, "data-waits" in page) == ([], True)


async def test_what_they_chose_stands_though_an_engineer_agreed_another_without_network_before(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        attendance = await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment")
    clock.at += HOUR
    _, _, seen = await times(client, link)
    assert (await choose(client, link, name_of((TOMORROW, TOMORROW + 4 * HOUR)), seen)).status_code == 303
    async with transaction(pool, us.org_id) as tx:
        cause = Cause(us.actor("bob"), ALL, Moment(NOW + HOUR / 2, NOW + HOUR / 2, clock.at))
        told = await status.take_from_phone(tx, attendance, "agree_time", Status.APPOINTMENT_CONFIRMED, cause, AGREES)
        assert told.conflict == "action_not_possible"
        assert await tx.value(WAITS) == "agree_time"
    assert tuple(await window(pool, us, order)) == (TOMORROW, TOMORROW + 4 * HOUR)


@pytest.mark.parametrize("kind", ["repair", "carry_in"])
@pytest.mark.parametrize("current", list(Status))
def test_a_time_is_offered_where_the_table_takes_one_and_nobody_is_under_way(current: Status, kind: str) -> None:
    takes = {source for line in TABLE if line.action == "agree_time" and kind in line.kinds for source in line.sources}
    found = offer(kind, current)
    assert found.windows == (current in takes & CHOOSABLE) and found.words == (current in takes & (CHOOSABLE | WAITING))
    assert not found.words or current not in (Status.EN_ROUTE, Status.ARRIVED, Status.REMOTE_SUPPORT, Status.CLOSED, Status.CANCELLED)


async def test_an_office_that_undoes_what_it_decided_before_hears_that_the_customer_has_chosen(
    client: Any, pool: Any, us: Cast, order: UUID, link: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
    _, offered, seen = await times(client, link)
    assert (await choose(client, link, offered[-1], seen)).status_code == 303
    undo = await client("alice").post(f"/api/orders/{order}/withdrawal", json={"expected": "assigned"})
    assert code_of(undo) == (409, "customer_acted")
