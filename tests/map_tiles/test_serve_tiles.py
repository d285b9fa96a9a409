"""The map under the pins: a file of tiles of our own, another server's tiles, or the roads that are brought along."""

import gzip
from pathlib import Path

import pytest
from litestar.testing import TestClient

from outrider.app import build
from outrider.config import Config, read
from outrider.map_tiles import rules

TILE = gzip.compress(b"a vector tile")


def number(value: int) -> bytes:
    """As PMTiles writes it: seven bits a byte."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def directory(*rows: tuple[int, int, int, int]) -> bytes:
    """rows: tile, run, length, offset."""
    tiles = [row[0] for row in rows]
    steps = [tile - before for before, tile in zip([0, *tiles], tiles, strict=False)]
    columns = [steps, *([row[n] for row in rows] for n in (1, 2)), [row[3] + 1 for row in rows]]
    return gzip.compress(b"".join(map(number, [len(rows), *(value for column in columns for value in column)])))


def pmtiles(file: Path) -> Path:
    """The world's one tile, and those of zoom 2 in a directory of their own: all of them are the same one."""
    leaf = directory((5, 16, len(TILE), 0))
    root = directory((0, 1, len(TILE), 0), (5, 0, len(leaf), 0))
    places = [rules.HEADER, len(root), 0, 0, rules.HEADER + len(root), len(leaf), rules.HEADER + len(root) + len(leaf), len(TILE), 0, 0, 0]
    head = b"PMTiles\x03" + b"".join(value.to_bytes(8, "little") for value in places) + bytes([1, 2, 2, rules.VECTOR, 0, 2])
    file.write_bytes(head.ljust(rules.HEADER, b"\0") + root + leaf + TILE)
    return file


def setting(said: str, folder: Path, **more: str) -> Config:
    return read({"OUTRIDER_MAP": said, "OUTRIDER_DATA": str(folder), **more})


def test_tiles_are_numbered_as_the_format_says() -> None:
    assert [rules.number(1, *place) for place in ((0, 0), (0, 1), (1, 1), (1, 0))] == [1, 2, 3, 4]
    assert (rules.number(0, 0, 0), rules.number(12, 3423, 1763)) == (0, 19078479)


def test_a_file_of_tiles_is_served_as_it_is_kept(tmp_path: Path) -> None:
    client = TestClient(
        build(setting(f"pmtiles:{pmtiles(tmp_path / 'city.pmtiles')}", tmp_path, OUTRIDER_MAP_CREDITS="© us")),
        raise_server_exceptions=False,
    )
    assert client.get("/map/base").json() == {"kind": "vector", "tiles": "/map/tiles/{z}/{x}/{y}", "credits": "© us", "maxzoom": 2}
    for place in ("0/0/0", "2/0/0", "2/3/3"):
        answer = client.get(f"/map/tiles/{place}")
        assert (answer.status_code, answer.content, answer.headers["content-encoding"]) == (200, b"a vector tile", "gzip")
    assert [client.get(f"/map/tiles/{place}").status_code for place in ("1/0/0", "0/1/0", "40/0/0")] == [204, 204, 204]


def test_another_servers_tiles_may_be_asked_for_and_nobody_elses(tmp_path: Path) -> None:
    client = TestClient(build(setting("raster:https://tiles.example/{z}/{x}/{y}.png", tmp_path)))
    answer = client.get("/map/base")
    assert answer.json()["tiles"] == "https://tiles.example/{z}/{x}/{y}.png"
    assert "connect-src 'self' https://tiles.example;" in answer.headers["content-security-policy"]
    assert client.get("/map/tiles/0/0/0").status_code == 404


def test_without_a_setting_the_roads_are_the_map(tmp_path: Path) -> None:
    answer = TestClient(build(Config(data=tmp_path))).get("/map/base")
    assert answer.json() is None
    assert "connect-src 'self';" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("said", ["pmtiles:/nowhere/city.pmtiles", "raster:https://tiles.example/all.png", "city"])
def test_a_setting_that_cannot_be_used_ends_the_start_in_one_line(said: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="OUTRIDER_MAP cannot be read"):
        build(setting(said, tmp_path))
