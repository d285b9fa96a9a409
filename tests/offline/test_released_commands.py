"""What a phone of an older release still holds is applied by this one: one file a release, never changed once it is out."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from outrider.offline.actions import COMMANDS
from tests.cast import Cast

from .phone import Phone

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))


@pytest.mark.parametrize("path", RELEASED, ids=lambda path: path.stem)
async def test_every_command_of_a_release_is_applied(path: Path, bob: Phone, attendance: UUID, pool: Any, us: Cast) -> None:
    rows = json.loads(path.read_text())["commands"]
    sent = [_of(bob, attendance, row) for row in rows]
    assert [row["result"] for row in await bob.send(*sent)] == ["applied"] * len(rows)
    async with transaction(pool, us.org_id) as tx:
        assert await tx.value("select status from orders") == "awaiting_signature"


def _of(bob: Phone, attendance: UUID, row: dict[str, Any]) -> bytes:
    more = {name: value for name, value in row.items() if name not in ("kind", "payload")}
    return bob.command(attendance, row["payload"], row["kind"], **more)


def test_this_release_still_has_every_kind_and_version_of_the_files() -> None:
    known = {(row["kind"], row["v"]) for path in RELEASED for row in json.loads(path.read_text())["commands"]}
    assert known <= set(COMMANDS)
