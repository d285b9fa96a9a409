import hashlib
from datetime import timedelta
from typing import Any

import msgspec

from outrider import db
from outrider.ids import new_id
from outrider.intake.booking import actions as booking
from outrider.intake.booking import rules
from tests.cast import NOW, Cast, act
from tests.conftest import Client, code_of


def wanted(**said: Any) -> dict[str, Any]:
    return {
        "id": str(new_id(NOW)), "kind": "repair", "level": "1", "fault": "Disk full", "account_name": "Dana's works",
        "window_from": NOW.isoformat(), "window_to": (NOW + timedelta(hours=1)).isoformat(),
        "contact": {"name": "Dana", "phone": "+49 30 5550100"},
        "site": {"name": "Hall 1", "address": "Main street 1", "lat": 52.53, "lon": 13.41}, **said,
    }  # fmt: skip


async def came_in(alice: Any, order: str) -> str:
    return str((await alice.get(f"/api/orders/{order}")).json()["extra"]["came_in"])


async def test_how_an_order_came_in_stands_at_it(client: Any, app: Any, us: Cast) -> None:
    async with client("alice") as alice, Client(app, None) as program:
        for said, stands in (("letter", "letter"), ("", "")):
            body = wanted(came_in=said)
            assert (await alice.post("/api/orders", json=body)).status_code == 201
            assert await came_in(alice, body["id"]) == stands
        assert code_of(await alice.post("/api/orders", json=wanted(came_in="pigeon"))) == (422, "field_not_valid")
        body = wanted()
        bearer = {"authorization": f"Bearer {us.tokens['alice']}"}
        assert (await program.post("/api/orders", json=body, headers=bearer)).status_code == 201
        assert await came_in(alice, body["id"]) == "web"


async def test_repeats_of_one_alarm_are_notes_of_one_order(client: Any, pool: Any, us: Cast) -> None:
    async with client("alice") as alice:
        first = (await alice.post("/api/orders", json=wanted(alarm_key="zbx-7"))).json()
        for _ in range(2):
            assert (await alice.post("/api/orders", json=wanted(alarm_key="zbx-7"))).json() == first
        assert (await alice.post("/api/orders", json=wanted(alarm_key="zbx-8"))).json() != first
        detail = (await alice.get(f"/api/orders/{first['id']}")).json()
        assert [row["payload"]["text"] for row in detail["events"] if row["kind"] == "note"] == [
            f"The same alarm again, no. {n}: Disk full" for n in (2, 3)
        ]
        assert detail["extra"]["came_in"] == "alarm"
        async with db.transaction(pool, us.org_id) as tx:
            await act(tx, us, "alice", first["id"], "cancel", reason="False alarm")
        assert (await alice.post("/api/orders", json=wanted(alarm_key="zbx-7"))).json() != first


def test_an_order_of_before_the_upgrade_is_still_the_same_when_it_is_sent_again() -> None:
    order = msgspec.convert(wanted(), booking.NewOrder)
    names = [name for name in order.__struct_fields__ if name not in ("came_in", "alarm_key", "call_id", "engineer_id", "others")]
    before = msgspec.json.encode({name: getattr(order, name) for name in names})
    assert msgspec.json.encode(rules.as_first_sent(order)) == before
    order.alarm_key = "zbx-7"
    assert hashlib.sha256(msgspec.json.encode(rules.as_first_sent(order))).digest() != hashlib.sha256(before).digest()
