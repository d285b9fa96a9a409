"""Photos arrive in pieces, by their hash, and may be taken up again where they broke off."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from ...carry_in.kept import actions as carry_in
from ...db import Tx
from ...model import Who
from ...problems import Problem
from ...sign.photos import engines
from ...sign.prints import actions as prints
from .. import rules
from . import state, store


class Offset(msgspec.Struct):
    """How many bytes are safe here. complete: the hash was checked and the bytes are a photo."""

    received: int
    complete: bool


def hash_of(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError as wrong:
        raise Problem("blob_hash") from wrong
    if len(found) != 32:
        raise Problem("blob_hash")
    return found


async def announce(tx: Tx, who: Who, sha: str, size: int, mime: str, root: Path, now: datetime) -> Offset:
    """Where to go on. Raises too_large, not_a_photo or too_many_photos before a byte is sent."""
    sha256 = hash_of(sha)
    if size > rules.LARGEST_BLOB:
        raise Problem("too_large", most_bytes=rules.LARGEST_BLOB)
    if size < 1 or mime not in rules.PHOTO_TYPES:
        raise Problem("not_a_photo")
    found = await store.find_blob(tx, sha256)
    if found is None:
        if await store.announced_since(tx, who.user_id, now - timedelta(days=1)) >= rules.MOST_PHOTOS:
            raise Problem("too_many_photos", most=rules.MOST_PHOTOS)
        if not (who.active and who.roles):
            await _check_room(tx, who, sha256, now)
        await store.add_blob(tx, sha256, size, mime, who.user_id, now)
        found = await store.find_blob(tx, sha256)
    elif found.complete_at is None and found.size != size:
        found = await store.resize_blob(tx, sha256, size, mime)  # the hash decides what is right; a wrong size shuts nobody out
    assert found is not None
    return Offset(_safe(tx, root, found), found.complete_at is not None)


async def _check_room(tx: Tx, who: Who, sha256: bytes, now: datetime) -> None:
    """Of somebody who has left: what belongs to what they handed in, and a few that do not."""
    if await store.spoken_of(tx, sha256, who.user_id):
        return
    if await store.loose_since(tx, who.user_id, now - timedelta(days=7)) >= rules.MOST_LOOSE_PHOTOS:
        raise Problem("inbox_full")


def _safe(tx: Tx, root: Path, blob: store.BlobRow) -> int:
    """What is both written down and on the disk: a refused blob leaves no file, so it starts again."""
    if blob.complete_at is not None:
        return blob.received
    return min(blob.received, state.size_of(state.part_of(root, tx.org_id, blob.sha256)))


def whole_of(root: Path, org_id: int, sha: str) -> Path:
    """Where one lies that is here as a whole."""
    return state.folder(root, org_id) / sha


async def receive(tx: Tx, who: Who, sha: str, offset: int, chunk: bytes, root: Path, now: datetime) -> Offset:
    sha256 = hash_of(sha)
    blob = await store.find_blob(tx, sha256)
    if blob is None:
        raise Problem("not_found")
    if blob.complete_at is not None:
        return Offset(blob.received, True)
    safe = _safe(tx, root, blob)
    if offset != safe or offset + len(chunk) > blob.size:
        raise Problem("blob_offset", received=safe)
    part = state.part_of(root, tx.org_id, sha256)
    await asyncio.to_thread(state.write_at, part, offset, chunk)
    received = offset + len(chunk)
    if received < blob.size:
        await store.set_blob(tx, sha256, received, None)
        return Offset(received, False)
    await _finish(tx, sha256, part, received, now)
    return Offset(received, True)


async def _finish(tx: Tx, sha256: bytes, part: Path, received: int, now: datetime) -> None:
    if await asyncio.to_thread(state.digest, part) != sha256:
        part.unlink()
        raise Problem("blob_hash")
    if fault := await asyncio.to_thread(engines.fault_of, part):
        part.unlink()
        raise Problem(fault)
    await asyncio.to_thread(state.keep, part, part.with_suffix(""))
    await store.set_blob(tx, sha256, received, now)
    await prints.photo_arrived(tx, sha256)
    await carry_in.photo_arrived(tx, sha256)
