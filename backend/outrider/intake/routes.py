"""The order form: find the caller, find the place, take the order."""

from datetime import datetime

from litestar import get, post
from litestar.datastructures import State

from ..db import Tx
from ..geo import Place
from ..model import Who, actor_of
from . import actions, store


@get("/api/customers", opt={"permission": "customers.read"})
async def find_customers(tx: Tx, who: Who, words: str) -> list[store.CustomerLine]:
    return await actions.find_customers(tx, words, who.scope)


@get("/api/places", opt={"permission": "customers.read"})
async def find_places(state: State, address: str) -> list[Place]:
    found = await state.geocoder.find(address)
    assert isinstance(found, list)
    return found


@post("/api/orders", opt={"permission": "orders.take"})
async def take_order(tx: Tx, who: Who, data: actions.NewOrder, now: datetime) -> actions.Taken:
    return await actions.take(tx, data, actor_of(who), who.scope, now)


ROUTES = [find_customers, find_places, take_order]
