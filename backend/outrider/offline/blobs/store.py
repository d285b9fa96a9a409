"""Photos as they arrive: how much of each is here."""

from datetime import datetime
from uuid import UUID

import msgspec

from ...db import Tx


class BlobRow(msgspec.Struct):
    sha256: bytes
    size: int
    mime: str
    received: int
    complete_at: datetime | None


ADD_BLOB = """
insert into blobs (org_id, sha256, size, mime, user_id, announced_at) values (current_org(), $1, $2, $3, $4, $5) on conflict do nothing
"""


async def add_blob(tx: Tx, sha256: bytes, size: int, mime: str, user_id: UUID, now: datetime) -> None:
    await tx.run(ADD_BLOB, sha256, size, mime, user_id, now)


FIND_BLOB = "select sha256, size, mime, received, complete_at from blobs where sha256 = $1 for update"


async def find_blob(tx: Tx, sha256: bytes) -> BlobRow | None:
    return await tx.one(FIND_BLOB, BlobRow, sha256)


RESIZE_BLOB = """
update blobs set size = $2, mime = $3, received = case when received < $2 then received else 0 end where sha256 = $1
returning sha256, size, mime, received, complete_at
"""


async def resize_blob(tx: Tx, sha256: bytes, size: int, mime: str) -> BlobRow | None:
    return await tx.one(RESIZE_BLOB, BlobRow, sha256, size, mime)


ANNOUNCED_SINCE = "select count(*) from blobs where user_id = $1 and announced_at > $2"


async def announced_since(tx: Tx, user_id: UUID, since: datetime) -> int:
    return int(await tx.value(ANNOUNCED_SINCE, user_id, since))


SET_BLOB = "update blobs set received = $2, complete_at = $3 where sha256 = $1"


async def set_blob(tx: Tx, sha256: bytes, received: int, complete_at: datetime | None) -> None:
    await tx.run(SET_BLOB, sha256, received, complete_at)
