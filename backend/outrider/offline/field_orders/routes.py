"""What an engineer who is called directly looks up where there is network."""

from litestar import get

from ...db import Tx
from ...model import Who
from . import actions, store


@get("/api/phone/places", opt={"permission": "phone"})
async def find_places(tx: Tx, who: Who, words: str) -> list[store.PlaceLine]:
    """Places of the customers that the engineer works for, by name, address, device, contact or the number of a caller."""
    return await actions.find_places(tx, who, words)


ROUTES = [find_places]
