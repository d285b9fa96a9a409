"""What is corrected in the master data stands on every board and phone at once: what came since equals all that is there."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import Cast

from .phone import Phone
from .pulls import pull

EDITS = {
    "accounts": ("name", "Dana's new works"), "contacts": ("phone", "+49 30 5550199"), "sites": ("address", "Side street 7"),
    "devices": ("model", "SR650"), "people": ("name", "Robert"),
}  # fmt: skip
NAMED = "select account_id as accounts, contact_id as contacts, site_id as sites, device_id as devices from orders"


async def board_of(alice: Any, seen: dict[str, Any] | None = None) -> dict[str, Any]:
    since = {"epoch": seen["epoch"], "since": seen["seq"], "mark": seen["mark"]} if seen else {}
    return dict((await alice.get("/api/board", params=since)).json())


def by(name: str, *pages: list[dict[str, Any]]) -> dict[str, Any]:
    """Later ones take the place of earlier ones."""
    return {row[name]: row for page in pages for row in page}


@pytest.mark.parametrize("entity", EDITS)
async def test_an_edit_reaches_board_and_phone_without_waiting(
    bob: Phone, attendance: UUID, client: Any, pool: Any, us: Cast, entity: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        (named,) = await tx.connection.fetch(NAMED)
    ids = {**named, "people": us.users["bob"]}
    alice, erin = client("alice"), client("erin")
    phone, board = await pull(bob), await board_of(alice)
    field, new = EDITS[entity]
    path = f"/api/master/{entity}/{ids[entity]}"
    was = (await erin.get(path)).json()["values"][field]
    assert (await erin.patch(path, json={field: {"was": was, "now": new}})).status_code == 204
    since, all_of_it = await pull(bob, phone), await pull(bob)
    assert len(since["jobs"]) == 1
    assert by("attendance_id", phone["jobs"], since["jobs"]) == by("attendance_id", all_of_it["jobs"])
    seen, everything = await board_of(alice, board), await board_of(alice)
    assert (seen["full"], len(seen["orders"])) == (False, 1)
    assert by("id", board["orders"], seen["orders"]) == by("id", everything["orders"])
