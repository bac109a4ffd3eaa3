"""What keeps one slow customer, or one dead endpoint, from costing the others."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future

_MAX_KEYS = 4096


class Bulkhead:
    """At most ``limit`` look-ups at a time for one customer; more wait their turn. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._busy: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[Future[None]]] = {}

    def ask(self, key: Hashable) -> Future[None]:
        """A place: done once it is taken. Each that is taken is given back once.

        Whoever gives up waiting cancels it; where that comes too late, it was taken.
        """
        place: Future[None] = Future()
        with self._lock:
            free = self._busy[key] < self._limit
            if free:
                self._busy[key] += 1
            else:
                self._waiting.setdefault(key, deque()).append(place)
        if free:
            _hand(place)
        return place

    def give_back(self, key: Hashable) -> None:
        """To the one that has waited longest and still does, or to nobody."""
        while (place := self._next(key)) is not None:
            if _hand(place):
                return

    def _next(self, key: Hashable) -> Future[None] | None:
        with self._lock:
            waiting = self._waiting.get(key)
            if waiting:
                return waiting.popleft()
            self._waiting.pop(key, None)
            self._busy[key] -= 1
            if self._busy[key] <= 0:
                del self._busy[key]
            return None


def _hand(place: Future[None]) -> bool:
    """False: whoever asked for it has given up."""
    if not place.set_running_or_notify_cancel():
        return False
    place.set_result(None)
    return True


class Breaker:
    """Fails fast after ``threshold`` unanswered requests in a row, for ``seconds``.

    Counted per key (customer and endpoint), so that one customer's hanging look-up is
    never taken for everybody's. After the pause one request is let through as a trial.
    """

    def __init__(
        self,
        threshold: int = 3,
        seconds: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._threshold = threshold
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: OrderedDict[Hashable, tuple[int, float]] = OrderedDict()

    def allows(self, key: Hashable) -> bool:
        with self._lock:
            count, until = self._failures.get(key, (0, 0.0))
            if count < self._threshold:
                return True
            now = self._clock()
            if now < until:
                return False
            self._failures[key] = (count, now + self._seconds)  # this one is the trial
            return True

    def answered(self, key: Hashable) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def unanswered(self, key: Hashable) -> None:
        with self._lock:
            count = self._failures.get(key, (0, 0.0))[0] + 1
            self._failures[key] = (count, self._clock() + self._seconds)
            self._failures.move_to_end(key)
            while len(self._failures) > _MAX_KEYS:
                self._failures.popitem(last=False)
