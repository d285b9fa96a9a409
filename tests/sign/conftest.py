from typing import Any
from uuid import UUID

import pytest

from outrider.db import transaction
from tests.cast import Cast, give, take_order
from tests.offline.phone import Phone


@pytest.fixture
async def order(pool: Any, us: Cast) -> UUID:
    async with transaction(pool, us.org_id) as tx:
        return await take_order(tx, us)


@pytest.fixture
async def attendance(pool: Any, us: Cast, order: UUID) -> UUID:
    """The order is with bob."""
    async with transaction(pool, us.org_id) as tx:
        return await give(tx, us, order)


@pytest.fixture
async def bob(client: Any) -> Phone:
    return await Phone(client("bob")).register()
