"""Two things at once: the encoders' layers let go of Python's lock, so that a second core can help.

The threads are kept: to start two for each message took 1 ms. A process that forks has none of its
parent's, and makes its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Other = TypeVar("Other")


def each(make: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """``make`` of each, in their order; as many at once as there are cores.

    Neither here nor in ``both`` may what runs at once call one of the two: it could wait for ever.
    """
    if min(len(given), cores()) < 2:
        return [make(one) for one in given]
    return list(_pool(os.getpid()).map(make, given))


def both(one: Callable[[], Made], other: Callable[[], Other]) -> tuple[Made, Other]:
    """What the two make; ``other`` in a thread of its own, where there is a core for it."""
    if cores() < 2:
        return one(), other()
    later = _pool(os.getpid()).submit(other)
    return one(), later.result()


def cores() -> int:
    """How many this process may use; fewer than the machine has, in many containers."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache(maxsize=1)
def _pool(process: int) -> ThreadPoolExecutor:
    """Of this ``process`` (its id)."""
    return ThreadPoolExecutor(cores(), thread_name_prefix="understanding")
