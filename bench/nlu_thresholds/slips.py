"""What a slip of the finger costs, and what reading words as they were meant gives back."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Iterator, Sequence

import numpy as np

from bench.nlu_thresholds.predictions import Learnt, ranked
from nlu.rows import Row

_WORD = re.compile(r"[^\W\d_]+")
LENGTHS = {"as they are": None, "a word of 7 or more": (7, 40), "a word of 4 to 6": (4, 6)}
"""In what kind of word each message has a slip."""


def slips(parts: Sequence[tuple[Learnt, list[Row]]]) -> Iterator[str]:
    """A line for each kind of word, of messages that the models were not trained on."""
    yield "\nright (en / sv) with a slip in one word: as written, and put right"
    for name, lengths in LENGTHS.items():
        dice = random.Random(3)  # noqa: S311
        told = []
        for learnt, new in parts:
            texts = [with_a_slip(r.text, lengths, dice) if lengths else r.text for r in new]
            written = ranked(learnt, texts, new, as_written=True)
            wanted = np.array([learnt.model.classes.index(r.intent) for r in new])
            both = ranked(learnt, texts, new)
            rights = [odds.argmax(axis=1) == wanted for odds in (written, both)]
            told.append((*rights, np.array([r.swedish for r in new])))
        one, other, swedish = (np.concatenate(column) for column in zip(*told, strict=True))
        yield f"  {name}: {_shares(one, swedish)}, {_shares(other, swedish)}"


def with_a_slip(text: str, lengths: tuple[int, int], dice: random.Random) -> str:
    """``text`` with one slip in one word of that many letters, where it has one."""
    least, most = lengths
    words = [found for found in _WORD.finditer(text) if least <= len(found[0]) <= most]
    if not words:
        return text
    word = dice.choice(words)
    return text[: word.start()] + slipped(word[0], dice) + text[word.end() :]


def slipped(word: str, dice: random.Random) -> str:
    """A letter left out, doubled, swapped with the next or wrong; never the first."""
    at = dice.randrange(1, len(word))
    ways = [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        word[:at] + dice.choice(string.ascii_lowercase) + word[at + 1 :],
    ]
    return dice.choice(ways)


def _shares(right: np.ndarray, swedish: np.ndarray) -> str:
    return f"{right[~swedish].mean():.1%} / {right[swedish].mean():.1%}"
