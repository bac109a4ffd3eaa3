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


@given(st.lists(st.one_of(st.sampled_from(LEARNT), st.text("abdeinorstv åäö05,."), st.text())))
def test_a_message_weighs_what_scikit_learn_says(texts: list[str]) -> None:
    rows = COUNTS.rows(texts)
    assert rows.shape == (len(texts), ROWS.shape[1])
    if texts:
        assert np.allclose(rows.toarray(), by_scikit_learn(texts), atol=1e-6)


def test_what_was_learnt_from_has_the_same_rows_again() -> None:
    assert np.allclose(COUNTS.rows(LEARNT).toarray(), ROWS.toarray(), atol=1e-6)
    assert np.allclose((ROWS @ ROWS.T).diagonal(), 1, atol=1e-6)


def test_nothing_known_is_a_row_of_zeros() -> None:
    assert COUNTS.rows(["", "漢字"]).nnz == 0
