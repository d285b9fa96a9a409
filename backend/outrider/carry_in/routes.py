"""The counter of a station: what the console asks and says of a device that was brought there."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.datastructures import State

from ..db import Tx
from ..idempotency import once
from ..model import Who, cause_of
from ..pages import picture
from ..status.order import actions as orders
from . import actions, rules


class PromisedDate(msgspec.Struct):
    promised_on: date
    reason: rules.Words


class NewPhotos(msgspec.Struct):
    """By the SHA-256 under which each was sent (`/api/blobs`), in hexadecimal."""

    photos: rules.Hashes


class PhotoShown(msgspec.Struct):
    """removed: taken away; false puts it back."""

    removed: bool


class QuoteMade(msgspec.Struct):
    id: UUID


@put("/api/orders/{order_id:uuid}/receipt", opt={"permission": "counter"}, status_code=204)
@once
async def hand_in(tx: Tx, who: Who, order_id: UUID, data: actions.Receipt, now: datetime) -> None:
    """A device was handed in at the counter: with what, in which condition, and how it is opened."""
    await actions.hand_in(tx, order_id, data, cause_of(who, now))


@post("/api/orders/{order_id:uuid}/photos", opt={"permission": "counter"}, status_code=204)
@once
async def add_photos(tx: Tx, who: Who, order_id: UUID, data: NewPhotos, now: datetime) -> None:
    """Adds photos of how a device at the counter looks, or of what a caller sent; their bytes were sent before."""
    await actions.add_photos(tx, order_id, data.photos, cause_of(who, now))


@get("/api/orders/{order_id:uuid}/photos/{sha:str}", opt={"permission": "reports.read"}, media_type="image/jpeg")
async def photo(tx: Tx, state: State, who: Who, order_id: UUID, sha: str) -> Response[bytes]:
    """A photo of the device at the counter, or of a caller's, as a JPEG."""
    await orders.see_order(tx, order_id, who.scope)
    return picture(await actions.photo(tx, order_id, sha, state.config.data))


@put("/api/orders/{order_id:uuid}/photos/{sha:str}", opt={"permission": "counter"}, status_code=204)
@once
async def remove_photo(tx: Tx, who: Who, order_id: UUID, sha: str, data: PhotoShown, now: datetime) -> None:
    """Takes such a photo away, or puts it back; it can be put back until the report is signed."""
    await actions.remove_photo(tx, order_id, sha, data.removed, cause_of(who, now))


@put("/api/orders/{order_id:uuid}/promised", opt={"permission": "counter"}, status_code=204)
@once
async def promise(tx: Tx, who: Who, order_id: UUID, data: PromisedDate, now: datetime) -> None:
    """Promises another date, with its reason; the customer is told, and the earlier dates stay."""
    await actions.promise(tx, order_id, data.promised_on, data.reason, cause_of(who, now))


@put("/api/orders/{order_id:uuid}/inspection", opt={"permission": "counter"}, status_code=204)
@once
async def inspect(tx: Tx, who: Who, order_id: UUID, data: rules.Inspection, now: datetime) -> None:
    """Says what the inspection of a device at the counter found."""
    await actions.inspect(tx, order_id, data, cause_of(who, now))


@post("/api/orders/{order_id:uuid}/quotes", opt={"permission": "counter"})
@once
async def quote(tx: Tx, who: Who, order_id: UUID, data: rules.NewQuote, now: datetime) -> QuoteMade:
    """Asks the customer whether a repair may cost so much; they answer by their link, by telephone or at the counter."""
    return QuoteMade(await actions.quote(tx, order_id, data, cause_of(who, now)))


@put("/api/quotes/{quote_id:uuid}/answer", opt={"permission": "counter"}, status_code=204)
@once
async def answer(tx: Tx, who: Who, quote_id: UUID, data: actions.Answer, now: datetime) -> None:
    """Records what the customer said to a quote by telephone or at the counter."""
    await actions.answer(tx, quote_id, data, cause_of(who, now))


ROUTES = [hand_in, add_photos, photo, remove_photo, promise, inspect, quote, answer]
