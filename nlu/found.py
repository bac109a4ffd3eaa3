"""What the extractors find: one record, in folded text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Found(NamedTuple):
    """An entity ``name`` with a canonical ``value``, at ``text[start:end]`` of the folded text."""

    name: str
    value: str
    start: int
    end: int


def free_of(found: Iterable[Found], taken: Iterable[tuple[int, int]]) -> list[Found]:
    """Those that overlap none of the ``taken`` places."""
    places = list(taken)
    return [f for f in found if not any(f.start < end and start < f.end for start, end in places)]


def inside(start: int, end: int, places: Iterable[tuple[int, int]]) -> bool:
    return any(start < e and s < end for s, e in places)
