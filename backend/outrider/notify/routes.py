"""The bell, how somebody wants to hear, and what did not arrive."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.datastructures import State

from ..db import Tx
from ..model import Who
from . import actions, engines, rules, store
from .delivery import actions as delivery


class Preferences(msgspec.Struct):
    """kinds: each with the channels that are proposed; available: what this installation can send by. key: for Web Push."""

    chosen: store.Choices
    kinds: dict[str, list[str]]
    available: list[str]
    key: str


class Subscription(msgspec.Struct):
    """What a browser's PushSubscription says of itself."""

    endpoint: str
    p256dh: str
    auth: str


class Endpoint(msgspec.Struct):
    endpoint: str


class ReadUntil(msgspec.Struct):
    until: datetime


@get("/api/notifications", opt={"permission": "me"})
async def mine(tx: Tx, who: Who) -> list[store.NotificationRow]:
    """What the bell of the asker holds, newest first."""
    return await store.mine(tx, who.user_id)


@post("/api/notifications/read", opt={"permission": "me"}, status_code=204)
async def read(tx: Tx, who: Who, data: ReadUntil, now: datetime) -> None:
    """Marks messages of the bell as read."""
    await store.read(tx, who.user_id, data.until, now)


@get("/api/me/notify", opt={"permission": "me"})
async def preferences(tx: Tx, who: Who, state: State) -> Preferences:
    """By which ways the asker hears of what, and when not."""
    chosen = await store.choices(tx, who.user_id)
    kinds = {name: list(kind.channels) for name, kind in rules.STAFF.items()}
    return Preferences(chosen, kinds, ["push", *state.config.channels], engines.public_key(state.config.data))


@put("/api/me/notify", opt={"permission": "me"}, status_code=204)
async def choose(tx: Tx, who: Who, data: store.Choices) -> None:
    """Sets by which ways the asker hears of what, and when not."""
    await actions.choose(tx, who.user_id, data)


@post("/api/me/push", opt={"permission": "me"}, status_code=204)
async def subscribe(tx: Tx, who: Who, state: State, data: Subscription, now: datetime) -> None:
    """This browser takes push messages from now on."""
    await actions.subscribe(tx, who.user_id, data.endpoint, data.p256dh, data.auth, state.config.own_machine, now)


@post("/api/me/push/off", opt={"permission": "me"}, status_code=204)
async def unsubscribe(tx: Tx, who: Who, data: Endpoint) -> None:
    """This browser takes no push messages any more."""
    await store.unsubscribe(tx, data.endpoint, who.user_id)


@get("/api/deliveries/dead", opt={"permission": "notify.manage"})
async def dead(tx: Tx, who: Who) -> list[store.Dead]:
    """Messages that could not be delivered, and why."""
    return await store.dead(tx, who.scope)


@post("/api/deliveries/{delivery_id:uuid}/resend", opt={"permission": "notify.manage"}, status_code=204)
async def resend(tx: Tx, who: Who, delivery_id: UUID, now: datetime) -> None:
    """Tries once more to deliver a message."""
    await delivery.resend(tx, who, delivery_id, now)


ROUTES = [mine, read, preferences, choose, subscribe, unsubscribe, dead, resend]
