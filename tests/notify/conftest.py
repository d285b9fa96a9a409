"""A push service and a message gateway that answer as the real ones do."""

from collections.abc import AsyncIterator

import pytest

from .receivers import Gateway, gateway


@pytest.fixture
async def phone_net() -> AsyncIterator[tuple[Gateway, str]]:
    async with gateway() as made:
        yield made
