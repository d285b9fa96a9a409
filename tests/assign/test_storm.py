"""So much late at once: one proposal for all of it, for the promises and not for the ways, from pieces of neighbouring stations."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from bench.storm import proposed, storm

from outrider import db
from outrider.assign.plan import actions as plans
from outrider.assign.plan.ground.rules import Ground, hopeful, pinned
from outrider.assign.plan.rules import propose, wish_of
from outrider.assign.plan.storm import rules as storms
from outrider.model import Status
from tests.assign.grounds import engineer, ground, name, stop, visit
from tests.cast import NOW, Cast, give, take_order
from tests.conftest import code_of


@pytest.mark.whole
async def test_a_third_of_a_stations_visits_late_at_once_has_one_proposal_that_makes_nobody_later() -> None:
    day = storm(1, 7)
    made = await proposed(day)
    assert made is not None
    saved = made.summary.kept_after - made.summary.kept_before
    assert saved >= 0.8 * len(hopeful(day))
    assert all(row.late_after <= row.late_before for row in made.rows)
    assert {row.id for row in made.rows if row.kind == "move"} <= day.holders.keys()


def test_the_pieces_are_whole_stations_and_together_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storms, "MOST", 700)
    day = storm(5, 1)
    pieces = storms.pieces(day)
    assert len(pieces) == 3
    assert sorted(id for piece in pieces for id in piece.visits) == sorted(day.visits)
    assert sum(len(piece.engineers) for piece in pieces) == len(day.engineers)
    homes = [{row.station_id for row in piece.engineers.values()} for piece in pieces]
    assert sum(map(len, homes)) == len(set.union(*homes)) == 5


def stormy(day: Ground) -> Ground:
    return msgspec.structs.replace(day, storm=True)


def test_who_is_late_may_go_to_somebody_else_though_the_customer_confirmed_and_who_is_in_time_stays() -> None:
    late, safe = visit("late", 52.9, until=10), visit("safe", 52.51)
    day = ground([engineer("bob", 52.5, stop(late)), engineer("eve", 52.5, stop(safe))], [late, safe])
    confirmed = {id: msgspec.structs.replace(row, status=Status.APPOINTMENT_CONFIRMED) for id, row in day.facts.items()}
    day = msgspec.structs.replace(day, facts=confirmed)
    assert pinned(day) == {name("late"), name("safe")}
    assert pinned(stormy(day)) == {name("safe")}


def test_another_order_of_a_day_is_offered_where_somebody_comes_in_time_by_it_and_not_for_the_way() -> None:
    patient, pressed = visit("patient", 52.6, minutes=90), visit("pressed", 52.5, until=60)
    late = ground([engineer("bob", 52.5, stop(patient), stop(pressed))], [patient, pressed])
    assert wish_of(stormy(late), {name("bob"): [name("pressed"), name("patient")]}).orders == {name("bob")}
    near, far = visit("near", 52.5), visit("far", 52.6)
    calm = ground([engineer("bob", 52.5, stop(far), stop(near))], [near, far])
    shorter = {name("bob"): [name("near"), name("far")]}
    assert wish_of(calm, shorter).orders == {name("bob")}
    assert wish_of(stormy(calm), shorter).orders == frozenset()
    assert propose(stormy(calm), shorter, 1.0) is None


async def test_a_storm_is_asked_for_searched_and_offered(pool: Any, us: Cast, client: Any) -> None:
    async with db.transaction(pool, us.org_id) as tx:
        blocks = await take_order(tx, us, window=(-60, 600), minutes=240)
        late = await take_order(tx, us, window=(0, 60))
        for order in (blocks, late):
            await give(tx, us, order)
        await tx.run("update attendances set planned_start = $2 where order_id = $1", blocks, NOW)
    async with client("alice") as alice:
        asked = (await alice.post("/api/plans", json={"storm": True})).json()
        assert asked["storm"] is True
        assert (await alice.post("/api/plans", json={"storm": True})).json()["id"] == asked["id"]
        assert (await alice.post("/api/plans", json={})).json()["id"] != asked["id"]
        tomorrow = await alice.post("/api/plans", json={"storm": True, "day": "2026-03-03"})
        assert code_of(tomorrow) == (422, "date_not_valid")
        await plans.make(db.transactions_of(pool), us.org_id, UUID(asked["id"]), lambda: NOW)
        shown = (await alice.get(f"/api/plans/{asked['id']}")).json()
    assert shown["plan"]["state"] == "ready"
    assert str(late) in {row["id"] for row in shown["proposal"]["rows"]} or shown["proposal"]["rows"][0]["kind"] == "order"
    assert shown["proposal"]["summary"]["kept_after"] == 2
