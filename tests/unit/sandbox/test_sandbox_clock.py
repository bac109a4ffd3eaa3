"""Times relative to now: what is written stays true however long the demo runs."""

from __future__ import annotations

import pytest

from sandbox.clock import Clock, parse_offset

MINUTE = 60_000


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("now", 0),
        ("-35m", -35 * MINUTE),
        ("-3h30m", -210 * MINUTE),
        ("+2h", 120 * MINUTE),
        ("-2d", -2 * 1440 * MINUTE),
        ("-8d23h", -(8 * 1440 + 23 * 60) * MINUTE),
        ("-90s", -90_000),
    ],
)
def test_offsets(text: str, milliseconds: int) -> None:
    assert parse_offset(text) == milliseconds


@pytest.mark.parametrize(
    "text", ["35m", "-35", "-", "", "-3 h", "yesterday", "-1.5h", "2026-01-01"]
)
def test_wrong_offsets(text: str) -> None:
    with pytest.raises(ValueError, match="relative to now"):
        parse_offset(text)


@pytest.mark.parametrize("passed", [0.0, 0.5, 59.9, 60.0, 61.0, 3599.0, 86_400.0, 1e7])
def test_an_age_never_grows_by_a_minute(passed: float) -> None:
    seconds = [1_000_000.25]
    clock = Clock(lambda: seconds[0])
    seconds[0] += passed
    now = clock.now()
    age = now.wall - now.at(parse_offset("-40m"))
    assert 40 * MINUTE <= age < 41 * MINUTE


def test_times_stand_still_within_a_minute() -> None:
    """A page's cursor, which is a time, still fits when the next page is asked for."""
    seconds = [5_000.0]
    clock = Clock(lambda: seconds[0])
    before = clock.now().at(-1)
    seconds[0] += 59.0
    assert clock.now().at(-1) == before
    seconds[0] += 1.0
    assert clock.now().at(-1) == before + MINUTE


def test_a_shift_moves_both_clocks() -> None:
    now = Clock(lambda: 100.0).now()
    later = now.shifted(1500)
    assert (later.wall - now.wall, later.at(0) - now.at(0)) == (1500, 1500)
