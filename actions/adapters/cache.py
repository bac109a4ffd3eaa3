"""A short memory for answers that many turns share: one request at a time per key.

What is kept carries the time at which it was read (``as_of``), so nothing old is ever
passed off as fresh. A failure is kept too, for a moment, so that everybody who waited
for it does not ask again at once; but not the failure of one who merely ran out of time.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError, error

T = TypeVar("T")


class _Entry(Generic[T]):
    def __init__(self) -> None:
        self.done = threading.Event()
        self.value: T | None = None
        self.failed: AdapterError | None = None
        self.cut_short = False  # by the deadline of the one who asked, not by the exchange
        self.until = float("inf")


class SingleFlight(Generic[T]):
    """``ttl`` and ``failure_ttl`` in seconds; ``most`` keys are kept. Thread-safe."""

    def __init__(
        self,
        ttl: float,
        failure_ttl: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        most: int = 512,
    ) -> None:
        self._ttl = ttl
        self._most = most
        self._failure_ttl = failure_ttl
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, _Entry[T]] = OrderedDict()

    def get(
        self,
        key: Hashable,
        load: Callable[[], T],
        deadline: Deadline,
        timed_out: Callable[[], AdapterError],
    ) -> T:
        """The remembered value, or what ``load`` gives. Raises AdapterError."""
        while True:
            entry, mine = self._entry(key)
            if mine:
                self._fill(key, entry, load, deadline)
            elif not entry.done.wait(deadline.remaining()):
                raise timed_out()
            failed = entry.failed
            if failed is None:
                return entry.value  # type: ignore[return-value]  # set whenever nothing failed
            if mine or not entry.cut_short:
                raise error(failed.source, failed.failure, failed.code)

    def _entry(self, key: Hashable) -> tuple[_Entry[T], bool]:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and self._clock() < entry.until:
                return entry, False
            entry = self._entries[key] = _Entry()
            self._entries.move_to_end(key)
            while len(self._entries) > self._most:
                self._entries.popitem(last=False)
            return entry, True

    def _fill(
        self, key: Hashable, entry: _Entry[T], load: Callable[[], T], deadline: Deadline
    ) -> None:
        try:
            entry.value = load()
            entry.until = self._clock() + self._ttl
        except AdapterError as failed:
            entry.failed, entry.cut_short = failed, deadline.passed
            entry.until = self._clock() + (0 if entry.cut_short else self._failure_ttl)
        except BaseException:
            with self._lock:
                self._entries.pop(key, None)
            raise
        finally:
            entry.done.set()
