import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from outrider.feed import Hub
from outrider.streams import STREAMS
from tests.conftest import FixedClock

CLOCK: Any = FixedClock()


@pytest.fixture
async def hub(pool: Any) -> AsyncIterator[Hub]:
    made = Hub(pool, CLOCK, STREAMS)
    watch = asyncio.create_task(made.run())
    yield made
    watch.cancel()
