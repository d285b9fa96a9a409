"""What an older release wrote, as this one says it: history is read, never rewritten. Pure.

A kind of event whose payload takes another shape gets a line in STEPS: the version that it leaves behind, and how the next one says the same. New
rows bear the new version. What SQL reads of a payload itself (the columns of `events`, `->>`) keeps its name and meaning: no step helps there.
"""

from collections.abc import Callable
from typing import Any

Payload = dict[str, Any]

STEPS: dict[tuple[str, int], Callable[[Payload], Payload]] = {}


def version_of(kind: str) -> int:
    """As which it is written today."""
    version = 1
    while (kind, version) in STEPS:
        version += 1
    return version


def upcast(kind: str, version: int, payload: Payload) -> Payload:
    """version: as which it was written. One of a newer release stays as it is."""
    while (kind, version) in STEPS:
        payload, version = STEPS[kind, version](payload), version + 1
    return payload
