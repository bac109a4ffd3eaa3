"""What is weighed by hand must be what scikit-learn weighs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlu.counts import WordCounts, vectorizers

LEARNT = [
    "where is my deposit",
    "my deposit, my deposit has not arrived",
    "insättningen har inte kommit",
    "0.5 btc gone",
    "n3twork 2 of 5",
    "tjena tjena",
]
COUNTS, ROWS = WordCounts.fit(LEARNT)
LEARNERS = [each.fit(LEARNT) for each in vectorizers()]


def by_scikit_learn(texts: list[str]) -> np.ndarray:
    halves = [each.transform(texts).toarray() for each in LEARNERS]
    return np.hstack(halves) * np.sqrt(1 / 2)


def rows(texts: list[str]) -> np.ndarray:
    made = np.zeros((len(texts), ROWS.shape[1]), dtype=np.float32)
    for at, text in enumerate(texts):
        columns, weights = COUNTS.row(text)
        made[at, columns] = weights
    return made


@given(st.lists(st.one_of(st.sampled_from(LEARNT), st.text("abdeinorstv åäö05,."), st.text())))
def test_a_message_weighs_what_scikit_learn_says(texts: list[str]) -> None:
    if texts:
        assert np.allclose(rows(texts), by_scikit_learn(texts), atol=1e-6)


def test_what_was_learnt_from_has_the_same_rows_again() -> None:
    assert np.allclose(rows(LEARNT), ROWS.toarray(), atol=1e-6)
    assert np.allclose((ROWS @ ROWS.T).diagonal(), 1, atol=1e-6)


def test_nothing_known_is_a_row_of_zeros() -> None:
    assert not rows(["", "漢字"]).any()


def test_what_every_tenth_text_has_is_no_feature() -> None:
    texts = [
        f"min insättning {number:x} {'saknas' if number % 20 else 'syns'}" for number in range(1500)
    ]
    counts, _ = WordCounts.fit(texts)
    words = counts.vocabularies[0]
    assert "insattning" not in words
    assert "saknas" not in words
    assert "syns" in words
    few, _ = WordCounts.fit(texts[:50])
    assert "insattning" in few.vocabularies[0], "of few texts all are kept"
