"""Several processes that live and die together.

Each child leads a process group of its own, so that ctrl-C reaches the launcher alone and a
child is ended with everything it started. Output goes to one log file a child.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from launcher.config import ROOT

STOP_SECONDS = 8.0
_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class Child:
    """One process. ``echo``: its lines of level ERROR are shown as well as logged."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environ: Mapping[str, str],
        log: Path,
        echo: bool = True,
    ) -> None:
        self.name, self.log, self._echo = name, log, echo
        log.parent.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._reader = threading.Thread(target=self._copy, daemon=True)
        self._reader.start()

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def last_lines(self, count: int) -> list[str]:
        """The end of its log, once it has ended."""
        self._reader.join(timeout=2)
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [line for line in text.splitlines() if line.strip()][-count:]

    def stop(self, deadline: float) -> None:
        """End the whole group: politely until ``deadline`` (monotonic), then for good."""
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.1, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)  # whatever it started, too
        self._process.wait()
        self._reader.join(timeout=2)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _copy(self) -> None:
        stream: IO[str] | None = self._process.stdout
        assert stream is not None
        with self.log.open("w", encoding="utf-8", errors="replace") as log:
            for line in stream:
                log.write(line)
                log.flush()
                if self._echo and (" ERROR " in line or " CRITICAL " in line):
                    print(f"[{self.name}] {line.rstrip()}", file=sys.stderr, flush=True)


class Group:
    """Children that are ended together, whichever way the ``with`` block is left."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def __enter__(self) -> Group:
        return self

    def __exit__(self, *_: object) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        with _undisturbed():
            for child in reversed(self.children):
                child.stop(deadline)

    def start(self, child: Child) -> None:
        self.children.append(child)

    def dead(self) -> Child | None:
        """A child that has ended, if any."""
        return next((c for c in self.children if c.exit_code is not None), None)


class Stopped(Exception):
    """Somebody asked this process to end (ctrl-C, SIGTERM, a closed terminal)."""


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Turn the first signal to end into Stopped, and ignore the ones that follow."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in _TO_END:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in _TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ending the children is not cut short by a second ctrl-C."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in _TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wait_until(check: Callable[[], bool], seconds: float, pause: float = 0.2) -> bool:
    """Whether ``check`` came true within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(pause)
    return False


def _die_with_parent() -> None:
    """On Linux a child gets SIGTERM when the launcher dies without having ended it."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
