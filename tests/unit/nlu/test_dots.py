"""Products in whole numbers: near the real ones, and the same in either engine."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from nlu import dots
from nlu.dots import Dots, rounded


def unit(count: int, seed: int) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, 768)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


MANY, FEW = unit(500, 1), unit(4, 2)


def test_products_are_near_the_real_ones() -> None:
    found = Dots(*rounded(MANY))(FEW)
    assert found.shape == (4, 500)
    assert found.dtype == np.float32
    assert np.abs(found - FEW @ MANY.T).max() < 0.005


def test_a_row_does_not_depend_on_its_neighbours() -> None:
    compare = Dots(*rounded(MANY))
    loud = np.vstack([FEW[:1], FEW[1:] * 9])
    assert np.array_equal(compare(loud)[0], compare(FEW[:1])[0])


def test_extremes_do_not_overflow() -> None:
    """Two products of 8 and 7 bits fit in 16: some processors add them up there."""
    same = np.ones((2, 768), dtype=np.float32)
    assert np.allclose(Dots(*rounded(same))(-same), -768)
    assert np.array_equal(Dots(*rounded(same * 0))(same), np.zeros((2, 2)))


def test_without_onnxruntime_the_products_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("onnxruntime", reason="there is nothing to compare with")
    quick = Dots(*rounded(MANY))(FEW)
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.split(".")[0] in ("onnx", "onnxruntime"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert dots._in_onnxruntime(rounded(MANY)[0]) is None
    assert np.array_equal(Dots(*rounded(MANY))(FEW), quick)
