"""What runs each time (`make check`, `make test`) and what `make soak` has besides: tests marked `soak`, and more examples of every property."""

from collections.abc import Iterable
from itertools import cycle, islice
from typing import Any

import pytest
from hypothesis import settings

SOAK = "soak"


def profiles() -> None:
    """`--hypothesis-profile=soak` chooses the other one."""
    settings.register_profile("each time", max_examples=100)
    settings.register_profile(SOAK, max_examples=1_000)
    settings.load_profile("each time")


def soaking() -> bool:
    return settings.get_current_profile_name() == SOAK


def examples(each_time: int, soak: int) -> int:
    return soak if soaking() else each_time


def pairs(first: Iterable[Any], second: Iterable[Any]) -> list[Any]:
    """Each of both at least once; every pair in the soak."""
    rows, columns = list(first), list(second)
    most = max(len(rows), len(columns))
    each_time = set(zip(islice(cycle(rows), most), islice(cycle(columns), most), strict=True))
    return [pytest.param(a, b, marks=[] if (a, b) in each_time else [pytest.mark.soak]) for a in rows for b in columns]
