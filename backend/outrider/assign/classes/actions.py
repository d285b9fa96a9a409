"""What counts how much for each class of customer."""

from ...db import Tx
from ..fit.rules import SHIPPED
from . import store


async def install_defaults(tx: Tx) -> None:
    """What a new organisation begins with. A class that has its own is left alone."""
    for name, weights in SHIPPED.items():
        await store.add(tx, name, weights)
