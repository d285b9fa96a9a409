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
insert into blobs (org_id, sha256, size, mime, user_id) values (current_org(), $1, $2, $3, $4) on conflict do nothing
"""
FIND_BLOB = "select sha256, size, mime, received, complete_at from blobs where sha256 = $1 and (user_id = $2 or $2 is null) for update"


async def add_blob(tx: Tx, sha256: bytes, size: int, mime: str, user_id: UUID) -> None:
    await tx.run(ADD_BLOB, sha256, size, mime, user_id)


async def find_blob(tx: Tx, sha256: bytes, user_id: UUID | None) -> BlobRow | None:
    return await tx.one(FIND_BLOB, BlobRow, sha256, user_id)


SET_BLOB = "update blobs set received = $2, complete_at = $3 where sha256 = $1"


async def set_blob(tx: Tx, sha256: bytes, received: int, complete_at: datetime | None) -> None:
    await tx.run(SET_BLOB, sha256, received, complete_at)
