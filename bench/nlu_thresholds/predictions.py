"""Predictions for messages that the model at hand was not trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.nlu.datasets import rasa_examples
from bench.nlu_thresholds.sweep import Predictions
from nlu.cache import encode_cached
from nlu.encoder import Encoder, load_encoder, load_english_encoder
from nlu.english import SecondOpinion
from nlu.fusion import FusionModel
from nlu.minilm import SentenceEncoder
from nlu.onnx_encoder import Halfway
from nlu.ranking import probabilities
from nlu.rows import Row, fit, fit_english, rows_of, vectors_of

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


@dataclass
class KeptEnglish:
    """The same for the encoder that knows English alone."""

    encoder: SentenceEncoder

    @property
    def name(self) -> str:
        return self.encoder.name

    @property
    def engine(self) -> str:
        return self.encoder.engine

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return encode_cached(self.encoder, texts)


class Learnt(NamedTuple):
    """What training makes of messages."""

    model: FusionModel
    second: SecondOpinion | None


def learn(rows: Sequence[Row]) -> Learnt:
    """As nlu/intents.py does."""
    model, english = fit(rows, load_encoder()), load_english_encoder()
    return Learnt(model, fit_english(model, rows, KeptEnglish(english) if english else None))


def ranked(
    learnt: Learnt, texts: Sequence[str], rows: Sequence[Row], as_written: bool = False
) -> np.ndarray:
    """(len(texts), classes), as the bot ranks them; ``rows`` tell their languages.

    ``as_written``: no word put right, and by the whole encoder.
    """
    encoder = load_encoder()
    english = {text for text, r in zip(texts, rows, strict=True) if not r.swedish}
    reader = Kept(encoder) if encoder else None
    foreign = {*texts} if as_written else set()
    return probabilities(learnt.model, texts, reader, foreign, learnt.second, english)


def read_rows(folder: Path) -> list[Row]:
    """The labelled messages of both languages, as the model reads them."""
    return [
        row
        for language in LANGUAGES
        for text, intent in rasa_examples(folder / language)
        for row in rows_of(text, intent, language == "sv")
    ]


def on_development() -> dict[str, Predictions]:
    """Language to predictions, by a model of all training messages."""
    return _predict(learn(read_rows(TRAINING)), read_rows(DEVELOPMENT))


def held_out(folds: int = 3) -> Iterator[tuple[Learnt, list[Row]]]:
    """For each part of the training messages: a model of the others, and the part."""
    rows = read_rows(TRAINING)
    fold = np.random.default_rng(0).permutation(len(rows)) % folds
    for number in range(folds):
        known = [r for r, f in zip(rows, fold, strict=True) if f != number]
        new = [r for r, f in zip(rows, fold, strict=True) if f == number]
        yield learn(known), new


def cross_validated(parts: Iterable[tuple[Learnt, list[Row]]]) -> dict[str, Predictions]:
    """Language to predictions for the training messages, each by a model without its fold."""
    told = [_predict(learnt, new) for learnt, new in parts]
    return {language: _together([each[language] for each in told]) for language in LANGUAGES}


def _predict(learnt: Learnt, new: Sequence[Row]) -> dict[str, Predictions]:
    odds = ranked(learnt, [r.text for r in new], new)
    swedish = np.array([r.swedish for r in new])
    return {
        language: Predictions(
            learnt.model.classes,
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
