"""Work that is shared between cores: in order, with its errors, and also after a fork."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import pytest

from nlu import side_by_side
from nlu.side_by_side import both, each

CORES = [1, 2, 8]


@pytest.fixture(params=CORES)
def cores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(side_by_side, "cores", lambda: request.param)
    side_by_side._pool.cache_clear()
    return int(request.param)


@pytest.mark.parametrize("given", [[], [3], [3, 1, 2]])
def test_each_keeps_the_order(cores: int, given: list[int]) -> None:
    assert each(lambda n: n * n, given) == [n * n for n in given]


def test_both_run_at_once_where_there_are_two_cores(cores: int) -> None:
    if cores == 1:
        main = threading.current_thread()
        assert both(threading.current_thread, threading.current_thread) == (main, main)
        return
    meeting = threading.Barrier(2)
    assert both(lambda: meeting.wait(10) >= 0, lambda: meeting.wait(10) >= 0) == (True, True)


@pytest.mark.parametrize("which", [0, 1])
def test_an_error_is_the_callers(cores: int, which: int) -> None:
    def fails() -> int:
        raise ValueError("no")

    work: list[Callable[[], int]] = [lambda: 1, lambda: 1]
    work[which] = fails
    with pytest.raises(ValueError, match="no"):
        both(*work)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing forks here")
def test_a_forked_process_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    assert each(abs, [-1, -2]) == [1, 2]  # the parent has its threads
    child = os.fork()
    if child == 0:
        right = each(abs, [-3, -4]) == [3, 4] and both(lambda: 1, lambda: 2) == (1, 2)
        os._exit(0 if right else 1)
    watch = threading.Timer(20, os.kill, (child, 9))
    watch.start()
    try:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    finally:
        watch.cancel()
