"""Predictions for messages that the model at hand was not trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.nlu.datasets import rasa_examples
from bench.nlu_thresholds.sweep import Predictions
from nlu.encoder import Encoder, load_encoder
from nlu.fusion import FusionModel
from nlu.onnx_encoder import Halfway
from nlu.ranking import probabilities
from nlu.rows import Row, fit, row, vectors_of

TRAINING, DEVELOPMENT = Path("data/nlu"), Path("tests/nlu/development")
LANGUAGES = ("en", "sv")


@dataclass
class Kept:
    """The encoder, with vectors of messages that it has seen before read from disk."""

    encoder: Encoder

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return vectors_of(texts, self.encoder)

    def begin(self, texts: Sequence[str]) -> Halfway:
        vectors = self.encode(texts)
        return Halfway(vectors[:, : self.encoder.width], [*vectors[:, self.encoder.width :]])

    def finish(self, begun: Halfway, which: Sequence[int]) -> np.ndarray:
        return np.array([begun.states[at] for at in which])

    def stretches(self, begun: Halfway, which: int, text: str, parts: Sequence[str]) -> np.ndarray:
        return self.begin(parts).vectors

    def knows(self, word: str) -> bool:
        return self.encoder.knows(word)


def read_rows(folder: Path) -> list[Row]:
    """The labelled messages of both languages, as the model reads them."""
    return [
        row(text, intent, language == "sv")
        for language in LANGUAGES
        for text, intent in rasa_examples(folder / language)
    ]


def on_development() -> dict[str, Predictions]:
    """Language to predictions, by a model of all training messages."""
    encoder = load_encoder()
    return _predict(fit(read_rows(TRAINING), encoder), read_rows(DEVELOPMENT), encoder)


def held_out(folds: int = 3) -> Iterator[tuple[FusionModel, list[Row]]]:
    """For each part of the training messages: a model of the others, and the part."""
    encoder = load_encoder()
    rows = read_rows(TRAINING)
    fold = np.random.default_rng(0).permutation(len(rows)) % folds
    for number in range(folds):
        known = [r for r, f in zip(rows, fold, strict=True) if f != number]
        new = [r for r, f in zip(rows, fold, strict=True) if f == number]
        yield fit(known, encoder), new


def cross_validated(parts: Iterable[tuple[FusionModel, list[Row]]]) -> dict[str, Predictions]:
    """Language to predictions for the training messages, each by a model without its fold."""
    encoder = load_encoder()
    told = [_predict(model, new, encoder) for model, new in parts]
    return {language: _together([each[language] for each in told]) for language in LANGUAGES}


def _predict(
    model: FusionModel, new: Sequence[Row], encoder: Encoder | None
) -> dict[str, Predictions]:
    odds = probabilities(model, [r.text for r in new], Kept(encoder) if encoder else None)
    swedish = np.array([r.swedish for r in new])
    return {
        language: Predictions(
            model.classes,
            odds[mask],
            [r.intent for r, m in zip(new, mask, strict=True) if m],
        )
        for language, mask in (("en", ~swedish), ("sv", swedish))
    }


def _together(parts: Sequence[Predictions]) -> Predictions:
    assert all(p.classes == parts[0].classes for p in parts), "a fold lacks an intent"
    return Predictions(
        parts[0].classes,
        np.vstack([p.odds for p in parts]),
        [w for p in parts for w in p.wanted],
    )
