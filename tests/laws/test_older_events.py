"""Every payload that a release has ever written is read as one of today. A shape that changes keeps its examples here, and gets a step."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from outrider.console import store as console
from outrider.db import Tx
from outrider.event_kinds import KINDS
from outrider.status.clocks import actions as clocks
from outrider.status.promise import actions as promises
from outrider.status.withdraw import store as decisions
from outrider.upcast import STEPS, upcast, version_of
from tests.cast import NOW, Cast, give, take_order

# For some kinds, a payload as it was written, and the version of its shape. Lines are added, and never changed.
WRITTEN: list[dict[str, Any]] = json.loads(Path(__file__).with_name("events_written.json").read_text())
EXAMPLES = [(kind, row["v"], row["payload"]) for row in WRITTEN for kind in row["kinds"]]
# Of before there were clocks: the order's own row says these beside it (status/clocks/store.py: TOLD).
BESIDE = {"order_taken": {"kind": "repair", "level": "1"}}


def test_what_was_written_is_read_as_todays() -> None:
    unread = []
    for kind, version, payload in EXAMPLES:
        try:
            msgspec.convert(upcast(kind, version, BESIDE.get(kind, {}) | payload), KINDS[kind])
        except (msgspec.ValidationError, KeyError) as failure:
            unread.append((kind, version, payload, repr(failure)))
    assert unread == []


def test_every_version_of_every_kind_has_an_example() -> None:
    assert {(kind, version) for kind, version, _ in EXAMPLES} == {(kind, n) for kind in KINDS for n in range(1, version_of(kind) + 1)}


def test_an_example_has_each_field_of_today() -> None:
    """So that a field which is taken away or called otherwise is missed."""
    told = {(kind, field) for kind, version, payload in EXAMPLES if version == version_of(kind) for field in payload}
    assert {(kind, field.encode_name) for kind, shape in KINDS.items() for field in msgspec.structs.fields(shape)} - told == set()


def test_steps_follow_each_other_from_the_first_version_on() -> None:
    assert {kind for kind, _ in STEPS} <= set(KINDS)
    assert all(version < version_of(kind) for kind, version in STEPS)


async def test_a_step_is_applied_where_history_is_read(tx: Tx, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if an assignment were to say from now on that it went elsewhere, and with another word."""
    order = await take_order(tx, us, level="0")
    await give(tx, us, order)
    before = await clocks.derive(tx, order)
    monkeypatch.setitem(STEPS, ("assign", 1), lambda payload: {**payload, "to": "accepted", "text": "as of today"})
    assert await clocks.derive(tx, order) != before
    (line,) = [line for line in await console.events(tx, order) if line.kind == "assign"]
    assert line.payload["text"] == "as of today"
    decision = await decisions.last_decision(tx, order)
    assert decision and decision.payload["text"] == "as of today"
    assert len(await promises.promises(tx, order, NOW)) == 1
    monkeypatch.setitem(STEPS, ("order_taken", 1), lambda payload: {**payload, "window_to": None})
    assert await promises.promises(tx, order, NOW) == []


async def test_what_is_written_today_is_not_stepped_over(tx: Tx, us: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STEPS, ("order_taken", 1), lambda payload: {**payload, "level": "2", "window_to": None})
    order = await take_order(tx, us, level="0")
    assert await tx.value("select v from events where order_id = $1", order) == 2
    assert await clocks.differences(tx, order) == []
    assert await tx.value("select due_at - started_at from clocks where order_id = $1 and what = 'resolved'", order) == timedelta(hours=4)
    assert len(await promises.promises(tx, order, NOW)) == 1
