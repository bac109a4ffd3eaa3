"""Misspelt words: what a word that no training message has was probably meant as.

"Insätning" falls into other pieces than "insättning", and the sentence vector goes astray: one
slip of the finger in one word cost 5 to 7 points of accuracy. Which words are misspelt nobody
knows ("stängts" is merely new), so both readings are ranked (nlu/ranking.py).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.plain import without_marks

_WORD = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 4  # "nar" may be "när" or "var"; "vanta" is "vänta"
_LETTERS_OF_ANY = 5  # shorter ones have too many neighbours, and are meant as common words alone
_COMMON = 30  # training messages that have the word
# A slip that somebody made in training, if its neighbour is this much commoner. Among shorter words
# most of these are words of their own ("cheat", "monkey", "vända").
_RARE, _TIMES, _LETTERS_OF_RARE = 2, 20, 7
_LETTERS_OF_TWO_SLIPS = 9
_LONGEST = 40
_MOST_WORDS = 24  # looked up in a message; each takes a fifth of a millisecond


def never(_: str) -> bool:
    return False


class Spelling:
    """Knows the words of the training messages, and how many of them have each."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self.words = dict(words)
        self._same: dict[str, list[str]] = defaultdict(list)
        for word in sorted(words, key=lambda w: (-words[w], w)):
            if len(word) >= _LEAST_LETTERS:
                self._same[without_marks(word)].append(word)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for plain in self._same:
            self._by_first[plain[0]].append(plain)

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Spelling:
        """``texts``: as the intent model reads them (nlu/plain.py)."""
        return cls(Counter(word for text in texts for word in set(_WORD.findall(text))))

    def meant(self, text: str, is_word: Callable[[str], bool] = never) -> str:
        """``text`` with its first unknown words replaced by the nearest known ones, if any.

        ``is_word``: of those that no training message has, which are spelt right all the same.
        """
        words = dict.fromkeys(_WORD.findall(text))
        unknown = [w for w in words if self.words.get(w, 0) <= _RARE and not is_word(w)]
        nearest = {word: self._nearest(word) for word in unknown[:_MOST_WORDS]}
        return _WORD.sub(lambda found: nearest.get(found[0], found[0]), text)

    def _nearest(self, word: str) -> str:
        """The known word with the same first letter and the fewest slips; of those, the most
        frequent. ``word`` itself where there is none, and where that is another form of it."""
        plain = without_marks(word)
        if not _LEAST_LETTERS <= len(word) <= _LONGEST or not plain:
            return word
        seldom = self.words.get(word, 0)
        if seldom:
            long = len(word) >= _LETTERS_OF_RARE
            return self._commoner(word, plain, _TIMES * seldom) if long else word
        if plain in self._same:
            return self._same[plain][0]
        return self._commoner(word, plain, _COMMON if len(word) < _LETTERS_OF_ANY else 1)

    def _commoner(self, word: str, plain: str, least: int) -> str:
        """The nearest other word that ``least`` training messages have."""
        slips = 2 if len(word) >= _LETTERS_OF_TWO_SLIPS and word not in self.words else 1
        near = process.extract(
            plain,
            self._by_first.get(plain[0], []),
            scorer=OSA.distance,
            score_cutoff=slips,
            limit=None,
        )
        ranked = [
            (off, -often, other)
            for other, off, _ in near
            if off and (often := self.words[self._same[other][0]]) >= least
        ]
        if not ranked:
            return word
        best = min(ranked)[2]
        return word if _is_another_form(plain, best) else self._same[best][0]


def _is_another_form(word: str, known: str) -> bool:
    """Whether the last letter alone differs: "stoppades" is no slip for "stoppade"."""
    stem = max(len(word), len(known)) - 1
    return word[:stem] == known[:stem]
