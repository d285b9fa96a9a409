"""Who calls, what they have, where it is: what the order form asks."""

from datetime import datetime
from uuid import UUID

from litestar import get
from litestar.datastructures import State

from ...db import Tx
from ...geo import Place
from ...model import Who
from ..entitlement.rules import Entitlement
from . import actions, store


@get("/api/customers", opt={"permission": "customers.read"})
async def find_customers(tx: Tx, who: Who, words: str) -> list[store.CustomerLine]:
    """Customers by some words or the number of a caller."""
    return await actions.find_customers(tx, words, who.scope)


@get("/api/customers/{account_id:uuid}", opt={"permission": "customers.read"})
async def customer(tx: Tx, who: Who, account_id: UUID) -> store.CustomerLine:
    """One customer, with their contacts, places and devices."""
    return await actions.customer(tx, account_id, who.scope)


@get("/api/callers", opt={"permission": "customers.read"})
async def callers(tx: Tx, who: Who, phone: str, now: datetime) -> list[actions.Caller]:
    """Who may be calling from this number, with their places and devices."""
    return await actions.callers(tx, phone, who.scope, now)


@get("/api/devices/by-serial", opt={"permission": "customers.read"})
async def device(tx: Tx, who: Who, serial: str, now: datetime) -> actions.DeviceCard:
    """A device by its serial number, however it is spelt."""
    return await actions.device(tx, serial, who.scope, now)


@get("/api/entitlement", opt={"permission": "customers.read"})
async def entitlement(
    tx: Tx, who: Who, now: datetime, account_id: UUID | None = None, device_id: UUID | None = None, kind: str = "repair"
) -> Entitlement:
    """Under which contract and level a wanted visit would stand."""
    return await actions.entitled(tx, account_id, device_id, kind, who.scope, now)


@get("/api/places", opt={"permission": "customers.read"})
async def find_places(state: State, address: str) -> list[Place]:
    """Addresses with their position, for a place that is not known yet."""
    found = await state.geocoder.find(address)
    assert isinstance(found, list)
    return found


ROUTES = [find_customers, customer, callers, device, entitlement, find_places]
