"""The rate limits' window, on a clock of the test's own."""

from __future__ import annotations

import pytest

from sandbox.exchange.errors import Refusal
from sandbox.exchange.limits import RateLimits
from sandbox.exchange.routes import Limit

SIX_A_SECOND = Limit(6, 1)


def test_the_window_slides() -> None:
    now = [0.0]
    limits = RateLimits(clock=lambda: now[0])
    for step in range(6):
        now[0] = step * 0.1
        limits.count(SIX_A_SECOND, "/path", "key")
    with pytest.raises(Refusal) as refused:
        limits.count(SIX_A_SECOND, "/path", "key")
    assert (refused.value.code, refused.value.status, refused.value.gateway) == ("50011", 429, True)
    now[0] = 0.99
    with pytest.raises(Refusal):
        limits.count(SIX_A_SECOND, "/path", "key")
    now[0] = 1.0  # the first has left the window, the others haven't
    limits.count(SIX_A_SECOND, "/path", "key")
    with pytest.raises(Refusal):
        limits.count(SIX_A_SECOND, "/path", "key")


@pytest.mark.parametrize(
    "other", [("/other", "key", ""), ("/path", "key 2", ""), ("/path", "key", "BTC-USDT")]
)
def test_each_bucket_counts_alone(other: tuple[str, ...]) -> None:
    limits = RateLimits(clock=lambda: 0.0)
    limits.count(Limit(1, 1), "/path", "key", "")
    limits.count(Limit(1, 1), *other)
    with pytest.raises(Refusal):
        limits.count(Limit(1, 1), "/path", "key", "")


def test_switched_off() -> None:
    limits = RateLimits(enabled=False, clock=lambda: 0.0)
    for _ in range(100):
        limits.count(Limit(1, 1), "/path", "key")
