"""Old conversations are erased at the start of a run, and once a day while it goes on."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from identity.database import StoreUnavailable
from kept import retention
from kept.lists import ListError
from kept.places import Places, find_places
from kept.store import StoreError

_RETRY_SECONDS = 3600.0


class Upkeep:
    """Applies the retention period of ``days`` whenever it is due. ``clock``: Unix seconds."""

    def __init__(
        self,
        days: int,
        places: Callable[[], Places] = lambda: find_places(os.environ),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._days = days
        self._places = places
        self._clock = clock
        self._due = 0.0
        self._started = False

    def when_due(self) -> None:
        """Erase if a day has passed. A failure is told, and tried again in an hour.

        Before the bot runs the files are also written anew; later that would make it wait.
        """
        now = self._clock()
        if now < self._due:
            return
        self._due = now + retention.DAY_SECONDS
        try:
            lines = retention.apply(self._places(), self._days, rewrite=not self._started, now=now)
        except (StoreError, StoreUnavailable, ListError) as error:
            self._due = now + _RETRY_SECONDS
            print(f"Old conversations could not be erased: {error}", file=sys.stderr, flush=True)
        else:
            print("\n".join(lines), end="\n" if lines else "", flush=True)
        self._started = True
