"""Layers of the encoder as an ONNX graph: the states of each word piece, before and after them.

Whatever the weights have (4 bits in blocks of 32, or 32 bits), here they get 7 bits and one scale a
column, since the quickest kernels know no blocks. 7 and not 8: the sum of two products with an
8-bit input then fits in 16 bits, so that processors with and without VNNI give the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

BEFORE, APART, AFTER = "before", "apart", "after"
_MICROSOFT = "com.microsoft"
_TOP = 63  # 7 bits
_UNSEEN = -1e4


class BertWeights(Protocol):
    """Of an encoder of BERT's shape. Names: ``emb.ln`` and, of the layers, ``l0.q`` (``k``, ``v``,
    ``ao``: attention's output, ``aln``: its norm, ``fi``, ``fo``: the wide layer, ``oln``)."""

    @property
    def width(self) -> int: ...

    @property
    def heads(self) -> int: ...

    @property
    def epsilon(self) -> float: ...

    def floats(self, name: str) -> np.ndarray:
        """A norm's or product's ``.w`` or ``.b``: flat, float32."""
        ...

    def columns(self, name: str, outputs: int) -> np.ndarray:
        """The matrix of the product ``name``: (inputs, ``outputs``) float32."""
        ...


def encoder_graph(weights: BertWeights, first: int, last: int) -> bytes:
    """A serialised model of the layers ``first`` to ``last`` (1 is the lowest): BEFORE -> AFTER.

    Both (pieces, width), float32; before the lowest layer come the vectors of the pieces. APART:
    (pieces, pieces), float32, what is added to how much one piece looks at another (``apart``).
    """
    from onnx import TensorProto, helper

    builder = _Builder(weights)
    builder.layers(BEFORE, first, last)
    given, made = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["pieces", weights.width])
        for name in (BEFORE, AFTER)
    )
    apart = helper.make_tensor_value_info(APART, TensorProto.FLOAT, ["pieces", "pieces"])
    graph = helper.make_graph(builder.nodes, "encoder", [given, apart], [made], builder.constants)
    versions = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=versions, ir_version=9)
    return bytes(model.SerializeToString())


def run(session: Any, texts: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The states of each of ``texts`` (pieces, width) after the layers of ``session``.

    All are run at once, since most of the time is spent on reading the weights. No text sees
    another one, but the input's rounding is that of them all: alone a text comes out a little
    different (cosine 0.99 and more).
    """
    sizes = [len(text) for text in texts]
    given = {BEFORE: np.concatenate(texts), APART: apart(sizes)}
    made = session.run([AFTER], given)[0]
    return np.split(made, np.cumsum(sizes)[:-1])


def apart(sizes: Sequence[int]) -> np.ndarray:
    """(n, n) float32 for texts of so many pieces, n together: 0 within a text, else very little."""
    text = np.repeat(np.arange(len(sizes)), sizes)
    return np.where(text[:, None] == text, np.float32(0), np.float32(_UNSEEN))


class _Builder:
    def __init__(self, weights: BertWeights) -> None:
        self._w = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def layers(self, x: str, first: int, last: int) -> None:
        """A BERT encoder: attention and a wide layer, each added to its input and normalised."""
        x = self._norm(x, "emb.ln") if first == 1 else x
        for number in range(first, last + 1):
            layer = f"l{number - 1}."
            x = self._norm(self._op("Add", x, self._attention(x, layer)), layer + "aln")
            wide = self._op("Gelu", self._linear(x, layer + "fi"), domain=_MICROSOFT)
            x = self._norm(self._op("Add", x, self._linear(wide, layer + "fo")), layer + "oln")
        self._op("Identity", x, outs=[AFTER])

    def _attention(self, x: str, layer: str) -> str:
        head = self._w.width // self._w.heads
        split = self._constant(layer + "split", np.array([-1, self._w.heads, head]))
        together = self._constant(layer + "together", np.array([-1, self._w.width]))
        scale = self._constant(layer + "scale", np.array(1 / np.sqrt(head), np.float32))
        # One product for the three: each rounds the same input, and a column has its own scale.
        parts = [layer + part for part in "qkv"]
        self._op("Split", self._linear(x, *parts), outs=parts, axis=-1)
        query, key, value = (self._op("Reshape", part, split) for part in parts)
        query = self._op("Transpose", query, perm=[1, 0, 2])
        key = self._op("Transpose", key, perm=[1, 2, 0])
        value = self._op("Transpose", value, perm=[1, 0, 2])
        looks = self._op("Mul", self._op("MatMul", query, key), scale)
        looks = self._op("Add", looks, APART)
        seen = self._op("MatMul", self._op("Softmax", looks, axis=-1), value)
        seen = self._op("Reshape", self._op("Transpose", seen, perm=[1, 0, 2]), together)
        return self._linear(seen, layer + "ao")

    def _linear(self, x: str, *names: str) -> str:
        """The products with each of the matrices, side by side."""
        biases = [self._w.floats(name + ".b") for name in names]
        columns = np.hstack(
            [self._w.columns(n, len(b)) for n, b in zip(names, biases, strict=True)]
        )
        bias, name = np.concatenate(biases), names[0]
        scales = np.maximum(np.abs(columns).max(axis=0), 1e-12) / _TOP
        whole = np.rint(columns / scales).astype(np.int8)
        return self._op(
            "DynamicQuantizeMatMul",
            x,
            self._constant(name + ".w", whole),
            self._constant(name + ".s", scales.astype(np.float32)),
            self._constant(name + ".z", np.zeros(len(bias), dtype=np.int8)),
            self._constant(name + ".b", bias),
            domain=_MICROSOFT,
        )

    def _norm(self, x: str, name: str) -> str:
        parts = [self._constant(name + end, self._w.floats(name + end)) for end in (".w", ".b")]
        return self._op("LayerNormalization", x, *parts, axis=-1, epsilon=self._w.epsilon)

    def _constant(self, name: str, values: Any) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _op(
        self, kind: str, *inputs: str, outs: Sequence[str] = (), domain: str = "", **how: Any
    ) -> str:
        """Name of what the node makes: the first of ``outs``, or a new one."""
        from onnx import helper

        outs = outs or [f"{kind.lower()}-{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, inputs, outs, domain=domain, **how))
        return outs[0]
