"""``python -m tests.nlu.overlap``: which tested messages stand in the training data.

Prints exact and near copies of the frozen and of the development messages. The exit code is 1
where a frozen message of four words or more is either.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.nlu import messages

NEAR = 0.8
"""Cosine of letter 3-5-grams from which a message counts as a near copy of another."""
EXACT = 0.999
WORDS = 4
"""Up to three words anybody writes the same ("are you a bot")."""


@dataclass(frozen=True)
class Copy:
    """A tested message, the training message that is nearest to it, and how near (0 to 1)."""

    text: str
    known: str
    near: float

    @property
    def exact(self) -> bool:
        return self.near > EXACT

    @property
    def counts(self) -> bool:
        """Whether chance does not explain it."""
        return self.near >= NEAR and self.long

    @property
    def long(self) -> bool:
        return len(self.text.split()) >= WORDS


def bare(text: str) -> str:
    """Letters only, so that another amount or sign makes no new message."""
    return " ".join(re.findall(r"[^\W\d_]+", text.lower())) or text


def nearest(new: Sequence[str], known: Sequence[str]) -> list[Copy]:
    """For each of ``new`` the nearest of ``known``."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectors = grams.fit_transform(map(bare, known))
    cosines = (grams.transform(map(bare, new)) @ vectors.T).tocsr()
    found = []
    for number, text in enumerate(new):
        row = cosines.getrow(number)
        best = int(row.data.argmax()) if row.nnz else None
        at, near = (int(row.indices[best]), float(row.data[best])) if best is not None else (0, 0.0)
        found.append(Copy(text, known[at], near))
    return found


def copies(tested: Sequence[str], language: str) -> list[Copy]:
    """The near copies among ``tested`` of a training message of the language."""
    known = [text for text, _ in messages.training(language)]
    return [copy for copy in nearest(tested, known) if copy.near >= NEAR]


def main() -> int:
    """Report, and fail where a copy counts."""
    bad = 0
    sets = {"development": messages.development, messages.which(): messages.tested}
    for name, read in sets.items():
        for language in messages.LANGUAGES:
            texts = [text for text, _ in read(language)]
            near = copies(texts, language)
            exact = [copy for copy in near if copy.exact]
            counted = [copy for copy in near if copy.counts]
            print(
                f"{name} {language}: {len(texts)} messages, {len(near)} copies, {len(exact)} of "
                f"them exact; {len(counted)} of {WORDS} words or more"
            )
            for copy in sorted(near, key=lambda c: -c.near):
                print(f"  {copy.near:.2f}  {copy.text!r}  ~  {copy.known!r}")
            bad += len(counted) if name == messages.which() else 0
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
