"""Other languages than Swedish and English, only when a message clearly is in one.

A script of its own says it; else a logistic regression over letter 1-4-grams, of the bot's own
Swedish and English messages against sentences of other languages (``gazetteer/foreign.yml``).
Norwegian and Danish share most words with Swedish, so letters and endings have to tell.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from nlu.languages import ORDERS, evidence, grams
from nlu.plain import without_marks
from nlu.vocabulary import read

NORDIC = frozenset({"no", "da"})
"""Languages whose readers can read Swedish."""
_SCRIPTS = (
    *("CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI"),
    *("DEVANAGARI", "GEORGIAN", "ARMENIAN", "ETHIOPIC", "TAMIL", "BENGALI"),
)
_OURS = ("sv", "en")
_SURE, _SURE_FROM_TWO = 0.5, 0.85
"""How probable another language must be, for three words of evidence or more, and for two.

Cross-validated on 4,140 training messages and 1,100 foreign lines (5 folds): no own message of
three words is taken for foreign, and 95 % of the foreign ones of three words are."""
_PENALTY = 30.0  # C of scikit-learn: the inverse of the regularisation


def sentences() -> dict[str, list[str]]:
    """Lines of each other language by its code."""
    return {
        str(code): [line for line in lines.splitlines() if line.strip()]
        for code, lines in read("foreign.yml").items()
    }


def in_other_script(text: str) -> bool:
    """Whether most letters are of a script that neither Swedish nor English is written in."""
    letters = [c for c in text[:600] if c.isalpha()]
    foreign = sum(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters if ord(c) > 0x2FF)
    return foreign >= 2 and foreign > 0.5 * len(letters)


class ForeignModel:
    """P(another language | text), and whether it is a Nordic one, from weights of letter groups.

    ``weights``: (number of grams + 1, 3); the columns are the log odds of "foreign" and, given
    that, of "Nordic", and how rare the gram is (idf); the last row is the bias.
    """

    def __init__(self, known: list[str], weights: np.ndarray) -> None:
        self._known = {gram: at for at, gram in enumerate(known)}
        self._weights = weights

    @classmethod
    def train(
        cls, ours: Mapping[str, Iterable[str]], others: Mapping[str, Iterable[str]]
    ) -> ForeignModel:
        """``ours``: messages by "sv" and "en"; ``others``: lines by the code of their language."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        rows = [(words, code) for code, lines in {**ours, **others}.items()
                for line in lines for words in _spellings(line)]  # fmt: skip
        vectorizer = TfidfVectorizer(
            analyzer=lambda words: list(_features(words).elements()), sublinear_tf=True, min_df=2
        )
        matrix = vectorizer.fit_transform([words for words, _ in rows])
        codes = np.array([code for _, code in rows])
        foreign = ~np.isin(codes, _OURS)

        def fit(rows: Any, labels: np.ndarray) -> np.ndarray:
            # liblinear shuffles; a fixed seed gives the same model for the same data.
            model = LogisticRegression(
                C=_PENALTY, class_weight="balanced", solver="liblinear", random_state=0
            ).fit(rows, labels)
            return np.append(model.coef_[0], model.intercept_[0])

        nordic = fit(matrix[foreign], np.isin(codes[foreign], list(NORDIC)))
        columns = [fit(matrix, foreign), nordic, np.append(vectorizer.idf_, 1.0)]
        known = list(vectorizer.get_feature_names_out())
        return cls(known, np.stack(columns, axis=1).astype(np.float32))

    def language(self, text: str) -> str | None:
        """ "xx" (another script), "nordic", "other", or None for a message that may be ours."""
        if in_other_script(text):
            return "xx"
        words = evidence(text[:600])
        if len(words) < 2:
            return None
        foreign, nordic = self.probabilities(words)
        if foreign < (_SURE if len(words) > 2 else _SURE_FROM_TWO):
            return None
        return "nordic" if nordic > 0.5 else "other"

    def probabilities(self, words: list[str]) -> tuple[float, float]:
        """(foreign, Nordic if foreign) of a message with these words of evidence."""
        found = {
            self._known[gram]: count
            for gram, count in _features(words).items()
            if gram in self._known
        }
        rows = self._weights[[*found]]
        values = (1 + np.log([*found.values()])) * rows[:, 2]
        values /= np.linalg.norm(values) or 1.0
        score = np.clip(values @ rows[:, :2] + self._weights[-1, :2], -30, 30)
        foreign, nordic = 1 / (1 + np.exp(-score))
        return float(foreign), float(nordic)

    def arrays(self) -> dict[str, Any]:
        return {"foreign_grams": np.array(list(self._known)), "foreign_weights": self._weights}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> ForeignModel:
        return cls(arrays["foreign_grams"].tolist(), arrays["foreign_weights"])


def _spellings(line: str) -> list[list[str]]:
    """The words of a line, also as they are written without their dots and rings."""
    words = evidence(line)
    bare = [without_marks(word) for word in words]
    return [spelling for spelling in ([words] if bare == words else [words, bare]) if spelling]


def _features(words: list[str]) -> Counter[str]:
    """Letter groups, and the words that are longer than any of them."""
    found = grams(words)
    found.update(f"={word}" for word in words if len(word) > max(ORDERS) - 1)
    return found
