"""A lock store that notices a free conversation after 50 ms instead of 1 s.

Five quick messages of one customer took 25 to 3080 ms with Rasa's wait, 56 to 272 ms so.

Its locks are this process's own. Rasa would start as many processes as ``SANIC_WORKERS`` says
with any lock store that is not its own in-memory one, and turns would overwrite each other
(threat model T24): that is refused.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from rasa_hooks.install import install

POLL_SECONDS = 0.05


class QuickLockStore(InMemoryLockStore):
    """``lock_store.type: rasa_hooks.lock_store.QuickLockStore`` (one Rasa process).
    Raises RasaException where the environment asks for several."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        workers = os.environ.get("SANIC_WORKERS") or "1"
        if workers.strip() != "1":
            raise RasaException(
                "SANIC_WORKERS must be 1: several processes would answer one conversation at once"
            )
        install()
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Acquire the conversation's lock (see the parent)."""
        async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
            yield ticket
