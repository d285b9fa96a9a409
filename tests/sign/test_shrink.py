"""Photos on their way to paper: bounded in pixels and memory, and one print at a time."""

import io
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from outrider.sign.paper import engines as paper
from outrider.sign.photos import engines
from tests.offline.phone import Phone

from .printing import on_paper

MEASURE = """
import resource, sys
from pathlib import Path
from outrider.sign.photos import engines
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
engines.shrink(Path(sys.argv[1]), Path(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def megabytes(source: Path) -> float:
    done = subprocess.run([sys.executable, "-c", MEASURE, str(source), str(source) + ".jpg"], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def test_a_large_photo_is_decoded_small(tmp_path: Path) -> None:
    Image.new("RGB", (8000, 6000), "#447799").save(tmp_path / "p", "JPEG")
    assert megabytes(tmp_path / "p") < 60
    with Image.open(tmp_path / "p.jpg") as small:
        assert small.size == (1400, 1050)


def test_a_picture_beyond_the_bound_is_never_decoded(tmp_path: Path) -> None:
    Image.new("L", (13_300, 13_300)).save(tmp_path / "p", "PNG")
    assert megabytes(tmp_path / "p") < 30
    assert engines.fault_of(tmp_path / "p") == "too_many_pixels"


def test_a_photo_that_lay_on_its_side_stands_upright(tmp_path: Path) -> None:
    picture = Image.new("RGB", (3000, 1000), "#447799")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "p", "JPEG", exif=exif)
    assert engines.shrink(tmp_path / "p", tmp_path / "q")
    with Image.open(tmp_path / "q") as small:
        assert small.size == (467, 1400)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\xff\xd8\xff"], ids=["nothing", "PDF", "a beginning"])
def test_what_is_no_photo_leaves_an_empty_frame(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p").write_bytes(data)
    assert engines.shrink(tmp_path / "p", tmp_path / "q") is False
    assert engines.shrink(tmp_path / "gone", tmp_path / "q") is False
    assert Image.open(io.BytesIO((tmp_path / "q").read_bytes())).size == engines.EMPTY_FRAME


def test_a_process_prints_one_report_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four at once: while one decodes its photo, no other does."""
    seen: list[bool] = []
    shrink = engines.shrink

    def watched(source: Path, target: Path) -> bool:
        seen.append(busy.acquire(blocking=False))
        made = shrink(source, target)
        busy.release()
        return made

    busy = threading.Lock()
    monkeypatch.setattr(paper, "shrink", watched)
    Image.effect_noise((2000, 1500), 50).save(tmp_path / ("ab" * 32), "JPEG")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: on_paper(Phone(None).report(UUID(int=2), ["ab" * 32]), [], tmp_path), range(4)))  # type: ignore[arg-type]
    assert seen == [True] * 4
