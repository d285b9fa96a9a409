"""An order of a customer, and the page that they follow it on."""

from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import Cast, take_order


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await take_order(tx, us)


@pytest.fixture
async def link(client: Any, order: UUID) -> str:
    made = (await client("alice").post(f"/api/orders/{order}/customer-link")).json()
    return str(made["url"]).partition(":8000")[2]
