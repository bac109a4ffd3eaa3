"""How likely each intent is: of a message as it is written, and as it was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np

from nlu.encoder import InTwoSteps
from nlu.english import Heard, SecondOpinion
from nlu.fusion import Asked, FusionModel
from nlu.kernel import mixed
from nlu.marks import THEFT
from nlu.side_by_side import both
from nlu.vocabulary import vocabulary

# Weight of the reading with its words put right, beside the one as written (in log-probability):
# bench/nlu_thresholds/README.md.
_PUT_RIGHT = 0.5

# Where half of the encoder's layers tell this much, the others are not run. Swept over held-out
# training messages: bench/nlu_thresholds/README.md.
_SURE, _NO_THEFT = 0.92, 0.0015


class Reader(Protocol):
    """What is asked of the encoder (nlu/encoder.py)."""

    def encode(self, texts: Sequence[str]) -> np.ndarray: ...

    def knows(self, word: str) -> bool: ...


def probabilities(
    model: FusionModel,
    texts: Sequence[str],
    reader: Reader | None,
    foreign: Collection[str] = (),
    second: SecondOpinion | None = None,
    english: Collection[str] = (),
) -> np.ndarray:
    """(len(texts), len(model.classes)), rows of sum 1; see ``with_parts``."""
    return with_parts(model, texts, (), reader, foreign, second, english)[0]


def with_parts(
    model: FusionModel,
    texts: Sequence[str],
    parts: Sequence[str],
    reader: Reader | None,
    foreign: Collection[str] = (),
    second: SecondOpinion | None = None,
    english: Collection[str] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """(len(texts), classes) and (len(parts), classes), rows of sum 1.

    ``texts``: plain (nlu/plain.py). ``parts``: of the first text; looked at in passing only, in
    its context, where the encoder can. ``reader``: None for a model that knows words alone.
    ``foreign``: those of a language whose words the model was not taught, and which are no
    misspelt Swedish or English. ``second``: asked of those that are plainly ``english``.
    """
    coins = vocabulary().units

    def is_word(word: str) -> bool:
        return word in coins or (reader is not None and reader.knows(word))

    def meant(text: str) -> str:
        return text if text in foreign else model.spelling.meant(text, is_word)

    put_right = [*map(meant, texts)]
    in_english = {*english, *(m for t, m in zip(texts, put_right, strict=True) if t in english)}

    def heard(read: Sequence[str]) -> Heard | None:
        return second.read(read, in_english) if second else None

    def mended(odds: np.ndarray, asked: Asked, heard: Heard | None) -> np.ndarray:
        return second.beside(odds, asked, heard) if second and heard else odds

    readings = [*dict.fromkeys([*texts, *put_right])]
    row = {reading: at for at, reading in enumerate(readings)}
    pairs = np.array([[row[t], row[m]] for t, m in zip(texts, put_right, strict=True)])
    if not (isinstance(reader, InTwoSteps) and model.knows_halfway):
        asked = model.ask(readings)
        odds = model.by_vectors(asked, reader.encode(readings)) if reader else model.by_words(asked)
        odds = mended(odds, asked, heard(readings))
        glanced = probabilities(model, parts, reader, foreign) if parts else odds[:0]
        return _mixed(odds, pairs), glanced
    steps = reader
    stretches = [*map(meant, parts)]
    begun, asked = both(lambda: steps.begin(readings), lambda: model.ask([*readings, *stretches]))
    vectors = [begun.vectors]
    if parts:
        vectors.append(reader.stretches(begun, pairs[0, 1], put_right[0], stretches))
    alike = model.alike(0, np.concatenate(vectors))
    halfway = model.halfway(asked, alike)
    odds = _mixed(halfway[: len(readings)], pairs)
    surely = sure(odds, model.classes, _SURE, _NO_THEFT) & np.array(
        [text not in foreign for text in texts]
    )
    if not surely.all():
        which = np.unique(pairs[~surely])
        rest, also = both(
            lambda: steps.finish(begun, which.tolist()),
            lambda: heard([readings[at] for at in which]),
        )
        some = Asked(*(each[which] for each in asked))
        whole = mended(model.whole(some, [alike[which], model.alike(1, rest)]), some, also)
        odds[~surely] = _mixed(whole, np.searchsorted(which, pairs[~surely]))
    return odds, halfway[len(readings) :]


def sure(odds: np.ndarray, classes: Sequence[str], least: float, no_theft: float) -> np.ndarray:
    """(n,) bool: whether the half-way ``odds`` (n, classes) tell enough.

    ``least``: of the first. ``no_theft``: the most of a theft, where that is not the first: on a
    trace of it depends what is answered and what is offered.
    """
    surely = odds.max(axis=1) >= least
    if THEFT in classes:
        theft = classes.index(THEFT)
        surely &= (odds[:, theft] <= no_theft) | (odds.argmax(axis=1) == theft)
    return np.asarray(surely)


def _mixed(odds: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Of the readings' ``odds``: those of each pair (as written, put right), (n, classes)."""
    return mixed(odds[pairs[:, 0]], odds[pairs[:, 1]], _PUT_RIGHT)
