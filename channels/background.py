"""Work that goes on after a webhook was acknowledged: bounded, kept, ended with the server."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

logger = logging.getLogger(__name__)

MOST_TASKS = 500
MOST_WAITING = 10
"""Messages of one user that may wait for their turn."""
ENDING_SECONDS = 10.0


class Background:
    """Tasks that nothing else holds. One that fails is logged by its kind, without a text."""

    def __init__(self, most: int = MOST_TASKS) -> None:
        self._most = most
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def full(self) -> bool:
        """No more work is taken: the messenger should deliver later."""
        return len(self._tasks) >= self._most

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self, seconds: float = ENDING_SECONDS) -> None:
        """Let what runs come to its end; what takes longer is cancelled."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
        for task in late:
            task.cancel()


class InTurn:
    """One thing at a time for each user, in the order in which it came."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._queues: OrderedDict[str, _Queue] = OrderedDict()

    @asynccontextmanager
    async def turn(self, user: str) -> AsyncIterator[bool]:
        """Waits for the user's turn; gives False at once when too many wait already."""
        queue = self._queues.setdefault(user, _Queue())
        if queue.waiting >= self._most:
            yield False
            return
        queue.waiting += 1
        try:
            async with queue.lock:
                yield True
        finally:
            queue.waiting -= 1
            if not queue.waiting and self._queues.get(user) is queue:
                del self._queues[user]


class _Queue:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        # Neither the message nor the trace: both can hold what a customer wrote.
        logger.error("Work in the background failed (%s).", type(error).__name__)
