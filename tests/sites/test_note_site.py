"""Engineers write down what they know of a place; nobody's words overwrite another's."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.db import transaction
from outrider.sites.rules import SiteEdit, merge
from tests.cast import Cast, give, take_order
from tests.offline.phone import Phone

TEXT = st.sampled_from(["", "Gate 3", "Ring twice", "By the canteen"])


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await take_order(tx, us)


@pytest.fixture
async def visit(pool: Any, us: Cast, order: UUID) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await give(tx, us, order)


@pytest.fixture
async def bob(client: Any, visit: UUID) -> Phone:
    return await Phone(client("bob")).register()


@pytest.fixture
async def charlie(client: Any) -> Phone:
    return await Phone(client("charlie")).register()


def note(phone: Phone, visit: UUID, value: str, base: str = "", **more: Any) -> bytes:
    return phone.command(visit, {"field": "entry", "base": base, "value": value, **more}, "site_note")


async def there(phone: Phone, visit: UUID) -> Any:
    return (await phone.client.get(f"/api/phone/pack/{visit}")).json()


async def test_what_they_wrote_goes_along_on_the_next_visit(bob: Phone, visit: UUID) -> None:
    assert [row["result"] for row in await bob.send(note(bob, visit, "Gate 3"))] == ["applied"]
    (said,) = (await there(bob, visit))["memory"]
    assert (said["field"], said["value"], said["by"]) == ("entry", "Gate 3", "Bob")


async def test_who_did_not_know_what_stands_there_proposes(
    bob: Phone, charlie: Phone, visit: UUID, order: UUID, pool: Any, us: Cast
) -> None:
    await bob.send(note(bob, visit, "Gate 3"))
    async with transaction(pool, us.org_id) as tx:
        later = await give(tx, us, order, "charlie", "closer")
    (outcome,) = await charlie.send(note(charlie, later, "Ring twice"))
    assert (outcome["result"], outcome["code"]) == ("accepted_conflict", "site_changed")
    seen = await there(charlie, later)
    assert [row["value"] for row in seen["memory"]] == ["Gate 3"]
    assert [(row["value"], row["by"]) for row in seen["proposals"]] == [("Ring twice", "Charlie")]


async def test_whoever_sees_both_decides(bob: Phone, visit: UUID) -> None:
    await bob.send(note(bob, visit, "Gate 3"), note(bob, visit, "Ring twice"))
    (proposal,) = (await there(bob, visit))["proposals"]
    await bob.send(note(bob, visit, "Gate 3, ring twice", "Gate 3", settles=[proposal["id"]]))
    seen = await there(bob, visit)
    assert ([row["value"] for row in seen["memory"]], seen["proposals"]) == (["Gate 3, ring twice"], [])


async def test_a_proposal_that_they_did_not_see_stays(bob: Phone, visit: UUID) -> None:
    await bob.send(note(bob, visit, "Gate 3"), note(bob, visit, "Ring twice"))
    await bob.send(note(bob, visit, "Gate 4", "Gate 3", settles=[str(uuid4())]))
    assert [row["value"] for row in (await there(bob, visit))["proposals"]] == ["Ring twice"]


async def test_fields_do_not_stand_in_each_others_way(bob: Phone, visit: UUID) -> None:
    both = note(bob, visit, "Gate 3"), bob.command(visit, {"field": "parking", "base": "", "value": "Yard"}, "site_note")
    assert [row["result"] for row in await bob.send(*both)] == ["applied", "applied"]


async def test_nobody_writes_about_a_place_that_they_were_never_sent_to(charlie: Phone, visit: UUID) -> None:
    (outcome,) = await charlie.send(note(charlie, visit, "Gate 3"))
    assert (outcome["result"], outcome["code"]) == ("rejected", "not_your_visit")


async def test_a_field_that_is_not_known_is_refused_and_kept(bob: Phone, visit: UUID) -> None:
    (outcome,) = await bob.send(bob.command(visit, {"field": "mood", "base": "", "value": "good"}, "site_note"))
    assert (outcome["result"], outcome["code"]) == ("rejected", "field_not_valid")


@given(base=TEXT, value=TEXT, stands=TEXT)
def test_nothing_is_overwritten_that_the_writer_did_not_know(base: str, value: str, stands: str) -> None:
    merged = merge(SiteEdit("entry", base, value), stands)
    assert (merged == "written") == (base == stands != value)
    assert (merged == "nothing_new") == (value == stands)


async def test_the_office_reads_and_writes_what_is_known_of_a_place(bob: Phone, visit: UUID, order: UUID, client: Any) -> None:
    await bob.send(note(bob, visit, "Gate 3"))
    alice = client("alice")
    (said,) = (await alice.get(f"/api/orders/{order}/site")).json()["notes"]
    assert (said["value"], said["by"]) == ("Gate 3", "Bob")
    edit = {"field": "entry", "base": "Gate 3", "value": "Gate 4"}
    assert (await alice.post(f"/api/orders/{order}/site", json=edit)).json() == {"conflict": None}
    (said,) = (await there(bob, visit))["memory"]
    assert (said["value"], said["by"]) == ("Gate 4", "Alice")


async def test_the_office_does_not_overwrite_what_it_has_not_seen(bob: Phone, visit: UUID, order: UUID, client: Any) -> None:
    alice = client("alice")
    await bob.send(note(bob, visit, "Gate 3"))
    answer = await alice.post(f"/api/orders/{order}/site", json={"field": "entry", "base": "", "value": "Gate 4"})
    assert answer.json() == {"conflict": "site_changed"}
    memory = (await alice.get(f"/api/orders/{order}/site")).json()
    assert ([row["value"] for row in memory["notes"]], [row["value"] for row in memory["proposals"]]) == (["Gate 3"], ["Gate 4"])
    settle = {"field": "entry", "base": "Gate 3", "value": "Gate 4", "settles": [memory["proposals"][0]["id"]]}
    assert (await alice.post(f"/api/orders/{order}/site", json=settle)).json() == {"conflict": None}
    memory = (await alice.get(f"/api/orders/{order}/site")).json()
    assert ([row["value"] for row in memory["notes"]], memory["proposals"]) == (["Gate 4"], [])


async def test_however_many_wrote_at_once_one_decides_about_all(bob: Phone, visit: UUID, order: UUID, client: Any) -> None:
    await bob.send(note(bob, visit, "Gate 3"))
    for start in (0, 40):
        await bob.send(*(note(bob, visit, f"Gate {index}", base="nothing of the kind") for index in range(start + 10, start + 50)))
    seen = (await client("alice").get(f"/api/orders/{order}/site")).json()["proposals"]
    assert len(seen) == 80
    (outcome,) = await bob.send(note(bob, visit, "Gate 4", base="Gate 3", settles=[row["id"] for row in seen]))
    assert outcome["result"] == "applied"
    assert (await client("alice").get(f"/api/orders/{order}/site")).json()["proposals"] == []
