"""One point in time that bounds a turn's look-ups, and every wait within them."""

from __future__ import annotations

import time
from collections.abc import Callable


class Deadline:
    """``seconds`` from now on the monotonic clock; shared by all look-ups of a turn."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self._end - self._clock())

    @property
    def passed(self) -> bool:
        return self.remaining() <= 0

    def within(self, seconds: float) -> Deadline:
        """A deadline of at most ``seconds`` from now that never outlives this one."""
        return Deadline(min(seconds, self.remaining()), self._clock)
