"""How alike two messages are, and the ridge regression that learns from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nlu.authorship import denials
from nlu.direction import directions

_AT_ONCE = 1_000


class Shape(NamedTuple):
    """What was tuned, by cross-validation."""

    width: float = 0.6  # of the Gaussian over centred unit vectors
    early: float = 0.4  # share of the encoder's half-way layer, where it gives two and is worth it
    words: float = 0.1  # share of the words in the kernel
    words_halfway: float = 0.2  # and where only the half-way layer is known
    english: float = 0.4  # share of the second opinion on English messages (nlu/english.py)
    told: float = 0.1  # how much less alike two messages are that tell of another way or hand
    ridge: float = 0.015
    ridge_counts: float = 0.2  # where words are all there is
    sharpness: float = 15.0  # scores to log-probabilities, so that confidences mean what they say


SHAPE = Shape()


def shares(parts: int, early: float) -> list[float]:
    """What each part of a vector counts for, of one or two. ``early``: the first's, of two."""
    return [1.0] if parts == 1 else [early, 1 - early]


def tongue(parts: np.ndarray, swedish: Sequence[bool] | None) -> np.ndarray:
    """The direction from English to Swedish in each part, of length 1; zero where unknown.

    ``parts``: (parts, n, width). Returns (parts, width).
    """
    mask = np.asarray(swedish if swedish is not None else [], dtype=bool)
    if mask.all() or not mask.any():
        return np.zeros_like(parts[:, 0])
    return _unit(parts[:, mask].mean(axis=1) - parts[:, ~mask].mean(axis=1))


def centred(vectors: np.ndarray, mean: np.ndarray, tongue: np.ndarray) -> np.ndarray:
    """e5's vectors sit in a narrow cone: without their mean they spread over the sphere.

    ``vectors``: (n, width); ``mean``, ``tongue``: (width,). Rows of length 1.
    """
    moved = vectors - mean
    return _unit(moved - np.outer(moved @ tongue, tongue))


def told(texts: Sequence[str]) -> np.ndarray:
    """(len(texts), 3): which way the money went, and whether by another hand."""
    return np.hstack([directions(texts), denials(texts)])


def kernel(meant: np.ndarray, said: np.ndarray, apart: np.ndarray, words: float) -> np.ndarray:
    """A Gaussian over what is meant, and the cosines of what is said; less of both where what is
    told is ``apart``. All (m, n); in place of ``meant``, which may be big. ``words``: their share.
    """
    alike = np.subtract(meant, 1, out=meant)
    alike *= 2 * SHAPE.width
    np.exp(alike, out=alike)
    alike *= 1 - words
    alike += words * said
    alike *= np.exp(-SHAPE.told * apart)
    return alike


def solve(matrix: np.ndarray, labels: np.ndarray, classes: int, ridge: float) -> np.ndarray:
    """Kernel ridge regression on one-hot labels; small intents weigh more (by a square root).

    ``matrix``: (n, n) float32, symmetric; overwritten. Returns (n, classes) float32.
    """
    from scipy.linalg import cho_factor, cho_solve

    matrix[np.diag_indices(len(labels))] += _penalty(labels, classes, ridge).astype(np.float32)
    # Transposed it is the same, and lies as the solver wants it: no copy.
    factor = cho_factor(matrix.T, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, (np.eye(classes)[labels] - 1 / classes).astype(np.float32)))


def left_out(matrix: np.ndarray, labels: np.ndarray, classes: int, ridge: float) -> np.ndarray:
    """(n, classes): the probabilities of each message by the model of all others; in closed form.

    As ``solve``, whose matrix this does not overwrite; of few messages, since it inverts.
    """
    target = np.eye(classes)[labels] - 1 / classes
    inverse = np.linalg.inv(matrix + np.diag(_penalty(labels, classes, ridge)))
    scores = target - inverse @ target / np.diag(inverse)[:, None]
    return softmax(scores * SHAPE.sharpness)


def log_loss(odds: np.ndarray, labels: np.ndarray) -> float:
    """Of probabilities (n, classes): the mean of what they give the wanted ones."""
    return float(-np.log(odds[np.arange(len(labels)), labels] + 1e-12).mean())


def mixed(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    """Probabilities (n, classes), mixed in log-probability. ``share``: of the other."""
    odds = np.power(one, 1 - share) * np.power(other, share)
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def a_few_of(count: int) -> Iterator[slice]:
    """Training messages that are compared with all others at once: memory for the others."""
    return (slice(start, start + _AT_ONCE) for start in range(0, count, _AT_ONCE))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows of sum 1."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def _penalty(labels: np.ndarray, classes: int, ridge: float) -> np.ndarray:
    """Small intents weigh more, by a square root."""
    share = np.bincount(labels, minlength=classes) / len(labels)
    return np.asarray(ridge * np.sqrt(classes * share[labels]))


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))
