"""What each threshold would cost, from predictions alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass

import numpy as np

OUT, THEFT = "out_of_scope", "security_breach"
GRID = np.round(np.arange(0.0, 1.0, 0.02), 2)
FINE = np.round(np.arange(0.002, 0.2, 0.002), 3)


@dataclass(frozen=True)
class Predictions:
    """``odds``: (messages, classes), as the model gives them; ``wanted``: the labels."""

    classes: list[str]
    odds: np.ndarray
    wanted: list[str]

    @property
    def right(self) -> np.ndarray:
        """Which messages are understood without asking."""
        best = self.odds.argmax(axis=1)
        return np.array([self.classes[i] == w for i, w in zip(best, self.wanted, strict=True)])

    @property
    def in_scope(self) -> np.ndarray:
        return np.array([w != OUT for w in self.wanted])

    def of(self, intent: str) -> np.ndarray:
        """The probability of one intent in each message."""
        return np.asarray(self.odds[:, self.classes.index(intent)])


@dataclass(frozen=True)
class Point:
    """Shares of all messages. ``asked``: for nothing; ``wrong``: answered beside the point."""

    at: float
    asked: float
    wrong: float

    def cost(self, wrong_is_worth: float) -> float:
        """A needless question costs 1, a wrong answer ``wrong_is_worth``."""
        return self.asked + wrong_is_worth * self.wrong


def rephrase(predictions: Predictions, grid: Sequence[float] = tuple(GRID)) -> list[Point]:
    """Asking to rephrase wherever the best intent has less than the threshold."""
    best = predictions.odds.max(axis=1)
    return [_point(at, best < at, predictions.right) for at in grid]


def two_buttons(
    predictions: Predictions, threshold: float, grid: Sequence[float] = tuple(GRID)
) -> list[Point]:
    """Offering the best two wherever they are nearer to each other than the margin."""
    ordered = np.sort(predictions.odds, axis=1)[:, ::-1]
    low, margin = ordered[:, 0] < threshold, ordered[:, 0] - ordered[:, 1]
    return [_point(at, low | (margin < at), predictions.right) for at in grid]


@dataclass(frozen=True)
class AlertPoint:
    """``missed``: share of thefts read as something else, unasked; ``false``: of all others."""

    at: float
    missed: float
    false: float


def alert(
    predictions: Predictions, safe: Collection[str], grid: Sequence[float] = tuple(FINE)
) -> list[AlertPoint]:
    """Asking about a theft from this probability on, whatever else seems more likely.

    Where an intent in ``safe`` is the best, nobody asks: a person, or a next turn, is at hand.
    """
    best = [predictions.classes[i] for i in predictions.odds.argmax(axis=1)]
    theft = np.array([w == THEFT for w in predictions.wanted])
    caught = np.array([b in safe for b in best])
    odds = predictions.of(THEFT)
    points = []
    for at in grid:
        asks = (odds >= at) & ~caught
        missed = theft & ~caught & ~asks
        points.append(
            AlertPoint(at, missed.sum() / max(theft.sum(), 1), (asks & ~theft).sum() / len(theft))
        )
    return points


def answered_as_a_theft(
    predictions: Predictions, safe: Set[str], least: float, grid: Sequence[float]
) -> list[AlertPoint]:
    """Answering at once as a theft what is ``least`` likely one, and so much as likely as the best:
    a point for each such share. As nlu/fears.py, for ``safe`` see ``alert``."""
    best = predictions.odds.max(axis=1)
    kept = np.isin(predictions.odds.argmax(axis=1), _places(predictions.classes, safe - {THEFT}))
    theft = np.array([w == THEFT for w in predictions.wanted])
    odds = predictions.of(THEFT)
    others = predictions.odds[:, _places(predictions.classes, {"third_party"})].sum(axis=1)
    points = []
    for share in grid:
        taken = ~kept & (odds >= np.maximum(np.maximum(share * best, least), others))
        missed = (theft & ~taken).sum() / max(theft.sum(), 1)
        points.append(AlertPoint(share, missed, (taken & ~theft).sum() / len(theft)))
    return points


def _places(classes: Sequence[str], names: Collection[str]) -> list[int]:
    return [at for at, name in enumerate(classes) if name in names]


def calibration_error(predictions: Predictions, bins: int = 15) -> float:
    """Expected calibration error of the best intent's probability, equal bins."""
    best = predictions.odds.max(axis=1)
    place = np.minimum((best * bins).astype(int), bins - 1)
    gaps = [
        abs(best[place == b].mean() - predictions.right[place == b].mean()) * np.mean(place == b)
        for b in np.unique(place)
    ]
    return float(sum(gaps))


def _point(at: float, asks: np.ndarray, right: np.ndarray) -> Point:
    return Point(float(at), float(np.mean(asks & right)), float(np.mean(~asks & ~right)))
