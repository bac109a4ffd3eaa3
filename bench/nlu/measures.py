"""The figures, each from what a pipeline answered; nothing here knows Rasa."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

ASK = "nlu_fallback"
"""Rasa's name for "too unsure to answer"; no label of any data set."""
BINS = 15
"""Of equal width over the confidence, for the expected calibration error."""
KEPT = 0.95


@dataclass(frozen=True)
class Answer:
    """One message: the label that it has, and what was made of it.

    ``intent`` is what the pipeline answered (``nlu_fallback`` where it asks). ``ranking`` holds
    (label, confidence 0 to 1), and only labels that the data set has.
    """

    text: str
    wanted: str
    intent: str
    ranking: tuple[tuple[str, float], ...]

    @property
    def choice(self) -> str:
        """The answer, or where the pipeline asks, the label that it holds most likely."""
        names = {name for name, _ in self.ranking}
        if self.intent in names:
            return self.intent
        return max(self.ranking, key=lambda one: one[1])[0] if self.ranking else ""

    @property
    def confidence(self) -> float:
        return dict(self.ranking).get(self.choice, 0.0)

    @property
    def right(self) -> bool:
        return self.choice == self.wanted

    @property
    def answered_right(self) -> bool:
        """Asking counts as wrong."""
        return self.intent == self.wanted

    def best_but(self, label: str) -> str:
        """The most likely label apart from ``label``; "" where there is none."""
        others = [one for one in self.ranking if one[0] != label]
        return max(others, key=lambda one: one[1])[0] if others else ""

    def familiarity(self, out_of_scope: str) -> float:
        """-1 (surely out of scope) to 1 (surely one of the other labels)."""
        odds = dict(self.ranking)
        beside = odds.pop(out_of_scope, 0.0)
        return max(odds.values(), default=0.0) - beside


def answer(
    text: str,
    wanted: str,
    intent: str | None,
    ranking: Iterable[tuple[str, float]],
    labels: Collection[str],
) -> Answer:
    """An Answer without the labels that the data set does not have."""
    known = tuple((name, float(odds)) for name, odds in ranking if name in labels)
    return Answer(text, wanted, intent or "", known)


def accuracy(answers: Sequence[Answer]) -> float:
    return sum(a.right for a in answers) / len(answers)


def f1_by_label(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """F1 (0 to 1) of each label that is wanted, from (wanted, got) pairs."""
    right = Counter(wanted for wanted, got in pairs if wanted == got)
    wanted_of, got_of = Counter(w for w, _ in pairs), Counter(g for _, g in pairs)
    return {i: 2 * right[i] / (wanted_of[i] + got_of[i]) for i in sorted(wanted_of)}


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 over the labels that are wanted, each counting the same."""
    scores = f1_by_label(pairs)
    return sum(scores.values()) / len(scores)


def pairs(answers: Sequence[Answer]) -> list[tuple[str, str]]:
    """(wanted, first choice)."""
    return [(a.wanted, a.choice) for a in answers]


@dataclass(frozen=True)
class Bin:
    """Messages of like confidence: their mean confidence, share of right ones, and number."""

    confidence: float
    right: float
    count: int


def reliability(answers: Sequence[Answer], bins: int = BINS) -> list[Bin]:
    """The calibration curve: the filled ones of ``bins`` bins of equal width."""
    filled: dict[int, list[Answer]] = {}
    for one in answers:
        filled.setdefault(min(int(one.confidence * bins), bins - 1), []).append(one)
    return [
        Bin(sum(a.confidence for a in group) / len(group), accuracy(group), len(group))
        for _, group in sorted(filled.items())
    ]


def calibration_error(answers: Sequence[Answer], bins: int = BINS) -> float:
    """Expected calibration error: the bins' |share right - mean confidence|, weighted by size."""
    curve = reliability(answers, bins)
    return sum(b.count * abs(b.right - b.confidence) for b in curve) / len(answers)


def separation(answers: Sequence[Answer], out_of_scope: str) -> float | None:
    """AUROC of out-of-scope messages against the rest; None where either is missing.

    The chance that a message of the one kind is less familiar than one of the other (ties half).
    """
    out = sorted(a.familiarity(out_of_scope) for a in answers if a.wanted == out_of_scope)
    inside = sorted(a.familiarity(out_of_scope) for a in answers if a.wanted != out_of_scope)
    if not out or not inside:
        return None
    values = Counter(out), Counter(inside)
    below = won = 0.0
    for value in sorted({*out, *inside}):
        won += values[1][value] * (below + values[0][value] / 2)
        below += values[0][value]
    return won / (len(out) * len(inside))


def rejected(answers: Sequence[Answer], out_of_scope: str, kept: float = KEPT) -> float | None:
    """Out-of-scope recall at ``kept`` of the in-scope accuracy; None where either is missing.

    A message is answered with its best in-scope label where its familiarity reaches a threshold.
    The threshold is the highest at which at least ``kept`` of the in-scope messages that are
    right without it still are; the recall is the share of out-of-scope messages below it.
    """
    out = [a.familiarity(out_of_scope) for a in answers if a.wanted == out_of_scope]
    right = sorted(
        a.familiarity(out_of_scope)
        for a in answers
        if a.wanted != out_of_scope and a.best_but(out_of_scope) == a.wanted
    )
    if not out or not right:
        return None
    threshold = right[len(right) - math.ceil(kept * len(right))]
    return sum(value < threshold for value in out) / len(out)
