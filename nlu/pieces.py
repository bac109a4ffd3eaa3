"""Text to word pieces, as the encoder was trained on them (SentencePiece's unigram model)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

_SPACE = "▁"
_UNKNOWN = 10.0  # below the rarest piece, as SentencePiece has it
_NEVER = float("-inf")
_WORD = re.compile(f"{_SPACE}[^{_SPACE}]*")
_KEPT = 4_096  # words whose pieces are known


class Pieces:
    """The most probable way to cut a text into pieces of the vocabulary."""

    def __init__(
        self, pieces: Sequence[str], scores: np.ndarray, normal: dict[int, str], unknown: int
    ) -> None:
        self._ids = {p: i for i, p in reversed([*enumerate(pieces)]) if p and i != unknown}
        self._scores = scores
        self._normal = normal
        self._unknown = unknown
        self._least = float(scores.min()) - _UNKNOWN
        self._longest = max(map(len, pieces))
        if any(_SPACE in piece[1:] for piece in pieces):
            raise ValueError("a vocabulary whose pieces reach over a space")
        self._known = lru_cache(maxsize=_KEPT)(self._cut)

    def knows(self, word: str) -> bool:
        """Whether ``word`` is one piece: common in one of the languages it was trained on."""
        return _SPACE + word in self._ids

    def __call__(self, text: str) -> list[int]:
        """Ids of the pieces, in order. Time grows with the length, never with its square.

        No piece reaches over a space, so each word is cut by itself, and common ones are known.
        """
        text = re.sub(" +", " ", " " + text.translate(self._normal)).replace(" ", _SPACE)
        return [piece for word in _WORD.findall(text) for piece in self._known(word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [_NEVER] * len(word)
        step = [(0, self._unknown)] * (len(word) + 1)
        for start in range(len(word)):
            so_far = best[start]
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                piece = self._ids.get(word[start:end])
                if piece is not None and so_far + self._scores[piece] > best[end]:
                    best[end] = so_far + float(self._scores[piece])
                    step[end] = (start, piece)
            if so_far + self._least > best[start + 1]:
                best[start + 1] = so_far + self._least
                step[start + 1] = (start, self._unknown)
        return tuple(_backwards(step))


def _backwards(step: list[tuple[int, int]]) -> list[int]:
    ids, at = [], len(step) - 1
    while at > 0:
        at, piece = step[at]
        ids.append(piece)
    return ids[::-1]
