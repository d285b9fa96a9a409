"""What the three clicks of the office that are done most ask of the database, as tests/offline/test_cost_of_a_tap.py has it of a phone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import NOW, Cast
from tests.conftest import overheard

Clicks = dict[str, Callable[[Any], Any]]
# The session's and the click's own; without what begins and ends the transaction, and what a new connection asks about types.
MOST = {"take": 20, "assign": 28, "cancel": 17}
FRAME = ("BEGIN", "COMMIT")


def order(us: Cast) -> dict[str, Any]:
    place: dict[str, Any] = {"name": "Hall", "address": "Street", "lat": 52.5, "lon": 13.4}
    who: dict[str, Any] = {"account_name": "Works", "contact": {"name": "Dana", "phone": "+49 30 5550100"}, "site": place}
    when: dict[str, Any] = {"window_from": NOW.isoformat(), "window_to": (NOW + timedelta(days=2)).isoformat()}
    return {"id": str(uuid4()), "kind": "repair", "level": "2", "fault": "Fan stands still", **when, **who}


async def click(alice: Any, us: Cast, name: str, row: dict[str, Any]) -> None:
    if name == "take":
        answer = await alice.post("/api/orders", json=row)
    elif name == "assign":
        body: dict[str, Any] = {"engineer_id": str(us.users["bob"]), "expected": "received"}
        answer = await alice.post(f"/api/orders/{row['id']}/assignment", json=body)
    else:
        body = {"action": "cancel", "expected": "assigned", "data": {"reason": "done"}}
        answer = await alice.post(f"/api/orders/{row['id']}/actions", json=body)
    assert answer.status_code < 300, answer.text


@pytest.mark.parametrize("last", MOST)
async def test_a_click_of_the_office_asks_no_more_of_the_database_than_this(client: Any, pool: Any, us: Cast, last: str) -> None:
    row, names = order(us), list(MOST)
    for name in names[: names.index(last)]:
        await click(client("alice"), us, name, row)
    said = await overheard(pool)
    await click(client("alice"), us, last, row)
    asked = [query for query in said if not query.startswith(FRAME) and not {"typeinfo", "jit"} & set(re.findall("[a-z]+", query.lower()))]
    assert len(asked) <= MOST[last], "\n".join(asked)
