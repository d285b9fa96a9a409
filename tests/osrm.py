"""A real OSRM on the streets of the demo city, as `outrider roads` makes it and `outrider up` runs it."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from outrider.embedded import osrm
from outrider.embedded.postgres import Failed


def programs(data: Path) -> None:
    """Fetched once for the environment; where they cannot run, it is a loud skip, and in CI a failure."""
    kept = Path(sys.prefix)
    try:
        with (kept / "osrm.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            bin = osrm.fetch(kept, print)
        subprocess.run([bin / "osrm-routed", "--version"], check=True, capture_output=True)
    except (Failed, OSError, subprocess.CalledProcessError) as wrong:
        if os.environ.get("CI"):
            pytest.fail(f"OSRM cannot run here: {wrong}")
        pytest.skip(f"OSRM CANNOT RUN HERE: {wrong}")
    osrm.home(data).mkdir(parents=True, exist_ok=True)
    (osrm.home(data) / "programs").symlink_to(osrm.home(kept) / "programs")


@contextmanager
def running(data: Path) -> Iterator[str]:
    """The address of an engine on the map that is there."""
    from tests.journeys.processes import until  # it stands on the fixtures, which stand on this

    port = osrm.free_port()
    process = subprocess.Popen(osrm.command(data, port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: answers(url), 30)
        yield url
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/nearest/v1/driving/-71.27,-29.93", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
