"""The four pipelines, as the config.yml that a user would write."""

from __future__ import annotations

import hashlib
import importlib.metadata
from pathlib import Path
from typing import Any

import yaml

from bench.nlu.datasets import ROOT, DataSet
from nlu.encoder import load_encoder
from nlu.sources import sources_fingerprint

SALDO, DIET, COUNTS, EMBEDDING = "saldo", "diet", "counts", "embedding"
TITLES = {
    SALDO: "Saldo",
    DIET: "Rasa's default (DIET)",
    COUNTS: "CountVectors + LogisticRegression",
    EMBEDDING: "the encoder + LogisticRegression",
}
_FALLBACK = {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}
_COUNTS: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
    _FALLBACK,
]
_EMBEDDING: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "bench.nlu.embedding.EncoderFeaturizer"},
    {"name": "LogisticRegressionClassifier"},
    _FALLBACK,
]


def config(pipeline: str, epochs: int | None = None) -> dict[str, Any]:
    """What config.yml holds; ``epochs`` replaces DIET's own number."""
    if pipeline == SALDO:
        steps = [_absolute(step) for step in _read(ROOT / "config.yml")]
    elif pipeline == DIET:
        steps = [_with_epochs(step, epochs) for step in _read(_rasa_default())]
    else:
        steps = {COUNTS: _COUNTS, EMBEDDING: _EMBEDDING}[pipeline]
    return {"recipe": "default.v1", "assistant_id": "bench", "language": "xx", "pipeline": steps}


def fingerprint(pipeline: str, dataset: DataSet, epochs: int | None) -> str:
    """Of all that a trained model depends on."""
    parts: list[Any] = [config(pipeline, epochs), importlib.metadata.version("rasa"), dataset.train]
    if pipeline == SALDO:
        parts.append(sources_fingerprint())
    if pipeline == EMBEDDING:
        encoder = load_encoder()
        parts.append(encoder.name if encoder else "")
    content = repr(parts).replace(str(ROOT), "")
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def uses_encoder(pipeline: str) -> bool:
    return pipeline in (SALDO, EMBEDDING)


def _rasa_default() -> Path:
    """What Rasa fills in for the empty ``pipeline:`` that ``rasa init`` writes."""
    import rasa.engine.recipes.config_files as files

    return Path(next(iter(files.__path__))) / "default_config.yml"


def _read(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["pipeline"])


def _absolute(step: dict[str, Any]) -> dict[str, Any]:
    """Each training has a folder of its own, so files of the project are named in full."""
    return {
        key: str(ROOT / value)
        if isinstance(value, str) and key != "name" and (ROOT / value).exists()
        else value
        for key, value in step.items()
    }


def _with_epochs(step: dict[str, Any], epochs: int | None) -> dict[str, Any]:
    return {**step, "epochs": epochs} if epochs and "epochs" in step else step
