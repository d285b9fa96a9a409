"""How many files of the server take part in each walk of docs/architecture.md, counted while it is walked: `pytest tests/walks -s` says which."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID

import outrider
from outrider.config import ROOT as PROJECT
from tests.cast import NOW, Cast
from tests.intake.sheets import bring, customers, sheet, write
from tests.offline.phone import Phone
from tests.sign.printing import printed, ready

ROOT = Path(outrider.__file__).parent
SAID = dict(re.findall(r"^\| ([\w ,]+) \| (\d+) \|", (PROJECT / "docs" / "architecture.md").read_text(), re.M))
NEARLY = 4  # files by which the page may be behind; what is kept in memory is not read twice
ARRIVE = [("accept", "assigned"), ("confirm_appointment", "accepted"), ("set_off", "appointment_confirmed"), ("arrive", "en_route")]


class Touched(set[str]):
    """Files of which a function ran, from the one that took the request on."""

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and frame.f_code.co_name != "<module>" and path.is_relative_to(ROOT):
            self.add(str(path.relative_to(ROOT)))


@contextmanager
def walked(walk: str) -> Iterator[None]:
    """Fails where the page says another number."""
    touched = Touched()
    sys.setprofile(touched.note)
    try:
        yield
    finally:
        sys.setprofile(None)
    sys.stdout.write("\n  ".join([f"\n{walk}: {len(touched)}", *sorted(touched)]))
    assert abs(len(touched) - int(SAID[walk])) <= NEARLY, f"docs/architecture.md says {SAID[walk]} of {walk}, it is {len(touched)}"


async def test_a_position(client: Any) -> None:
    fix = {"device_time": NOW.isoformat(), "lat": 52.5, "lon": 13.4, "accuracy_m": 8}
    with walked("a position"):
        answer = await client("bob").post("/api/positions", json={"fixes": [fix]})
    assert answer.json() == {"kept": 1, "dropped": {}}


async def test_a_status_change(bob: Phone, attendance: UUID) -> None:
    for action, expected in ARRIVE[:-1]:
        await bob.send(bob.act(attendance, action, expected))
    with walked("a status change, by a phone"):
        (outcome,) = await bob.send(bob.act(attendance, *ARRIVE[-1]))
    assert outcome["result"] == "applied"


async def test_a_sealed_report_until_its_paper(bob: Phone, attendance: UUID, order: UUID, pool: Any, us: Cast, data_folder: Path) -> None:
    await ready(pool, us, order)
    with walked("a sealed report, until its paper is signed"):
        (outcome,) = await bob.send(bob.seal(attendance, bob.report(order)))
        assert (await printed(pool, us, data_folder)).startswith(b"%PDF")
    assert outcome["result"] == "applied"


async def test_an_order_from_a_sheet(client: Any, pool: Any, us: Cast) -> None:
    await customers(client, 1)
    with walked("an order from a sheet, until it is booked"):
        seen = await bring(client, "orders", sheet([["K0", "Hums", "SN0", "", ""]]))
        written = await write(client, pool, us, seen)
    assert written["summary"]["made"] == 1
