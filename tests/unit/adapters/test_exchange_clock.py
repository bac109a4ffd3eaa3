"""The exchange's clock: measured once in a while, at most by one thread, never a blocker."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from actions.adapters.clock import FRESH, RETRY, ExchangeClock
from actions.adapters.okx import server_time

AT = 1_795_000_000.0


class Times:
    def __init__(self) -> None:
        self.wall = AT
        self.tick = 0.0
        self.clock = ExchangeClock(lambda: self.wall, lambda: self.tick)
        self.measured = 0

    def ahead(self, seconds: float) -> datetime:
        self.measured += 1
        return datetime.fromtimestamp(self.wall + seconds, timezone.utc)


def test_it_is_this_machine_s_until_it_was_measured() -> None:
    times = Times()
    assert times.clock.now() == datetime.fromtimestamp(AT, timezone.utc)
    times.clock.ensure(lambda: times.ahead(-75), wait=0)
    assert times.clock.now() == datetime.fromtimestamp(AT - 75, timezone.utc)


def test_half_the_way_there_and_back_is_taken_off() -> None:
    times = Times()

    def slow() -> datetime:
        times.wall += 2
        return datetime.fromtimestamp(AT + 1 + 10, timezone.utc)

    times.clock.ensure(slow, wait=0)
    assert times.clock.now() - datetime.fromtimestamp(times.wall, timezone.utc) == timedelta(
        seconds=10
    )


def test_it_is_measured_again_when_due() -> None:
    times = Times()
    for tick, expected in ((0, 1), (FRESH - 1, 1), (FRESH + 1, 2)):
        times.tick = tick
        times.clock.ensure(lambda: times.ahead(0), wait=0)
        assert times.measured == expected


def test_a_failed_measurement_is_not_repeated_at_once_and_keeps_the_old_one() -> None:
    times = Times()
    times.clock.ensure(lambda: times.ahead(5), wait=0)
    times.tick = FRESH + 1
    asked = []
    for _ in range(3):
        times.clock.ensure(lambda: asked.append(1), wait=0)  # type: ignore[func-returns-value]
    assert asked == [1]
    assert times.clock.now() == datetime.fromtimestamp(AT + 5, timezone.utc)
    times.tick += RETRY + 1
    times.clock.ensure(lambda: times.ahead(6), wait=0)
    assert times.clock.now() == datetime.fromtimestamp(AT + 6, timezone.utc)


def test_a_refused_stamp_forces_one_measurement_for_all_who_saw_it() -> None:
    times = Times()
    times.clock.ensure(lambda: times.ahead(0), wait=0)
    seen = times.clock.generation
    for _ in range(4):
        times.clock.ensure(lambda: times.ahead(90), wait=0, after=seen)
    assert times.measured == 2
    assert times.clock.generation == seen + 1


def test_server_time_is_read_or_none() -> None:
    assert server_time([{"ts": "1597026383085"}]) == datetime(
        2020, 8, 10, 2, 26, 23, 85000, timezone.utc
    )
    for rows in ([], [{}], [{"ts": ""}], [{"ts": None}], ["x"], [{"ts": "9" * 40}]):
        assert server_time(rows) is None
