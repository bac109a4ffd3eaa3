"""The sliding window: never more than the documented number in the documented time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.adapters.limits import MARGIN, RateLimits


class Now:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@given(
    st.integers(1, 6),
    st.sampled_from([1.0, 2.0, 5.0]),
    st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=40),
)
def test_t17_no_window_holds_too_many(count: int, seconds: float, gaps: list[float]) -> None:
    now = Now()
    limits = RateLimits(now)
    sent = []
    for gap in gaps:
        now.at += gap
        wait = limits.reserve("k", count, seconds, max_wait=1.0)
        if wait is not None:
            assert 0 <= wait <= 1.0
            sent.append(now.at + wait)
    sent.sort()
    for first, last in zip(sent, sent[count:], strict=False):
        assert last - first >= seconds


def test_t17_keys_do_not_share_a_window() -> None:
    limits = RateLimits(Now())
    assert limits.reserve("a", 1, 5, 0) == 0
    assert limits.reserve("a", 1, 5, 0) is None
    assert limits.reserve("b", 1, 5, 0) == 0


def test_a_place_that_was_not_used_can_be_given_back() -> None:
    limits = RateLimits(Now())
    limits.reserve("a", 1, 5, 0)
    limits.refund("a")
    assert limits.reserve("a", 1, 5, 0) == 0
    limits.refund("never used")


def test_a_hold_outlasts_a_free_window() -> None:
    now = Now()
    limits = RateLimits(now)
    limits.hold("a", 30)
    assert limits.reserve("a", 5, 1, 1.0) is None
    now.at += 29.5
    assert limits.reserve("a", 5, 1, 1.0) == 0.5
    now.at += MARGIN
    assert limits.reserve("a", 5, 1, 1.0) == 0
