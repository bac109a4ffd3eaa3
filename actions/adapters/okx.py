"""The read-only OKX v5 client: one per base URL, for the exchange and the sandbox alike.

It can send nothing but GET, and only to :mod:`actions.adapters.endpoints`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.adapters import endpoints
from actions.adapters.cache import SingleFlight
from actions.adapters.clock import ExchangeClock
from actions.adapters.credentials import Access
from actions.adapters.deadline import Deadline
from actions.adapters.endpoints import Endpoint
from actions.adapters.envelope import (
    STALE_STAMP,
    Lost,
    Refusal,
    lost_answer,
    read_envelope,
    retry_after,
    server_time,
)
from actions.adapters.errors import Denied, error
from actions.adapters.guards import Breaker
from actions.adapters.limits import RateLimits
from actions.adapters.transport import HttpGet, Response, TransportError
from actions.diagnosis.records import Failure, Source

MAX_ATTEMPTS = 3
BACKOFF = 0.2  # seconds; doubled each time, then a random part of it
MAX_LIMIT_WAIT = 2.5  # seconds to wait for a free place under a rate limit
MOST_KEPT = 64  # keys whose answers are kept, for each endpoint that keeps any
CLOCK_TIMEOUT = 1.0  # seconds for /public/time: it stands before the first look-up


@dataclass(frozen=True)
class Reply:
    """``rows``: the envelope's data. ``as_of``: when it was read, the exchange's clock."""

    rows: list[Any]
    as_of: datetime


class OkxClient:
    """Thread-safe. Constructing it opens nothing; the first look-up does."""

    def __init__(
        self,
        base_url: str,
        http: HttpGet,
        *,
        clock: ExchangeClock | None = None,
        limits: RateLimits | None = None,
        breaker: Breaker | None = None,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._http = http
        self.clock = clock or ExchangeClock()
        self._limits = limits or RateLimits()
        self._breaker = breaker or Breaker()
        self._kept: dict[Endpoint, SingleFlight[Reply]] = {
            endpoint: SingleFlight(endpoint.keep, most=MOST_KEPT)
            for endpoint in endpoints.ALL
            if endpoint.keep
        }
        self._sleep = sleep
        self._jitter = jitter

    def get(
        self,
        endpoint: Endpoint,
        source: Source,
        deadline: Deadline,
        params: Mapping[str, str] | None = None,
        credentials: Access | None = None,
    ) -> Reply:
        """Ask, and ask again where that is allowed. Raises a typed AdapterError."""
        if endpoint.private and credentials is None:
            raise Denied(source)
        given = dict(params or {})
        kept = self._kept.get(endpoint)
        if kept is None:
            return self._ask(endpoint, source, deadline, given, credentials)
        return kept.get(
            (credentials.fingerprint if credentials else "", tuple(sorted(given.items()))),
            lambda: self._ask(endpoint, source, deadline, given, credentials),
            deadline,
            lambda: error(source, Failure.UNAVAILABLE),
        )

    def _ask(
        self,
        endpoint: Endpoint,
        source: Source,
        deadline: Deadline,
        params: Mapping[str, str],
        credentials: Access | None,
    ) -> Reply:
        key = (credentials.fingerprint if credentials and endpoint.private else "", endpoint.path)
        attempt, refusal = 0, Refusal(Failure.RATE_LIMITED)
        while True:
            if not self._breaker.allows(key):
                raise error(source, Failure.UNAVAILABLE)
            if not self._await_turn(key, endpoint, deadline):
                raise error(source, refusal.failure, refusal.code)
            outcome = self._once(key, endpoint, source, deadline, params, credentials)
            if isinstance(outcome, Reply):
                return outcome
            if attempt + 1 == MAX_ATTEMPTS or not self._pause(outcome, attempt, deadline):
                raise error(source, outcome.failure, outcome.code)
            attempt, refusal = attempt + 1, outcome

    def _await_turn(self, key: Hashable, endpoint: Endpoint, deadline: Deadline) -> bool:
        """Wait for a free place under the endpoint's limit; False when none is near."""
        longest = min(MAX_LIMIT_WAIT, deadline.remaining())
        wait = self._limits.reserve(key, endpoint.count, endpoint.seconds, longest)
        if wait:
            self._sleep(wait)
        return wait is not None

    def _once(
        self,
        key: Hashable,
        endpoint: Endpoint,
        source: Source,
        deadline: Deadline,
        params: Mapping[str, str],
        credentials: Access | None,
    ) -> Reply | Refusal:
        self.clock.ensure(
            lambda: self._exchange_time(deadline), wait=min(CLOCK_TIMEOUT, deadline.remaining())
        )
        generation = self.clock.generation
        outcome = self._send(endpoint, source, deadline, params, credentials)
        if isinstance(outcome, Lost):
            if outcome.hung:
                self._breaker.unanswered(key)
            if outcome.retriable:  # nobody took it, so nobody counted it
                self._limits.refund(key)
            return outcome
        self._breaker.answered(key)
        answer = read_envelope(outcome)
        if isinstance(answer, list):
            return Reply(answer, self._as_of(outcome))
        if answer.code == STALE_STAMP:
            self.clock.ensure(
                lambda: self._exchange_time(deadline),
                wait=min(CLOCK_TIMEOUT, deadline.remaining()),
                after=generation,
            )
            again = self.clock.generation > generation
            return Refusal(answer.failure, answer.code, retriable=again)
        if answer.failure is Failure.RATE_LIMITED:
            self._limits.hold(key, retry_after(outcome) or endpoint.seconds / endpoint.count)
        if answer.failure is Failure.DENIED and credentials and endpoint.private:
            return replace(answer, retriable=credentials.refused(answer.code))
        return answer

    def _send(
        self,
        endpoint: Endpoint,
        source: Source,
        deadline: Deadline,
        params: Mapping[str, str],
        credentials: Access | None,
    ) -> Response | Lost:
        auth = None
        if credentials and endpoint.private:
            auth = credentials.authorise(self.clock.now, source, deadline)
        try:
            return self._http.get(
                self._base_url + endpoint.path, deadline=deadline, params=params, auth=auth
            )
        except TransportError as lost:
            return lost_answer(lost)

    def _pause(self, refusal: Refusal, attempt: int, deadline: Deadline) -> bool:
        """Wait before the next attempt; False when there is none to wait for."""
        if not refusal.retriable:
            return False
        if refusal.code == STALE_STAMP:
            return not deadline.passed
        step = BACKOFF * 2**attempt
        pause = step / 2 + step / 2 * self._jitter()
        if pause >= deadline.remaining():
            return False
        self._sleep(pause)
        return True

    def _exchange_time(self, deadline: Deadline) -> datetime | None:
        outcome = self._send(
            endpoints.TIME, Source.STATUS, deadline.within(CLOCK_TIMEOUT), {}, None
        )
        answer = read_envelope(outcome) if isinstance(outcome, Response) else outcome
        if isinstance(answer, Refusal):
            return None
        return server_time(answer)

    def _as_of(self, response: Response) -> datetime:
        """Now; earlier for an answer that a cache on the way kept (``Age``, seconds)."""
        age = response.header("Age").strip()
        kept = int(age) if age.isascii() and age.isdigit() and len(age) < 8 else 0
        return self.clock.now() - timedelta(seconds=kept)
