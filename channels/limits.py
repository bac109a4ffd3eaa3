"""How often one conversation, customer or source may ask: token buckets, bounded in number.

Each key has a bucket of its own, so that whoever empties one slows nobody else. Every channel
limits by these.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_KEYS = 20_000

Clock = Callable[[], float]


class Rate:
    """``burst`` at once, then ``per_second``. ``clock`` gives seconds."""

    def __init__(self, burst: float, per_second: float, clock: Clock = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Take one: 0.0 if it may pass now, else the seconds until one may."""
        now = self._clock()
        left = self._left(key, now)
        passes = left >= 1
        self._buckets[key] = (left - 1 if passes else left, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return 0.0 if passes else (1 - left) / self._per_second

    def peek(self, key: str) -> float:
        """What ``wait`` would say, with nothing taken."""
        left = self._left(key, self._clock())
        return 0.0 if left >= 1 else (1 - left) / self._per_second

    def _left(self, key: str, now: float) -> float:
        left, then = self._buckets.get(key, (self._burst, now))
        return min(self._burst, left + (now - then) * self._per_second)


@dataclass(frozen=True)
class Rates:
    """What one channel takes. ``source``: an address, or a whole messenger."""

    conversation: Rate
    customer: Rate
    source: Rate
    told: Rate
    """How often somebody who is over the limit hears of it."""

    @classmethod
    def of_widget(cls, clock: Clock = time.monotonic) -> Rates:
        return cls._usual(Rate(120, 10.0, clock), clock)

    @classmethod
    def of_messenger(cls, clock: Clock = time.monotonic) -> Rates:
        """``conversation`` is a person's, wherever they write."""
        return cls._usual(Rate(240, 20.0, clock), clock)

    @classmethod
    def of_scripts(cls, clock: Clock = time.monotonic) -> Rates:
        """Scripts ask as fast as they are answered, and mean it."""
        many = Rate(240, 40.0, clock)
        return cls(many, many, Rate(1200, 200.0, clock), Rate(1, 1 / 60, clock))

    @classmethod
    def _usual(cls, source: Rate, clock: Clock) -> Rates:
        return cls(Rate(12, 1.0, clock), Rate(30, 2.0, clock), source, Rate(1, 1 / 60, clock))


def take_all(*asked: tuple[Rate, str]) -> float:
    """One of each, or none where one is empty: 0.0, or the seconds until all may pass.

    What one bucket refuses costs nothing in another.
    """
    wait = max((rate.peek(key) for rate, key in asked), default=0.0)
    if not wait:
        for rate, key in asked:
            rate.wait(key)
    return wait
