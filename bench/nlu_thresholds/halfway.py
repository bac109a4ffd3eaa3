"""What it costs, and spares, to leave the encoder half-way (nlu/ranking.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from bench.nlu_thresholds.predictions import Kept, Learnt, ranked
from nlu import ranking
from nlu.encoder import InTwoSteps, load_encoder
from nlu.marks import THEFT
from nlu.rows import Row

SURE = (0.8, 0.85, 0.9, 0.92, 0.95, 0.97, 0.99)
NO_THEFT = (0.01, 0.003, 0.0015)


def leaving_halfway(parts: Iterable[tuple[Learnt, list[Row]]], alert: float) -> Iterator[str]:
    """A line for each threshold, of messages that the models were not trained on.

    ``alert``: from which probability of a theft on the bot asks.
    """
    encoder = load_encoder()
    if not isinstance(encoder, InTwoSteps):
        yield "\nThis encoder has no half-way layer."
        return
    reader, told = Kept(encoder), []
    for learnt, new in parts:
        model, texts = learnt.model, [r.text for r in new]
        asked, begun = model.ask(texts), reader.begin(texts)
        half = model.halfway(asked, model.alike(0, begun.vectors))
        whole = ranked(learnt, texts, new, as_written=True)
        told.append((half, whole, np.array([model.classes.index(r.intent) for r in new])))
        classes = model.classes
    half, whole, wanted = (np.concatenate(column) for column in zip(*told, strict=True))
    yield f"\nhalf-way: {right(half, wanted)} right; to the end: {right(whole, wanted)}"
    theft = classes.index(THEFT)
    best = half.argmax(axis=1)
    for at in SURE:
        for trace in NO_THEFT:
            left = ranking.sure(half, classes, at, trace)
            both = np.where(left[:, None], half, whole)
            lost = (wanted == theft) & left & (best != theft)
            chosen = (at, trace) == (ranking._SURE, ranking._NO_THEFT)
            yield (
                f"  {at:.2f} and {trace:.4f}: {left.mean():.1%} left half-way, "
                f"{right(both, wanted)} right, {(best == whole.argmax(axis=1))[left].mean():.2%} "
                f"of those left as by the whole; thefts left as something else: {lost.sum()} of "
                f"{(wanted == theft).sum()}, {(lost & (whole[:, theft] >= alert)).sum()} of them "
                f"asked about by the whole{' (chosen)' if chosen else ''}"
            )


def right(odds: np.ndarray, wanted: np.ndarray) -> str:
    return f"{(odds.argmax(axis=1) == wanted).mean():.2%}"
