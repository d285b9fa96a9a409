"""While the caller waits: what somebody can keep, and by when the level wants what, of an order that is not taken yet."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outrider.assign.windows import actions as windows
from outrider.db import Tx
from outrider.intake.windows import actions as promises
from outrider.intake.windows.rules import Asked
from outrider.model import ALL
from outrider.problems import Problem
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import code_of

HOUR = timedelta(hours=1)


async def parties(tx: Tx, order_id: Any) -> dict[str, Any]:
    row = await tx.connection.fetchrow("select account_id, site_id, device_id, skill from orders where id = $1", order_id)
    assert row is not None
    return dict(row)


@pytest.mark.parametrize("skill", [None, "server"])
async def test_what_is_offered_to_the_caller_is_what_is_offered_once_the_order_is_taken(tx: Tx, us: Cast, skill: str | None) -> None:
    busy = await take_order(tx, us, window=(180, 300), minutes=30)
    await give(tx, us, busy, "charlie")
    order = await take_order(tx, us, skill=skill)
    asked = Asked(**await parties(tx, order))
    before = await promises.promises(tx, asked, ALL, NOW)
    assert before.windows == await windows.offer_windows(tx, ALL, order, NOW)
    assert before.windows != []


async def test_a_window_that_nobody_can_keep_is_said_before_it_is_promised(tx: Tx, us: Cast) -> None:
    place: dict[str, Any] = {"lat": 52.5, "lon": 13.4, "window_from": NOW, "window_to": NOW + HOUR}
    [kept] = (await promises.promises(tx, Asked(**place), ALL, NOW)).windows
    [barred] = (await promises.promises(tx, Asked(**place, skill="storage"), ALL, NOW)).windows
    assert (kept.keepers, barred.keepers) == (2, 0)


async def test_who_is_never_sent_to_a_customer_keeps_nothing_there(tx: Tx, us: Cast) -> None:
    order = await take_order(tx, us)
    account = (await parties(tx, order))["account_id"]
    await tx.run(
        "insert into blocked_pairs (org_id, id, account_id, engineer_id) values (current_org(), $1, $2, $3)",
        uuid4(), account, us.users["bob"],
    )  # fmt: skip
    found = await promises.promises(tx, Asked(account_id=account, lat=52.5, lon=13.4), ALL, NOW)
    assert {name for row in found.windows for name in row.names} == {"Charlie"}


async def test_the_limits_of_the_level_are_told_the_soonest_first(tx: Tx, us: Cast) -> None:
    found = await promises.promises(tx, Asked(lat=52.5, lon=13.4, level="0"), ALL, NOW)
    assert [(row.what, row.due_at - NOW) for row in found.limits] == [("phone_response", HOUR), ("resolved", 4 * HOUR)]
    assert (await promises.promises(tx, Asked(lat=52.5, lon=13.4), ALL, NOW)).limits == []


@pytest.mark.parametrize(
    ("asked", "code"), [({}, "data_missing"), ({"lat": 0, "lon": 0}, "place_not_valid"), ({"site_id": uuid4()}, "not_found")]
)
async def test_without_a_place_nothing_can_be_promised(tx: Tx, us: Cast, asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as refusal:
        await promises.promises(tx, Asked(**asked), ALL, NOW)
    assert refusal.value.code == code


async def test_a_window_that_ends_before_it_begins_is_refused(client: Any) -> None:
    asked = {"lat": 52.5, "lon": 13.4, "window_from": (NOW + HOUR).isoformat(), "window_to": NOW.isoformat()}
    assert code_of(await client("alice").get("/api/promises", params=asked)) == (422, "window_not_valid")


async def test_an_engineer_is_not_told_of_the_days_of_others(client: Any) -> None:
    assert code_of(await client("bob").get("/api/promises", params={"lat": 52.5, "lon": 13.4})) == (403, "not_allowed")
