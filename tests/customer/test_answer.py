"""The customer says by their link whether it is solved; what is still broken opens the order again."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from outrider.customer.rules import asks
from outrider.db import transaction
from outrider.model import Status
from outrider.status.clocks import actions as clocks
from tests.cast import NOW, WAITS, Cast, act, give, walk
from tests.conftest import FixedClock, one_row

FOURTEEN = timedelta(days=14)


@pytest.fixture
async def helped(pool: Any, us: Cast, order: UUID) -> UUID:
    """Solved from afar."""
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await act(tx, us, "bob", order, "solve_remotely", text="Restarted it together")
    return order


async def say(client: Any, link: str, **said: str) -> Any:
    return await client(None).post(f"{link}/answer", data=said)


async def test_after_help_from_afar_the_page_asks_once_whether_it_is_solved(
    client: Any, pool: Any, us: Cast, helped: UUID, link: str
) -> None:
    assert "Is it solved?" in (await client(None).get(link)).text
    assert (await say(client, link, solved="yes")).status_code == 303
    page = (await client(None).get(link)).text
    assert ("Is it solved?" in page, "it is solved. Thank you." in page, "still broken" in page) == (False, True, True)
    again = await say(client, link, solved="yes")
    assert (again.status_code, "You told us already" in again.text) == (409, True)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select count(*) from events where kind = 'customer_answered'") == 1
        assert await tx.value("select status from orders") == "follow_up"


@pytest.mark.parametrize("closed", [False, True])
async def test_what_is_still_broken_opens_the_order_again_and_asks_the_office(
    client: Any, pool: Any, us: Cast, helped: UUID, link: str, clock: FixedClock, closed: bool
) -> None:
    if closed:
        async with transaction(pool, us.org_id) as tx:
            await act(tx, us, "alice", helped, "close", text="Done")
    clock.at += FOURTEEN - timedelta(minutes=1)
    assert (await say(client, link, solved="no", text=" It beeps again ")).status_code == 303
    assert "You told us that it is not solved" in (await client(None).get(link)).text
    async with transaction(pool, us.org_id) as tx:
        assert (await tx.value("select status from orders"), await tx.value(WAITS)) == ("awaiting_assignment", "unsolved")
        assert await tx.value("select payload->>'text' from events where kind = 'still_broken'") == "It beeps again"
        assert await tx.value("select array_agg(closed_at is null order by id) from visits") == [False, True]
        assert await clocks.differences(tx, helped) == []
    again = await say(client, link, solved="no", text="Still")
    assert (again.status_code, "You told us already" in again.text) == (409, True)


async def test_days_for_which_an_order_was_closed_are_nobodys_delay(
    client: Any, pool: Any, us: Cast, helped: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await act(tx, us, "alice", helped, "close", text="Done")
    clock.at += timedelta(days=10)
    await say(client, link, solved="no", text="It beeps")
    async with transaction(pool, us.org_id) as tx:
        due, outcome = await one_row(tx.connection, "select due_at, outcome from clocks where what = 'resolved'")
        assert (outcome, due > clock.at) == ("running", True)


async def test_after_fourteen_days_or_of_a_cancelled_order_nothing_is_asked_and_the_refusal_says_whom_to_ring(
    client: Any, pool: Any, us: Cast, helped: UUID, link: str, clock: FixedClock
) -> None:
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update units set phone = '+49 30 777'")
    clock.at += FOURTEEN
    assert "data-answer" not in (await client(None).get(link)).text
    late = await say(client, link, solved="no", text="It beeps")
    assert (late.status_code, "too late" in late.text, 'href="tel:+4930777"' in late.text) == (409, True, True)


async def test_whoever_says_that_it_is_broken_says_what(client: Any, helped: UUID, link: str) -> None:
    assert (await say(client, link, solved="no", text=" \u200b")).status_code == 422


@pytest.mark.parametrize("status", list(Status))
def test_nothing_is_asked_before_the_work_is_done(status: Status) -> None:
    found = asks(status, NOW, True, False, 14, NOW)
    assert found.broken == found.solved == (status in (Status.SIGNED, Status.FOLLOW_UP, Status.CLOSED))


async def test_a_number_to_ring_stands_on_every_page_also_of_a_link_that_is_over(
    client: Any, pool: Any, us: Cast, order: UUID, link: str, clock: FixedClock
) -> None:
    """The organisation's, until the station has its own."""
    was = {"name": "ours", "time_zone": "UTC", "country": None}
    changed = await client("erin").put("/api/organisation", json={"was": was, "wanted": {**was, "phone": "+49 30 1"}})
    assert changed.status_code == 204
    for page in (link, f"{link}/new", f"{link}/report/{order}"):
        assert 'href="tel:+49301"' in (await client(None).get(page)).text, page
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update units set phone = '+49 30 777'")
    clock.at += timedelta(days=60)
    over = await client(None).get(link)
    assert (over.status_code, 'href="tel:+4930777"' in over.text) == (410, True)
    assert "data-ring" not in (await client(None).get("/c/guess")).text


async def test_the_page_asks_for_nothing_that_it_does_not_offer(client: Any, pool: Any, us: Cast, order: UUID, link: str) -> None:
    async with transaction(pool, us.org_id) as tx:
        await give(tx, us, order)
        await walk(tx, us, order, "accept", "confirm_appointment", "set_off", "arrive", "start_diagnosis", "finish_work")
    for language, sentence in (("en", "shows you the report on site"), ("zh-CN", "在现场向您出示报告")):
        assert sentence in (await client(None, language).get(link)).text
