"""Shared answers: one request for all who wait, remembered for a moment, failures too."""

from __future__ import annotations

import threading

import pytest

from actions.adapters.cache import SingleFlight
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError, RateLimited, Unavailable
from actions.diagnosis.records import Source


def late() -> AdapterError:
    return Unavailable(Source.STATUS, "late")


def test_t17_everybody_waits_for_one_request() -> None:
    flight: SingleFlight[int] = SingleFlight(60)
    gate, loads, seen = threading.Event(), [], []

    def load() -> int:
        loads.append(1)
        gate.wait(20)
        return 7

    def ask() -> None:
        seen.append(flight.get("k", load, Deadline(20), late))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    assert (seen, len(loads)) == ([7] * 20, 1)


def test_an_answer_is_asked_for_again_when_it_is_old() -> None:
    now = [0.0]
    flight: SingleFlight[float] = SingleFlight(5, clock=lambda: now[0])
    ask = lambda: flight.get("k", lambda: now[0], Deadline(20), late)  # noqa: E731
    assert ask() == 0
    now[0] = 4.9
    assert ask() == 0
    now[0] = 5.0
    assert ask() == 5.0
    assert flight.get("other", lambda: -1.0, Deadline(20), late) == -1


def test_a_failure_is_shared_for_a_moment_and_then_tried_again() -> None:
    now = [0.0]
    loads = []
    flight: SingleFlight[int] = SingleFlight(5, failure_ttl=1, clock=lambda: now[0])

    def load() -> int:
        loads.append(now[0])
        if len(loads) == 1:
            raise RateLimited(Source.STATUS, "50011")
        return 3

    for _ in range(2):
        with pytest.raises(RateLimited) as failed:
            flight.get("k", load, Deadline(20), late)
        assert failed.value.code == "50011"
    now[0] = 1.5
    assert flight.get("k", load, Deadline(20), late) == 3
    assert loads == [0.0, 1.5]


def test_who_waits_gives_up_at_the_own_deadline() -> None:
    flight: SingleFlight[int] = SingleFlight(5)
    begun, gate = threading.Event(), threading.Event()

    def load() -> int:
        begun.set()
        return int(gate.wait(20))

    leader = threading.Thread(target=lambda: flight.get("k", load, Deadline(20), late))
    leader.start()
    begun.wait(20)
    with pytest.raises(Unavailable, match="late"):
        flight.get("k", lambda: 5, Deadline(0.01), late)
    gate.set()
    leader.join()


def test_who_has_time_left_asks_again_when_the_one_who_asked_ran_out_of_it() -> None:
    flight: SingleFlight[int] = SingleFlight(5)
    begun, gate, hurried = threading.Event(), threading.Event(), Deadline(0.01)

    def too_slow() -> int:
        begun.set()
        gate.wait(20)
        raise late()

    def lead() -> None:
        with pytest.raises(Unavailable, match="late"):
            flight.get("k", too_slow, hurried, late)

    leader = threading.Thread(target=lead)
    leader.start()
    begun.wait(20)
    seen: list[int] = []
    follower = threading.Thread(
        target=lambda: seen.append(flight.get("k", lambda: 5, Deadline(20), late))
    )
    follower.start()
    while not hurried.passed:
        pass
    gate.set()
    leader.join()
    follower.join()
    assert seen == [5]


def test_a_bug_in_a_load_does_not_lock_the_key() -> None:
    flight: SingleFlight[int] = SingleFlight(5)
    with pytest.raises(ZeroDivisionError):
        flight.get("k", lambda: 1 // 0, Deadline(20), late)
    assert flight.get("k", lambda: 2, Deadline(20), late) == 2
