"""Before a level or a calendar is published, the console says whom that would alarm at once: exactly those whom it then alarms."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from outrider.db import transaction, transactions_of
from outrider.model import SYSTEM
from outrider.notify import actions as notify
from outrider.preview import actions as preview
from outrider.status.clocks import actions as clocks
from outrider.status.levels import actions as levels
from tests.cast import NOW, Cast, act, give, take_order, walk
from tests.conftest import code_of

MINUTE = timedelta(minutes=1)
LATER = NOW + 12 * MINUTE
COUNTS = (
    "select (select count(*) from notifications), (select count(*) from alarms), (select count(*) from clocks), (select max(seq) from feed)"
)
HEARD = "select person.name, count(*)::int as n from notifications n join users person on person.id = n.user_id where n.created_at = $1 group by 1"


async def orders(pool: Any, us: Cast) -> None:
    """In many states: waiting, warned, assigned, accepted, stopped, paused, closed a moment ago, of another level."""
    async with transaction(pool, us.org_id) as tx:
        await take_order(tx, us, level="0")
        for name in ("bob", "charlie"):
            await give(tx, us, await take_order(tx, us, level="0"), name)
        under_way, stopped, paused, gone = [await take_order(tx, us, level="0") for _ in range(4)]
        await take_order(tx, us, level="1")
        await give(tx, us, under_way)
        await walk(tx, us, under_way, "accept", "confirm_appointment", "set_off")
        await act(tx, us, "alice", stopped, "triage", NOW + MINUTE)
        await give(tx, us, paused, "charlie")
        await act(tx, us, "charlie", paused, "accept", NOW + MINUTE)
        await act(tx, us, "alice", gone, "cancel", NOW + 5 * MINUTE, reason="key")
        while await clocks.fire(tx, LATER - MINUTE / 2, notify.notify_alarms):
            pass  # some of them are warned already
        await act(
            tx, us, "alice", await take_order(tx, us, level="0"), "triage", NOW + 11.4 * MINUTE
        )  # its warning was never said: too late


def every(field: str, value: Any, *whats: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for limit in document["limits"]:
            if not whats or limit["what"] in whats:
                limit[field] = value

    return change


def to_max(document: Any) -> None:
    for limit in document["limits"]:
        limit["minutes"], limit["technical"] = 3, [{"role": "station_manager", "minutes": 0}]


def never_open(document: Any) -> None:
    document["hours"] = [[], [], [], [], [], [], [[0, 1]]]


def always_open(document: Any) -> None:
    document["hours"] = [[[0, 1440]]] * 7


async def publish(tx: Any, code: str, change: Callable[[Any], None]) -> None:
    rule = next(row for row in await levels.current(tx, "calendar") if row.code == code)
    change(rule.document)
    await levels.publish(tx, "calendar", code, rule.document, rule.version, "", SYSTEM, NOW - MINUTE)


CHANGES: list[tuple[str, str, Callable[[Any], None]]] = [
    ("level", "0", every("minutes", 1)),
    ("level", "0", every("minutes", 11, "received", "assigned")),
    ("level", "0", every("warn", 0.2)),
    ("level", "0", every("warn", 0.79)),  # what was said at three quarters is taken back, and said anew
    ("level", "0", every("minutes", None)),
    ("level", "0", every("minutes", 500)),
    ("level", "0", lambda document: document.update(calendar="5x8")),
    ("level", "0", to_max),
    ("level", "1", every("minutes", 1)),
    ("calendar", "7x24", never_open),
    ("calendar", "7x24", always_open),  # it was closed until now
]


ALARMING = [CHANGES[n][2] for n in (0, 1, 2, 3, 7, 8, 10)]


@pytest.mark.parametrize(("kind", "code", "change"), CHANGES, ids=range(len(CHANGES)))
async def test_publishing_tells_as_many_as_the_preview_says(
    client: Any, pool: Any, us: Cast, clock: Any, kind: str, code: str, change: Callable[[Any], None]
) -> None:
    if change is always_open:
        async with transaction(pool, us.org_id) as tx:
            await publish(tx, code, never_open)
    await orders(pool, us)
    clock.at = LATER
    async with client("erin") as erin:
        rule = next(row for row in (await erin.get(f"/api/rules/{kind}")).json() if row["code"] == code)
        change(rule["document"])
        async with transaction(pool, us.org_id) as tx:
            before = await tx.connection.fetchrow(COUNTS)
        answer = await erin.post(f"/api/rules/{kind}/{code}/preview", json={"document": rule["document"]})
        assert answer.status_code == 200, answer.text
        async with transaction(pool, us.org_id) as tx:
            assert await tx.connection.fetchrow(COUNTS) == before  # it only looks
        body = {"document": rule["document"], "expected": rule["version"]}
        assert (await erin.put(f"/api/rules/{kind}/{code}", json=body)).status_code == 200
    await clocks.recompute(transactions_of(pool), us.org_id, kind, code, LATER, notify.take_back)
    async with transaction(pool, us.org_id) as tx:
        while await clocks.fire(tx, LATER, notify.notify_alarms):
            pass
        heard = {row["name"]: row["n"] for row in await tx.connection.fetch(HEARD, LATER)}
        overdue, due = await said(tx)
    found = answer.json()
    assert bool(found["notices"]) == (change in ALARMING)
    assert {row["name"]: row["notices"] for row in found["people"]} == heard
    assert (found["notices"], found["overdue"], found["due"]) == (sum(heard.values()), overdue, due)


async def said(tx: Any) -> tuple[int, int]:
    """Orders of which somebody was told now that they are past a limit, and those near one."""
    rows = await tx.connection.fetch(
        "select distinct order_id, kind from notifications where created_at = $1 and order_id is not null", LATER
    )
    kinds = Counter((row["order_id"], row["kind"]) for row in rows)
    overdue = {order for order, kind in kinds if kind == "clock_breached"}
    return len(overdue), len({order for order, _ in kinds} - overdue)


async def test_more_open_orders_than_it_looks_at_are_said_to_be_more(
    client: Any, pool: Any, us: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await orders(pool, us)
    monkeypatch.setattr(preview, "LOOKED_AT", 2)
    monkeypatch.setattr(clocks, "A_FEW", 1)
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "0")
        found = (await erin.post("/api/rules/level/0/preview", json={"document": level["document"]})).json()
    assert (found["orders"], found["more"]) == (2, True)


async def test_what_would_not_be_published_has_no_preview(client: Any) -> None:
    async with client("erin") as erin:
        level = next(row for row in (await erin.get("/api/rules/level")).json() if row["code"] == "0")
        refused = await erin.post("/api/rules/level/0/preview", json={"document": {**level["document"], "calendar": "nobody's"}})
        assert code_of(refused) == (422, "field_not_valid")
        assert code_of(await erin.post("/api/rules/nothing/0/preview", json={"document": {}})) == (404, "not_found")
    assert code_of(await client("alice").post("/api/rules/level/0/preview", json={"document": {}})) == (403, "not_allowed")
