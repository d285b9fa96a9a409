"""One PMTiles file on disk, as it is read: the header once, directories and tiles as somebody looks at them."""

import gzip
import os
from functools import lru_cache
from pathlib import Path

from . import rules

DEEPEST = 4  # directories below each other


class Tiles:
    def __init__(self, file: Path) -> None:
        """Raises SystemExit with one line where the file cannot be used."""
        try:
            self._file = file.open("rb", buffering=0)
            self.header = rules.header(self._read(0, rules.HEADER))
        except (OSError, ValueError) as wrong:
            raise SystemExit(f"outrider: OUTRIDER_MAP cannot be read: {file}: {wrong}") from wrong
        self._directory = lru_cache(256)(self._read_directory)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """As it is kept, perhaps gzipped; None where the map has nothing there."""
        try:
            wanted = rules.number(z, x, y)
        except ValueError:
            return None
        at, length = self.header.root, self.header.root_length
        for _ in range(DEEPEST):
            row = rules.entry(self._directory(at, length), wanted)
            if row is None:
                return None
            if row.run:
                return self._read(self.header.tiles + row.offset, row.length)
            at, length = self.header.leaves + row.offset, row.length
        return None

    def _read_directory(self, at: int, length: int) -> list[rules.Entry]:
        raw = self._read(at, length)
        return rules.directory(gzip.decompress(raw) if self.header.packed == rules.GZIP else raw)

    def _read(self, at: int, length: int) -> bytes:
        return os.pread(self._file.fileno(), length, at)
