"""A request whose answer was lost is asked again, with the same Idempotency-Key, and is answered the same; nothing is done twice.

Key, effect and answer are of one transaction: a request that was refused leaves no key, and may be right the next time.
"""

import hashlib
import inspect
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import msgspec

from .db import Tx
from .model import Who
from .problems import Problem

KEPT = timedelta(days=7)
AROUND = {"tx", "who", "now", "state", "request"}  # what a handler is given beside the request's own words
P = ParamSpec("P")
R = TypeVar("R")


class Known(msgspec.Struct):
    user_id: UUID
    request_sha: bytes
    answer: Any


# Waits for whoever uses the same key at this moment, and finds their row after their commit.
CLAIM = """
insert into idempotency_keys (org_id, key, user_id, request_sha, at) values (current_org(), $1, $2, $3, $4) on conflict do nothing
"""
FIND = "select user_id, request_sha, answer from idempotency_keys where key = $1"
KEEP = "update idempotency_keys set answer = $2 where key = $1"
FORGET = "delete from idempotency_keys where at < $1"


def once(handler: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """For handlers with tx, who and now whose answer holds no secret. Raises id_reused for the key of another request or person."""
    shape: type[R] = inspect.signature(handler).return_annotation

    @wraps(handler)
    async def run(*args: P.args, **given: P.kwargs) -> R:
        tx, who, now = given["tx"], given["who"], given["now"]
        assert isinstance(tx, Tx) and isinstance(who, Who)
        if tx.idempotency_key is None:
            return await handler(*args, **given)
        asked = {name: value for name, value in given.items() if name not in AROUND}
        sha = hashlib.sha256(msgspec.json.encode([handler.__name__, asked])).digest()
        if not await tx.run(CLAIM, tx.idempotency_key, who.user_id, sha, now):
            known = await tx.one(FIND, Known, tx.idempotency_key)
            if known is None or (known.user_id, known.request_sha) != (who.user_id, sha):
                raise Problem("id_reused")
            return msgspec.convert(known.answer, shape)
        answer = await handler(*args, **given)
        await tx.run(KEEP, tx.idempotency_key, msgspec.to_builtins(answer))
        return answer

    return run


async def forget(tx: Tx, now: datetime) -> int:
    return await tx.run(FORGET, now - KEPT)
