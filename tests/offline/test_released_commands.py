"""What a phone of an older release still holds is applied by this one: one file a release, never changed once it is out."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.db import transaction
from outrider.offline.actions import COMMANDS
from tests.cast import Cast

from .phone import Phone

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
async def test_every_command_of_a_release_is_applied(path: Path, bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    said = json.loads(path.read_text())
    rows = said["commands"]
    async with transaction(pool, us.org_id) as tx:  # of which kind of work its visit is, where it is no repair
        await tx.run("update orders set kind = coalesce($1, kind)", said.get("work"))
    sent = [_of(bob, attendance, row) for row in rows]
    assert [row["result"] for row in await bob.send(*sent)] == [row.get("result", "applied") for row in rows]
    async with transaction(pool, us.org_id) as tx:
        of_visit = "select o.status from orders o join attendances a on a.order_id = o.id where a.id = $1"
        assert await tx.value(of_visit, attendance) == "awaiting_signature"


def _of(bob: Phone, attendance: UUID, row: dict[str, Any]) -> bytes:
    """about: the visit of the test where nothing else stands there."""
    more = {name: value for name, value in row.items() if name not in ("kind", "payload", "about", "result")}
    if row.get("about") == "himself":
        return bob.command(UUID(int=7), row["payload"], row["kind"], attendance_id=None, **more)
    return bob.command(uuid4() if row.get("about") == "another visit" else attendance, row["payload"], row["kind"], **more)


def test_this_release_still_has_every_kind_and_version_of_the_files() -> None:
    known = {(row["kind"], row["v"]) for path in RELEASED for row in json.loads(path.read_text())["commands"]}
    assert known <= set(COMMANDS)
