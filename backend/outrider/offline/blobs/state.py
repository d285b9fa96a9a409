"""Bytes by their hash, in a directory. A half-arrived blob is <hash>.part; a whole one is renamed once, after fsync."""

import hashlib
import os
from pathlib import Path


def folder(root: Path, org_id: int) -> Path:
    path = root / "blobs" / str(org_id)
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_at(path: Path, offset: int, chunk: bytes) -> None:
    """Anything behind the offset is of a try that was never acknowledged."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def part_of(root: Path, org_id: int, sha256: bytes) -> Path:
    return folder(root, org_id) / f"{sha256.hex()}.part"


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def keep(part: Path, whole: Path) -> None:
    part.replace(whole)
    descriptor = os.open(whole.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
