"""What time is it? The one place that asks the machine; everywhere else time is an argument."""

from datetime import UTC, datetime
from time import monotonic

import msgspec

from .config import Config


class Clock(msgspec.Struct, frozen=True):
    """A demonstration may run its day faster: every process of it shares the same start and speed."""

    speed: float = 1.0
    start: datetime | None = None

    def now(self) -> datetime:
        real = datetime.now(UTC)
        return real if self.start is None else self.start + (real - self.start) * self.speed


def clock_of(config: Config) -> Clock:
    return Clock(config.speed, config.speed_from)


def stopwatch() -> float:
    """Seconds on a clock that never goes back, for measuring and never for recording."""
    return monotonic()
