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


LOOSE_SINCE = """
select count(*) from blobs b where b.user_id = $1 and b.announced_at > $2 and not exists (select from report_photos p where p.sha256 = b.sha256)
  and not exists (select from carry_in_photos p where p.sha256 = b.sha256)
"""


async def loose_since(tx: Tx, user_id: UUID, since: datetime) -> int:
    """Photos of a person that are in no sealed report, and of no device at the counter."""
    return int(await tx.value(LOOSE_SINCE, user_id, since))


SPOKEN_OF = """
select exists (select from report_photos where sha256 = $1) or exists (select from carry_in_photos where sha256 = $1)
  or exists (select from command_quarantine where user_id = $2 and settled_at is null
  and position(convert_to(encode($1, 'hex'), 'utf8') in body) > 0)
"""


async def spoken_of(tx: Tx, sha256: bytes, user_id: UUID) -> bool:
    return bool(await tx.value(SPOKEN_OF, sha256, user_id))


SET_BLOB = "update blobs set received = $2, complete_at = $3 where sha256 = $1"


async def set_blob(tx: Tx, sha256: bytes, received: int, complete_at: datetime | None) -> None:
    await tx.run(SET_BLOB, sha256, received, complete_at)
