"""Scanning checks the device: it is recorded, corrects the order where the engineer says so, and asks where it is somebody else's."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import WAITS, Cast, take_order

from .phone import Phone

DEVICE = "select d.serial from orders o join devices d on d.id = o.device_id where o.id = $1"
SAID = "select payload->>'verdict' from events where kind = 'device_checked' order by written desc limit 1"


@pytest.mark.parametrize(
    ("scanned", "works_on", "verdict", "then"),
    [
        (" sn-77 ", False, "same", "SN-77"),
        ("SN-78", False, "other", "SN-77"),
        ("SN-78", True, "corrected", "SN-78"),
        ("SN-NEW", True, "added", "SN-NEW"),
        ("SN-THEIRS", True, "of_another", "SN-77"),
    ],
)
async def test_what_was_scanned_is_recorded_and_corrects_the_order_or_asks(
    bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, scanned: str, works_on: bool, verdict: str, then: str
) -> None:
    async with transaction(pool, us.org_id) as tx:
        theirs = await take_order(tx, us)
        device = "update devices set serial = $2, serial_key = lower($2) where id = (select device_id from orders where id = $1)"
        await tx.run("update accounts set name = 'Elsewhere' where id = (select account_id from orders where id = $1)", theirs)
        await tx.run(device, order, "SN-77")
        await tx.run(device, theirs, "SN-THEIRS")
        await tx.run(
            "insert into devices (org_id, id, account_id, serial, serial_key) "
            "select current_org(), gen_random_uuid(), account_id, 'SN-78', 'sn-78' from orders where id = $1",
            order,
        )
    (outcome,) = await bob.send(bob.command(attendance, {"serial": scanned, "works_on": works_on}, "device_check"))
    assert outcome["result"] == "applied"
    async with transaction(pool, us.org_id) as tx:
        assert (await tx.value(SAID), await tx.value(DEVICE, order)) == (verdict, then)
        assert await tx.value(WAITS) == ("device_of_another" if verdict == "of_another" else None)
