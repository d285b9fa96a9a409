"""The search, in a process of its own: bounded, heard once a second, and killed where nobody wants it any more."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from .... import child
from ...day.rules import Days, Rest
from .rules import PATIENCE, STARTS, Budget

log = logging.getLogger("outrider.plan")
Plan = dict[int, list[str]]
Heard = Callable[[float], Awaitable[bool]]


async def search(rest: Rest, budget: Budget, stay: float, heard: Heard) -> Days | None:
    """heard: told the share that is over, and says whether to go on; None, where it did not. Raises child.Starved, Exhausted or Broken."""
    with TemporaryDirectory(prefix="outrider-plan-") as name:
        folder = Path(name)
        await asyncio.to_thread(_write, folder, rest)
        words = ["solve", "plan", str(folder / "day.json"), "--start", str(folder / "start.json"), "--out", str(folder / "plan.json")]
        words += ["--seconds", str(budget.seconds), "--stay", str(stay), "--progress"]
        limits = {"seconds": budget.seconds + STARTS, "memory": budget.memory, "patience": float(budget.seconds * PATIENCE + STARTS)}
        if not await child.follow("outrider", *words, heard=lambda said: heard(_share(said)), **limits):  # type: ignore[arg-type]
            return None
        return rest.days(await asyncio.to_thread(_read, folder / "plan.json"))


def _write(folder: Path, rest: Rest) -> None:
    (folder / "day.json").write_bytes(msgspec.json.encode(rest.instance))
    (folder / "start.json").write_bytes(msgspec.json.encode({str(id): orders for id, orders in rest.plan.items()}))


def _read(path: Path) -> dict[int | str, list[int | str]]:
    found = msgspec.json.decode(path.read_bytes(), type=dict[str, list[str]])
    return {int(id): list(orders) for id, orders in found.items()}


def _share(said: str) -> float:
    try:
        return min(1.0, max(0.0, float(said)))
    except ValueError:  # it has said nothing yet
        return 0.0
