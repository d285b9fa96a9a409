"""`outrider roads` makes a road engine's map with one command, and `outrider up` runs it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from outrider import roadnet
from outrider.embedded import osrm
from outrider.embedded.postgres import Failed
from tests import osrm as engine
from tests.conftest import shared_data
from tests.embedded.test_up import folder, up
from tests.journeys.processes import until

__all__ = ["folder"]
NOTHING: Any = lambda text: None  # noqa: E731


@pytest.fixture
def data(folder: Path) -> Path:
    """With the programs, as if they had been fetched before."""
    engine.programs(folder / "data")
    return folder / "data"


def roads(data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "OUTRIDER_DATA": str(data)}
    return subprocess.run([sys.executable, "-m", "outrider", "roads", *words], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.whole
def test_a_map_is_made_with_one_command_and_up_runs_it_and_mends_it(folder: Path, data: Path) -> None:
    made = roads(data, str(shared_data("road/coquimbo.osm.pbf")))
    assert (made.returncode, made.stderr) == (0, "")
    with up(folder, "--empty") as running:
        running.wait()
        assert httpx.get(f"{running.url}/readyz", timeout=10).json() == {"ready": True, "why": "", "roads": "osrm"}
        first = running.named("osrm-routed")
        words = Path(f"/proc/{first}/cmdline").read_text().split("\0")
        port = words[words.index("-p") + 1]
        os.kill(first, signal.SIGKILL)
        until(lambda: "osrm-routed ended (-9)" in running.output(), 30)
        until(lambda: engine.answers(f"http://127.0.0.1:{port}"), 30)
        family = running.family()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(30) == 0
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]


FAULTS = {
    "absent.osm.pbf": "there is no file {at}",
    "letter.txt": "letter.txt is none of .osm.pbf, .osm.bz2, .osm",
    "noise.osm.pbf": "osrm-extract ended with -6: what():  PBF error: invalid BlobHeader size (> max_blob_header_size)",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_file_that_is_no_map_is_one_sentence(data: Path, tmp_path: Path, name: str) -> None:
    at = tmp_path / name
    if not name.startswith("absent"):
        at.write_bytes(b"\xff" * 4000)
    done = roads(data, str(at))
    assert done.returncode == 1
    assert done.stderr == f"outrider: no map was made: {FAULTS[name].format(at=at)}\n"
    assert not osrm.is_prepared(data)


def test_the_map_stays_where_the_next_one_fails(data: Path, tmp_path: Path) -> None:
    osrm.prepare(data, None, NOTHING)
    before = sorted(path.name for path in (osrm.home(data) / "map").iterdir())
    noise = tmp_path / "noise.osm.pbf"
    noise.write_bytes(b"\xff" * 4000)
    with pytest.raises(Failed):
        osrm.prepare(data, noise, NOTHING)
    assert osrm.is_prepared(data)
    assert sorted(path.name for path in (osrm.home(data) / "map").iterdir()) == before
    assert sorted(path.name for path in osrm.home(data).iterdir()) == ["map", "programs"]


def test_programs_that_cannot_be_fetched_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(Failed, match="the programs of OSRM could not be fetched: ERROR: No matching distribution found"):
        osrm.prepare(tmp_path, None, NOTHING)
    assert not osrm.is_prepared(tmp_path)


def test_a_net_is_written_as_other_programs_read_it(tmp_path: Path) -> None:
    road = roadnet.Road("primary", True, 'Calle "A" & B', [0, 1])
    roadnet.write_osm(roadnet.Net([-29.9, -29.95], [-71.25, -71.3], [road]), tmp_path / "net.osm")
    text = (tmp_path / "net.osm").read_text()
    assert '<node id="2" version="1" lat="-29.95000" lon="-71.30000"/>' in text
    tags = '<tag k="highway" v="primary"/><tag k="name" v=\'Calle "A" &amp; B\'/><tag k="oneway" v="yes"/>'
    assert f'<way id="1" version="1"><nd ref="1"/><nd ref="2"/>{tags}</way>' in text
