"""A disk that can be filled without anybody else's harm. Mounting one needs root."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    folder = Path(mkdtemp(prefix="outrider-full-"))
    folder.chmod(0o755)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def ballast_of(folder: Path) -> Path:
    """What fills it. Taken away, there is room again."""
    return folder / "ballast"


def fill(folder: Path) -> None:
    """Until nothing more goes in."""
    with ballast_of(folder).open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65_536)
