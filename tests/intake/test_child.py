"""Why a process that does something for one person did not come to its end: each reason is another word to whoever waits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Any

import pytest

from outrider import child
from outrider.intake.bulk.apart import engines as apart
from outrider.intake.bulk.reading import actions as reading
from outrider.intake.bulk.reading import engines
from tests.conftest import code_of

from .master_sheets import csv
from .sheets import bring

SHEET = csv("Number,Name", "X1,Works")
LARGE = csv("Number,Name", *(f"X{n},Works {n} of a long name" for n in range(3_000)))


async def ask(word: str, seconds: int = 30, patience: float = 60) -> bytes:
    with TemporaryFile() as content:
        content.write(b"said")
        content.flush()
        with await child.ask("tests.intake.greedy", content, word, seconds=seconds, patience=patience) as answer:
            return answer.read()


async def test_what_goes_in_comes_out() -> None:
    assert await ask("echo") == b"said"


@pytest.mark.parametrize(
    ("word", "seconds", "patience", "reason"),
    [
        ("memory", 30, 60, child.Exhausted), ("processor", 1, 60, child.Exhausted), ("wait", 30, 1, child.Starved), ("fault", 30, 60, child.Broken),
    ],
)  # fmt: skip
async def test_each_end_has_its_reason(word: str, seconds: int, patience: float, reason: type[Exception]) -> None:
    with pytest.raises(reason):
        await ask(word, seconds, patience)


@pytest.fixture
def crowded() -> Iterator[None]:
    """One processor, and somebody else at work on it all the time."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    burner = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    yield
    burner.kill()
    burner.wait()
    os.sched_setaffinity(0, before)


async def test_who_is_left_nothing_gets_the_smallest_share(crowded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LOOKED_AT", 0.5)
    assert await ask("work") == b"done"


@pytest.mark.parametrize(("reader", "content"), [(engines, SHEET), (apart, LARGE)])
async def test_a_starved_reader_is_called_busy_and_never_too_long(
    client: Any, monkeypatch: pytest.MonkeyPatch, reader: Any, content: bytes
) -> None:
    """Nobody waits for it at all, as if the machine had given it nothing."""
    monkeypatch.setattr(reader, "PATIENCE", 0)
    answer = await bring(client, "accounts", content, "erin")
    assert code_of(answer) == (503, "sheet_reader_busy")
    assert answer.headers["retry-after"]


@pytest.mark.parametrize(("reader", "content"), [(engines, SHEET), (apart, LARGE)])
async def test_a_reader_that_has_used_up_its_time_is_told_as_too_long(
    client: Any, monkeypatch: pytest.MonkeyPatch, reader: Any, content: bytes
) -> None:
    """It may have nothing, and has had it at once."""
    monkeypatch.setattr(reader, "SECONDS", 0)
    monkeypatch.setattr(reader, "PATIENCE", 0)
    assert code_of(await bring(client, "accounts", content, "erin")) == (422, "sheet_too_long")


async def test_who_finds_the_queue_full_is_told_to_come_again(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_WAITING", 0)
    assert code_of(await bring(client, "accounts", SHEET, "erin")) == (503, "sheet_reader_busy")
