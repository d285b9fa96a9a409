"""Who wrote waits longer than who rang, where the level says so."""

from datetime import timedelta
from typing import Any

import pytest

from outrider.db import Tx, transaction, transactions_of
from outrider.ids import new_id
from outrider.intake.booking import actions as booking
from outrider.model import ALL, Cause, moment_of
from outrider.notify import actions as notify
from outrider.preview import actions as preview
from outrider.problems import Problem
from outrider.status.clocks import actions as clocks
from outrider.status.clocks.rules import Told, story_of
from outrider.status.levels import actions as levels
from outrider.status.levels.defaults import level as default
from outrider.status.levels.rules import Level, Limit, check, limit_of
from tests.cast import NOW, Cast, take_order
from tests.conftest import code_of

MINUTE = timedelta(minutes=1)
DUE = "select due_at from clocks where order_id = $1 and what = 'phone_response'"


async def came(tx: Tx, us: Cast, level: str, **said: Any) -> Any:
    wanted = booking.NewOrder(
        id=said.pop("id"), kind="repair", level=level, fault="Does not start", window_from=NOW, window_to=NOW + 60 * MINUTE,
        account_name="Dana's works", contact=booking.NewContact("Dana", "+49 30 5550100"),
        site=booking.NewSite("Hall 1", "Main street 1", 52.53, 13.41), **said,
    )  # fmt: skip
    await booking.take(tx, wanted, Cause(us.actor("alice"), ALL, moment_of(NOW)))
    return wanted.id


@pytest.mark.parametrize(
    ("level", "way", "minutes"),
    [("1", "telephone", 120), ("1", "", 120), ("1", "mail", 240), ("1", "wechat", 240), ("1", "counter", 120), ("0", "mail", 60)],
)
async def test_the_first_answer_is_due_by_the_way_in(tx: Tx, us: Cast, level: str, way: Any, minutes: int) -> None:
    order = await came(tx, us, level, id=new_id(NOW), came_in=way)
    assert await tx.value(DUE, order) == NOW + minutes * MINUTE
    assert await clocks.differences(tx, order) == []


def test_a_level_of_two_gives_who_wrote_a_working_day() -> None:
    made = default("2", {})
    found = [limit_of(made, "phone_response", "repair", way) for way in ("telephone", "web")]
    assert [limit.minutes if limit else None for limit in found] == [240, 480]


def test_a_kind_goes_before_a_way_in() -> None:
    limits = [Limit("resolved", 10), Limit("resolved", 20, came_in=["mail"]), Limit("resolved", 30, ["inspection"])]
    level = Level({}, "standard", 0, "7x24", True, limits)
    asked = [("repair", "telephone"), ("repair", "mail"), ("inspection", "mail")]
    assert [limit.minutes for kind, way in asked if (limit := limit_of(level, "resolved", kind, way))] == [10, 20, 30]


@pytest.mark.parametrize("second", [Limit("resolved", 20, came_in=["mail", "web"]), Limit("resolved", 20, came_in=["pigeon"])])
def test_one_way_in_has_one_limit(second: Limit) -> None:
    level = Level({"en": "x"}, "standard", 0, "7x24", True, [Limit("resolved", 10, came_in=["mail"]), second])
    with pytest.raises(Problem) as refused:
        check(level, ["en"], ["7x24"])
    assert (refused.value.code, refused.value.params) == ("field_not_valid", {"fields": ["limits.resolved"]})


async def test_an_order_of_before_says_its_way_in_its_own_row(tx: Tx, us: Cast) -> None:
    """The event of an older release does not name it."""
    order = await take_order(tx, us, level="1")
    await tx.run("update orders set came_in = 'mail' where id = $1", order)
    (due,) = [row.due_at for row in await clocks.derive(tx, order) if row.what == "phone_response"]
    assert due == NOW + 240 * MINUTE


def test_what_an_event_says_goes_before_the_row() -> None:
    told = {"kind": "repair", "level": "1", "to": "received", "came_in": "mail"}
    story = story_of([Told("order_taken", NOW, told)])
    assert story is not None and story.came_in == "mail"


async def test_a_look_before_publishing_shows_whom_a_limit_for_the_written_alarms(client: Any, pool: Any, us: Cast) -> None:
    async with transaction(pool, us.org_id) as tx:
        rang = await came(tx, us, "0", id=new_id(NOW), came_in="telephone")
        wrote = await came(tx, us, "0", id=new_id(NOW), came_in="mail")
        (current,) = [row for row in await levels.current(tx, "level") if row.code == "0"]
        ten = {**current.document["limits"][0], "minutes": 10, "came_in": ["mail"]}
        document = {**current.document, "limits": [*current.document["limits"], ten]}
        said = await preview.preview(tx, "level", "0", document, NOW + 10 * MINUTE)
        assert (said.due, said.overdue) == (0, 1)
    async with client("erin") as erin:
        body = {"document": document, "expected": current.version}
        assert (await erin.put("/api/rules/level/0", json=body)).status_code == 200
        wrong = {**document, "limits": [*document["limits"], ten]}
        refused = await erin.put("/api/rules/level/0", json={"document": wrong, "expected": current.version + 1})
        assert (code_of(refused), refused.json()["params"]["fields"]) == ((422, "field_not_valid"), ["limits.phone_response"])
        history = (await erin.get("/api/rules/level/0/versions")).json()
        assert [what for what, _, _ in history[0]["differences"]] == ["phone_response.mail"]
    await clocks.recompute(transactions_of(pool), us.org_id, "level", "0", NOW + 10 * MINUTE, notify.take_back)
    async with transaction(pool, us.org_id) as tx:
        assert [await tx.value(DUE, order) for order in (rang, wrote)] == [NOW + 60 * MINUTE, NOW + 10 * MINUTE]
