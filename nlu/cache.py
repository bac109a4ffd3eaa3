"""Vectors of training messages on disk, so that retraining after a small edit is quick."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlu.minilm import SentenceEncoder

FOLDER = Path(".saldo/cache")
_KEEP = 40_000


def encode_cached(
    encoder: SentenceEncoder, texts: Sequence[str], folder: Path = FOLDER
) -> np.ndarray:
    """As ``encoder.encode``; texts that were seen before are read from ``folder``."""
    made_by = f"{encoder.name} {encoder.engine}"
    path = folder / f"vectors-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}.npz"
    known = _read(path)
    missing = sorted({text for text in texts if _key(text) not in known})
    if missing:
        known.update(zip(map(_key, missing), encoder.encode(missing), strict=True))
        _write(path, known)
    return np.stack([known[_key(text)] for text in texts]).astype(np.float32)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path) as arrays:
            return dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}  # none yet, or cut short by a full disk: it is only a cache


def _write(path: Path, known: dict[str, np.ndarray]) -> None:
    keys = list(known)[-_KEEP:]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".npz", delete=False) as file:
            np.savez(file, keys=np.array(keys), vectors=np.stack([known[k] for k in keys]))
        os.replace(file.name, path)
    except OSError:
        return  # a read-only folder costs time, not the training
