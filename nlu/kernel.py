"""How alike two messages are, and the ridge regression that learns from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlu.authorship import denials
from nlu.direction import directions


class Shape(NamedTuple):
    """What was tuned, by cross-validation."""

    width: float = 0.6  # of the Gaussian over centred unit vectors
    early: float = 0.4  # share of the encoder's half-way layer, where it gives two
    words: float = 0.1  # share of the words in the kernel
    words_halfway: float = 0.2  # and where only the half-way layer is known
    told: float = 0.1  # how much less alike two messages are that tell of another way or hand
    ridge: float = 0.015
    ridge_counts: float = 0.2  # where words are all there is
    sharpness: float = 16.0  # scores to log-probabilities, so that confidences mean what they say


SHAPE = Shape()


def shares(parts: int) -> list[float]:
    """What each part of a vector counts for, of one or two."""
    return [1.0] if parts == 1 else [SHAPE.early, 1 - SHAPE.early]


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

    share = np.bincount(labels, minlength=classes) / len(labels)
    penalty = ridge * np.sqrt(classes * share[labels])
    matrix[np.diag_indices(len(labels))] += penalty.astype(np.float32)
    # Transposed it is the same, and lies as the solver wants it: no copy.
    factor = cho_factor(matrix.T, lower=True, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, (np.eye(classes)[labels] - 1 / classes).astype(np.float32)))


def _unit(rows: np.ndarray) -> np.ndarray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9))
