"""Training messages as the intent model reads them, and the model that they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nlu.cache import encode_cached
from nlu.encoder import Encoder
from nlu.english import SecondOpinion
from nlu.extract import read
from nlu.fusion import FusionModel
from nlu.marks import SECRET
from nlu.minilm import SentenceEncoder
from nlu.plain import plain_text


class Row(NamedTuple):
    """One labelled message: plain text, intent, whether it is known to be Swedish."""

    text: str
    intent: str
    swedish: bool


def rows_of(text: str, intent: str, swedish: bool) -> list[Row]:
    """From a message as a customer writes it.

    One that tells a secret is learnt as the bot reads it, and as it is written: what the shield
    (shield/secrets.py) sees needs no model, and what it doesn't see stands in the message.
    """
    reading = read(text)
    said = [plain_text(reading)]
    if intent == SECRET and reading.secrets:
        said.append(plain_text(replace(reading, secrets=())))
    return [Row(each, intent, swedish) for each in said]


def vectors_of(texts: Sequence[str], encoder: Encoder) -> np.ndarray:
    """(len(texts), dimension); kept on disk, since a text always has the same vector."""
    return encode_cached(encoder, texts)


def fit_english(
    model: FusionModel, rows: Sequence[Row], encoder: SentenceEncoder | None
) -> SecondOpinion | None:
    """A second opinion on English messages, beside the ``model`` of all ``rows``; None without
    an ``encoder`` for it, or where the model has no vectors, either."""
    if encoder is None or not model.encoder:
        return None
    english = np.array([at for at, each in enumerate(rows) if not each.swedish], dtype=np.int64)
    labels = np.array([model.classes.index(each.intent) for each in rows])
    texts = [rows[at].text for at in english]
    vectors = encode_cached(encoder, texts) if texts else np.zeros((0, 0), np.float32)
    return SecondOpinion.fit(model, labels, english, vectors, encoder)


def fit(rows: Sequence[Row], encoder: Encoder | None) -> FusionModel:
    """The model of these messages; of their words alone where there is no encoder."""
    texts, intents, swedish = (list(column) for column in zip(*rows, strict=True))
    if encoder is None:
        return FusionModel.fit(texts, intents, swedish=swedish)
    vectors = vectors_of(texts, encoder)
    return FusionModel.fit(texts, intents, vectors, encoder.name, swedish, encoder.width)
