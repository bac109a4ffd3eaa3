"""How a message is said: its words, pairs of words and groups of letters, by tf-idf.

Learnt with scikit-learn's vectorizers. A message is then weighed here, to the same numbers: their
checks and the analysers that they rebuild each time took 4.6 ms where this takes 0.6.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nlu.plain import without_marks


class WordCounts:
    """Texts to sparse rows of length 1, whose dot products are the mean of two cosines."""

    def __init__(self, vocabularies: list[list[str]], idfs: list[np.ndarray]) -> None:
        """``vocabularies``: of each kind of feature, in the order of its columns."""
        self.vocabularies = vocabularies
        self.idfs = idfs
        self._columns = [{f: at for at, f in enumerate(known)} for known in vocabularies]
        self._features: list[Callable[[str], list[str]]] = [
            learner.build_analyzer() for learner in vectorizers()
        ]

    @classmethod
    def fit(cls, texts: Sequence[str]) -> tuple[WordCounts, Any]:
        """What is known of these texts, and their rows."""
        from scipy.sparse import hstack

        learners = vectorizers(max(_FEW, len(texts) // 10))
        rows = hstack([each.fit_transform(texts) for each in learners]) * _SHARE
        known = [sorted(each.vocabulary_, key=each.vocabulary_.get) for each in learners]
        return cls(known, [each.idf_ for each in learners]), rows.astype(np.float32).tocsr()

    def row(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """Columns and their weights (float32); none for a text that has no known feature."""
        columns, weights, start = [], [], 0
        for features, known, idf in zip(self._features, self._columns, self.idfs, strict=True):
            counted = Counter(known[f] for f in features(text) if f in known)
            at = np.fromiter(counted.keys(), np.int64, len(counted))
            often = np.fromiter(counted.values(), np.float64, len(counted))
            weight = (1 + np.log(often)) * idf[at]
            columns.append(at + start)
            weights.append(_SHARE * weight / max(np.linalg.norm(weight), 1e-12))
            start += len(known)
        return np.concatenate(columns), np.concatenate(weights).astype(np.float32)


_SHARE = np.sqrt(1 / 2)  # halved, so that the kernel is the mean of the parts' cosines
_FEW = 100  # texts that any feature may be in, however few there are


def vectorizers(most: int | float = 1.0) -> list[Any]:
    """What learns, one of each kind, not fitted yet.

    ``most``: texts that a feature may be in (1.0: all). What a tenth of them have ("e ", "det")
    tells little, and makes half of the work of comparing a message with all others.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    known = {"sublinear_tf": True, "max_df": most}
    return [
        TfidfVectorizer(analyzer=_words_and_pairs, **known),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), strip_accents="unicode", **known),
    ]


def _words_and_pairs(text: str) -> list[str]:
    """Single letters and digits count too ("2 of 5"), unlike in scikit-learn's own pattern."""
    single = re.findall(r"\w+", without_marks(text.lower()))
    return [*single, *(f"{a} {b}" for a, b in pairwise(single))]
