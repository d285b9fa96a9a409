"""Where a tile stands in a PMTiles file (version 3): its number along the Hilbert curve, and the directories that say so. Pure."""

from bisect import bisect_right
from collections.abc import Iterator

import msgspec

HEADER = 127  # bytes
GZIP = 2  # as the header says of directories and tiles
VECTOR, PNG, JPEG, WEBP, AVIF = 1, 2, 3, 4, 5
MEDIA = {VECTOR: "application/x-protobuf", PNG: "image/png", JPEG: "image/jpeg", WEBP: "image/webp", AVIF: "image/avif"}


class Header(msgspec.Struct, frozen=True):
    """Offsets and lengths in bytes. packed, tiles_packed: 1 not at all, 2 gzip. kind: what the tiles are."""

    root: int
    root_length: int
    leaves: int
    tiles: int
    packed: int
    tiles_packed: int
    kind: int
    maxzoom: int


class Entry(msgspec.Struct, frozen=True):
    """run: so many tiles from its number on are the same; 0: it is a directory of its own."""

    tile: int
    offset: int
    length: int
    run: int


def header(raw: bytes) -> Header:
    """Raises ValueError where it is none."""
    if len(raw) < HEADER or raw[:8] != b"PMTiles\x03":
        raise ValueError("no PMTiles file of version 3")
    root, length, _, _, leaves, _, tiles, _ = (int.from_bytes(raw[at : at + 8], "little") for at in range(8, 72, 8))
    return Header(root, length, leaves, tiles, raw[97], raw[98], raw[99], raw[101])


def number(z: int, x: int, y: int) -> int:
    """Raises ValueError where there is no such tile."""
    if not (0 <= z < 27 and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise ValueError("no such tile")
    found, side = ((1 << 2 * z) - 1) // 3, (1 << z) >> 1
    while side:
        right, lower = int(x & side > 0), int(y & side > 0)
        found += side * side * ((3 * right) ^ lower)
        if not lower:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side >>= 1
    return found


def directory(raw: bytes) -> list[Entry]:
    numbers = _numbers(raw)
    count = next(numbers)
    tiles, runs, lengths, offsets = ([next(numbers) for _ in range(count)] for _ in range(4))
    found, tile, after = list[Entry](), 0, 0
    for step, run, length, offset in zip(tiles, runs, lengths, offsets, strict=True):
        tile, at = tile + step, after if offset == 0 else offset - 1
        found.append(Entry(tile, at, length, run))
        after = at + length
    return found


def _numbers(raw: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in raw:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def entry(rows: list[Entry], tile: int) -> Entry | None:
    """The row that has the tile, or the directory in which it is looked for."""
    at = bisect_right(rows, tile, key=lambda row: row.tile) - 1
    if at < 0:
        return None
    row = rows[at]
    return row if row.run == 0 or tile < row.tile + row.run else None
