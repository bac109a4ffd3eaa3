"""Rate limits: a sliding window per endpoint and key (or IP)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from time import monotonic

from sandbox.exchange.errors import Refusal
from sandbox.exchange.routes import Limit


class RateLimits:
    """Counts requests. ``clock`` returns seconds; ``enabled`` False lets everything pass."""

    def __init__(self, enabled: bool = True, clock: Callable[[], float] = monotonic) -> None:
        self._enabled = enabled
        self._clock = clock
        self._seen: defaultdict[tuple[str, ...], deque[float]] = defaultdict(deque)

    def count(self, limit: Limit, *bucket: str) -> None:
        """Count one request; raises Refusal 50011 when it is one too many."""
        if not self._enabled:
            return
        now = self._clock()
        seen = self._seen[bucket]
        while seen and now - seen[0] >= limit.seconds:
            seen.popleft()
        if len(seen) >= limit.times:
            raise Refusal("50011", gateway=True)
        seen.append(now)
