"""How likely each intent is: of a message as it is written, and as it was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np

from nlu.encoder import InTwoSteps
from nlu.fusion import Asked, FusionModel
from nlu.marks import THEFT
from nlu.vocabulary import vocabulary

# Weight of the reading with its words put right, beside the one as written (in log-probability):
# bench/nlu/README.md.
_PUT_RIGHT = 0.5

# Where half of the encoder's layers tell this much, the others are not run. Swept over held-out
# training messages: bench/nlu_thresholds/README.md.
_SURE, _NO_THEFT = 0.93, 0.003


class Reader(Protocol):
    """What is asked of the encoder (nlu/encoder.py)."""

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...

    def knows(self, word: str) -> bool: ...


def probabilities(
    model: FusionModel,
    texts: Sequence[str],
    reader: Reader | None,
    foreign: Collection[str] = (),
    quickly: Collection[str] = (),
) -> np.ndarray:
    """(len(texts), len(model.classes)), rows of sum 1.

    ``texts``: plain (nlu/plain.py). ``reader``: None for a model that knows words alone.
    ``foreign``: those of a language whose words the model was not taught, and which are no
    misspelt Swedish or English. ``quickly``: those for which half of the encoder's layers must do.
    """
    coins = vocabulary().units

    def is_word(word: str) -> bool:
        return word in coins or (reader is not None and reader.knows(word))

    meant = [t if t in foreign else model.spelling.meant(t, is_word) for t in texts]
    readings = [*dict.fromkeys([*texts, *meant])]
    row = {reading: at for at, reading in enumerate(readings)}
    pairs = np.array([[row[t], row[m]] for t, m in zip(texts, meant, strict=True)])
    asked = model.ask(readings)
    if reader is None:
        return _mixed(model.by_words(asked), pairs)
    if not (isinstance(reader, InTwoSteps) and model.knows_halfway):
        return _mixed(model.by_vectors(asked, reader.encode(readings)), pairs)
    begun = reader.begin(readings)
    alike = model.alike(0, begun.vectors)
    odds = _mixed(model.halfway(asked, alike), pairs)
    surely = sure(odds, model.classes) & np.array([text not in foreign for text in texts])
    surely |= np.array([text in quickly for text in texts])
    if not surely.all():
        which = np.unique(pairs[~surely])
        rest = model.alike(1, reader.finish(begun, which.tolist()))
        some = Asked(*(each[which] for each in asked))
        whole = model.whole(some, [alike[which], rest])
        odds[~surely] = _mixed(whole, np.searchsorted(which, pairs[~surely]))
    return odds


def sure(odds: np.ndarray, classes: Sequence[str]) -> np.ndarray:
    """(n,) bool: whether the half-way ``odds`` (n, classes) tell enough.

    Not where there is a trace of a theft: what is answered and what is offered depends on it.
    """
    surely = odds.max(axis=1) >= _SURE
    if THEFT in classes:
        theft = classes.index(THEFT)
        surely &= (odds[:, theft] <= _NO_THEFT) | (odds.argmax(axis=1) == theft)
    return np.asarray(surely)


def _mixed(odds: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Of the readings' ``odds``: those of each pair (as written, put right), (n, classes)."""
    written, right = odds[pairs[:, 0]], odds[pairs[:, 1]]
    mixed = np.power(written, 1 - _PUT_RIGHT) * np.power(right, _PUT_RIGHT)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))
