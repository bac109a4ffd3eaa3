"""Times of a scenario: written relative to now, so that the demo never ages.

``-40m`` is turned into a moment at each request. The anchor moves in whole
minutes counted from the server's start: an age is always at least, and never a
full minute more than, what the scenario says, and a page's cursor still fits
when the next page is asked for.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

MINUTE_MS = 60_000
_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": MINUTE_MS, "s": 1_000}
_OFFSET = re.compile(r"([+-])((?:\d+[dhms])+)")
_PART = re.compile(r"(\d+)([dhms])")


def parse_offset(text: str) -> int:
    """``"-3h30m"`` -> milliseconds from now (negative = past). Raises ValueError."""
    if text in ("now", "0"):
        return 0
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError("write a time relative to now, like -35m, -3h30m, -2d, now or +2h")
    total = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(match[2]))
    return -total if match[1] == "-" else total


@dataclass(frozen=True)
class Moment:
    """One request's idea of time, in Unix milliseconds.

    ``wall`` is what the server's clock shows, ``anchor`` what the scenario's
    offsets count from.
    """

    wall: int
    anchor: int

    def at(self, offset: int) -> int:
        return self.anchor + offset

    def shifted(self, milliseconds: int) -> Moment:
        return replace(self, wall=self.wall + milliseconds, anchor=self.anchor + milliseconds)


class Clock:
    """The server's clock. ``source`` returns Unix seconds."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._start = self._milliseconds()

    def _milliseconds(self) -> int:
        return int(self._source() * 1000)

    def now(self) -> Moment:
        wall = self._milliseconds()
        minutes = (wall - self._start) // MINUTE_MS
        return Moment(wall=wall, anchor=self._start + minutes * MINUTE_MS)
