"""The exchange's clock: this machine's, corrected by what ``/public/time`` said."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

FRESH = 600.0  # seconds after which the correction is measured again
RETRY = 5.0  # seconds after a failed measurement


class ExchangeClock:
    """Now, as the exchange has it. Until it was measured it is this machine's clock."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset = timedelta()
        self._next = -float("inf")
        self._measuring = threading.Lock()
        self.generation = 0  # how often it was measured

    def now(self) -> datetime:
        """Timezone-aware UTC."""
        return datetime.fromtimestamp(self._wall(), timezone.utc) + self._offset

    def ensure(
        self, measure: Callable[[], datetime | None], *, wait: float, after: int | None = None
    ) -> None:
        """Measure when due. ``after``: when nobody has since that generation (a stale stamp).

        ``measure`` asks the exchange for its time and gives None when it did not answer.
        At most one thread measures; others wait up to ``wait`` seconds for it.
        """
        if after is None and self._monotonic() < self._next:
            return
        if not self._measuring.acquire(timeout=wait):
            return
        try:
            due = self._monotonic() >= self._next if after is None else self.generation == after
            if due:
                self._measure(measure)
        finally:
            self._measuring.release()

    def _measure(self, measure: Callable[[], datetime | None]) -> None:
        sent = self._wall()
        theirs = measure()
        received = self._wall()
        if theirs is None:
            self._next = self._monotonic() + RETRY
            return
        middle = datetime.fromtimestamp((sent + received) / 2, timezone.utc)
        self._offset = theirs - middle
        self._next = self._monotonic() + FRESH
        self.generation += 1
