"""Client-side rate limits, so that a turn's fan-out never trips the exchange's own.

A sliding window per (who, endpoint): at most ``count`` requests in ``seconds``. That is
exact where a token bucket would let twice the number through at a window's edge.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

MARGIN = 1.05  # requests may arrive closer together than they were sent
_MAX_KEYS = 8192


class RateLimits:
    """Who may ask what, and when. Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sent: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._not_before: dict[Hashable, float] = {}

    def reserve(self, key: Hashable, count: int, seconds: float, max_wait: float) -> float | None:
        """Take the next free place and return the seconds to wait for it (0 = go now).

        None: the next place is more than ``max_wait`` away; nothing was taken.
        """
        with self._lock:
            now = self._clock()
            sent = self._sent.setdefault(key, deque())
            self._sent.move_to_end(key)
            while sent and sent[0] <= now - seconds * MARGIN:
                sent.popleft()
            at = max(now, self._not_before.get(key, now))
            if len(sent) >= count:
                at = max(at, sent[len(sent) - count] + seconds * MARGIN)
            if at - now > max_wait:
                return None
            sent.append(at)
            self._forget_old()
            return at - now

    def refund(self, key: Hashable) -> None:
        """Give back the latest place: the request never reached the exchange."""
        with self._lock:
            sent = self._sent.get(key)
            if sent:
                sent.pop()

    def hold(self, key: Hashable, seconds: float) -> None:
        """The exchange said "too many": nothing more under ``key`` for ``seconds``."""
        with self._lock:
            until = self._clock() + seconds
            self._not_before[key] = max(until, self._not_before.get(key, until))

    def _forget_old(self) -> None:
        now = self._clock()
        while len(self._sent) > _MAX_KEYS:
            self._sent.popitem(last=False)
        if len(self._not_before) > _MAX_KEYS:
            self._not_before = {k: t for k, t in self._not_before.items() if t > now}
