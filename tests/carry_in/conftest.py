from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from outrider.db import transaction
from tests.cast import NOW, Cast
from tests.offline.phone import Phone

FRIDAY = NOW + timedelta(days=3)


def brought(us: Cast, until: datetime = FRIDAY, **change: Any) -> dict[str, Any]:
    """A caller at the counter, who need not say where they live."""
    base = {
        "id": str(uuid4()), "kind": "carry_in", "level": "1", "fault": "Fan is loud", "window_from": NOW.isoformat(),
        "window_to": until.isoformat(), "account_name": "Dana", "contact": {"name": "Dana", "phone": "030 5550100"},
        "serial": "SN-1", "station_id": str(us.station),
    }  # fmt: skip
    return {**base, **change}


@pytest.fixture
async def announced(client: Any, pool: Any, us: Cast) -> UUID:
    """The customer, who hears by mail, will bring a device."""
    taken = await client("alice").post("/api/orders", json=brought(us))
    assert taken.status_code == 201, taken.text
    async with transaction(pool, us.org_id) as tx:
        await tx.run("update contacts set channel = 'mail'")
    return UUID(taken.json()["id"])


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()
