"""Blocking look-ups beside the event loop: many at once, none past the deadline.

The pool is sized for a dozen turns that hang on every look-up (a turn has about twenty),
its threads are started when first needed, and one customer can hold only a part of it;
what goes beyond waits in no thread. So slow look-ups of ten customers leave an eleventh's
untouched, and a customer who asks in six windows at once is answered in all of them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError
from actions.adapters.guards import Bulkhead
from actions.diagnosis.records import Failure, Source, Unknown

log = logging.getLogger(__name__)
T = TypeVar("T")

WORKERS = 256
PER_CUSTOMER = 48  # two turns of one customer, who may have two conversations


class LookUps:
    """Runs look-ups for many turns. Constructing it starts no thread."""

    def __init__(self, workers: int = WORKERS, per_customer: int = PER_CUSTOMER) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="look-up")
        self._places = Bulkhead(per_customer)

    async def run(
        self, source: Source, customer: str, deadline: Deadline, look: Callable[[], T]
    ) -> T | Unknown:
        """``look`` in a thread. Whatever goes wrong, or lasts too long, is an Unknown."""
        work = await self._submit(source, customer, deadline, look)
        if work is None:
            return Unknown(source, Failure.UNAVAILABLE)
        waiting = asyncio.wrap_future(work)
        done, _ = await asyncio.wait({waiting}, timeout=deadline.remaining())
        if not done:
            waiting.cancel()  # it never starts if it is still in the queue
            return Unknown(source, Failure.UNAVAILABLE)
        return waiting.result()

    async def _submit(
        self, source: Source, customer: str, deadline: Deadline, look: Callable[[], T]
    ) -> Future[T | Unknown] | None:
        if not await self._has_place(customer, deadline):
            return None
        try:
            work = self._pool.submit(_outcome, source, deadline, look)
        except RuntimeError:  # the pool is closed: the server is stopping
            self._places.give_back(customer)
            return None
        # the place is kept until the thread is free, not until the turn gave up on it
        work.add_done_callback(lambda _: self._places.give_back(customer))
        return work

    async def _has_place(self, customer: str, deadline: Deadline) -> bool:
        """Wait for one of the customer's places; False when none came free in time."""
        place = self._places.ask(customer)
        if place.done():
            return True
        has = False
        try:
            done, _ = await asyncio.wait({asyncio.wrap_future(place)}, timeout=deadline.remaining())
            has = bool(done)
            return has
        finally:  # also where the turn itself is given up; the place may have come free meanwhile
            if not has and not place.cancel():
                self._places.give_back(customer)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _outcome(source: Source, deadline: Deadline, look: Callable[[], T]) -> T | Unknown:
    if deadline.passed:
        return Unknown(source, Failure.UNAVAILABLE)
    try:
        return look()
    except AdapterError as failed:
        return Unknown(source, failed.failure, failed.code)
    except Exception as bug:
        # an adapter's own mistake: nothing was read, and nobody is left waiting. Only the
        # kind is logged: the text may hold what the exchange sent.
        log.error("look-up %s failed with %s", source.value, type(bug).__name__)
        return Unknown(source, Failure.BAD_DATA)
