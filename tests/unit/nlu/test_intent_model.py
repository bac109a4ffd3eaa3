"""The intent model, the vectors behind it, and what happens where they cannot be made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu import fusion
from nlu.cache import encode_cached
from nlu.fusion import FusionModel
from nlu.kernel import SHAPE, left_out, log_loss, softmax

TEXTS = [
    "where is my deposit",
    "my deposit has not arrived",
    "deposit missing",
    "insättningen har inte kommit",
    "min insättning saknas",
    "var är min insättning",
    "hello",
    "hi there",
    "hej",
    "good morning",
    "god morgon",
    "tjena",
    "is the site down",
    "is okx down",
    "status of the system",
    "ligger ni nere",
    "funkar sidan",
    "driftstörning",
]
INTENTS = ["deposit"] * 6 + ["greet"] * 6 + ["status"] * 6


class LetterEncoder:
    """Stands in for the real one: counts letters. Knows how often it was asked."""

    name = "letters"
    engine = "test"
    width = 29

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        rows = [[text.count(c) + 0.01 for c in "abcdefghijklmnopqrstuvwxyzåäö"] for text in texts]
        return np.array(rows, dtype=np.float32)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    return LetterEncoder().encode(TEXTS)


@pytest.mark.parametrize("with_vectors", [True, False])
def test_it_learns_and_ranks(vectors: np.ndarray, with_vectors: bool) -> None:
    given = vectors if with_vectors else None
    model = FusionModel.fit(TEXTS, INTENTS, given, "letters" if with_vectors else "")
    odds = model.probabilities(TEXTS, given)
    assert odds.shape == (18, 3)
    assert np.allclose(odds.sum(axis=1), 1)
    assert [model.classes[i] for i in odds.argmax(axis=1)] == INTENTS


def test_words_alone_still_answer_when_vectors_are_missing_at_run_time(vectors: np.ndarray) -> None:
    model = FusionModel.fit(TEXTS, INTENTS, vectors, "letters")
    odds = model.probabilities(["where is the deposit"])[0]
    assert model.classes[int(odds.argmax())] == "deposit"


def test_the_same_data_give_the_same_model(vectors: np.ndarray, tmp_path: Path) -> None:
    stored = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        FusionModel.fit(TEXTS, INTENTS, vectors, "letters").save(tmp_path / name)
        with np.load(tmp_path / name / "fusion.npz") as arrays:
            stored.append({key: arrays[key].tobytes() for key in arrays.files})
    assert stored[0] == stored[1]
    words = [(tmp_path / name / "fusion.json").read_bytes() for name in ("one", "two")]
    assert words[0] == words[1]


def test_a_stored_model_is_the_same_model(vectors: np.ndarray, tmp_path: Path) -> None:
    model = FusionModel.fit(TEXTS, INTENTS, vectors, "letters")
    model.save(tmp_path)
    again = FusionModel.load(tmp_path)
    assert (again.classes, again.encoder) == (model.classes, "letters")
    new = ["where did my deposit go", "godmorgon", ""]
    given = LetterEncoder().encode(new)
    assert np.allclose(again.probabilities(new, given), model.probabilities(new, given))
    assert np.allclose(again.probabilities(new), model.probabilities(new))


def test_nothing_that_is_stored_can_run_code(vectors: np.ndarray, tmp_path: Path) -> None:
    FusionModel.fit(TEXTS, INTENTS, vectors, "letters").save(tmp_path)
    assert sorted(p.suffix for p in tmp_path.iterdir()) == [".json", ".npz"]
    with np.load(tmp_path / "fusion.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_vectors_are_made_once(tmp_path: Path) -> None:
    encoder = LetterEncoder()
    first = encode_cached(encoder, ["a", "b", "a"], tmp_path)
    again = encode_cached(encoder, ["b", "c", "a"], tmp_path)
    assert sorted(encoder.asked) == ["a", "b", "c"]
    assert np.array_equal(first[0], again[2])


def test_a_broken_cache_is_made_anew(tmp_path: Path) -> None:
    encoder = LetterEncoder()
    encode_cached(encoder, ["a"], tmp_path)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    assert encode_cached(encoder, ["a"], tmp_path).shape == (1, 29)


def test_what_only_tells_the_languages_apart_is_taken_out_of_the_vectors() -> None:
    """The third number is the language, the first two are the meaning."""
    rows = [
        [1, 0, 3],
        [1, 0, -3],
        [0, 1, 1],
        [0, 1, -5],
        [2, 0, 3],
        [2, 0, -3],
        [0, 2, 1],
        [0, 2, -5],
    ]
    vectors = np.array(rows, dtype=np.float32)
    intents = ["deposit", "deposit", "greet", "greet"] * 2
    swedish = [row[2] > 0 for row in rows]
    same_in_both = np.array([[0.5, 0.6, 3], [0.5, 0.6, -3]], dtype=np.float32)
    texts = [str(n) for n in range(8)]
    told = FusionModel.fit(texts, intents, vectors, "x", swedish)
    one, other = told.probabilities(["?", "?"], same_in_both)
    assert np.allclose(one, other, atol=1e-3)
    blind = FusionModel.fit(texts, intents, vectors, "x")
    one, other = blind.probabilities(["?", "?"], same_in_both)
    assert not np.allclose(one, other, atol=1e-3)


class ExactDots:
    """Stands in for the products in whole numbers, which are a little off."""

    def __init__(self, rows: np.ndarray, scales: np.ndarray) -> None:
        self.rows = rows * scales[:, None]

    def __call__(self, few: np.ndarray) -> np.ndarray:
        return np.asarray(few @ self.rows.T)


def test_each_part_of_a_vector_counts_as_much_as_the_others(
    vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two views of a text, one of them written ten times as large."""
    monkeypatch.setattr(fusion, "rounded", lambda rows: (rows, np.ones(len(rows), np.float32)))
    monkeypatch.setattr(fusion, "Dots", ExactDots)
    new = LetterEncoder().encode(["where did it go", "godmorgon"])
    loud, new_loud = np.hstack([vectors, vectors * 10]), np.hstack([new, new * 10])
    two = FusionModel.fit(TEXTS, INTENTS, loud, "x", width=29).probabilities(["a", "b"], new_loud)
    one = FusionModel.fit(TEXTS, INTENTS, vectors, "x").probabilities(["a", "b"], new)
    assert np.allclose(one, two, atol=1e-4)


def test_leaving_each_message_out_is_what_training_without_it_says() -> None:
    rng = np.random.default_rng(7)
    points, labels = rng.normal(size=(12, 4)), np.arange(12) % 3
    matrix = np.exp(-((points[:, None] - points[None]) ** 2).sum(axis=2)).astype(np.float32)
    wanted = []
    for out in range(12):
        rest = np.arange(12) != out
        # Its own weight is that of the whole: what is left out still counts in its class's size.
        penalty = 0.1 * np.sqrt(3 * np.bincount(labels)[labels] / 12)
        solved = np.linalg.solve(
            matrix[np.ix_(rest, rest)] + np.diag(penalty[rest]), np.eye(3)[labels[rest]] - 1 / 3
        )
        wanted.append(softmax((matrix[out, rest] @ solved * SHAPE.sharpness)[None])[0])
    odds = left_out(matrix, labels, 3, 0.1)
    assert odds == pytest.approx(np.array(wanted), rel=1e-2, abs=1e-4)
    losses = [-np.log(each[label]) for each, label in zip(wanted, labels, strict=True)]
    assert log_loss(odds, labels) == pytest.approx(np.mean(losses), rel=1e-3)


def test_of_few_messages_a_first_part_that_says_nothing_counts_nothing(
    vectors: np.ndarray,
) -> None:
    noise = np.random.default_rng(3).normal(size=vectors.shape)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    deaf = FusionModel.fit(TEXTS, INTENTS, np.hstack([noise, vectors]), "x", width=29)
    both = FusionModel.fit(TEXTS, INTENTS, np.hstack([vectors, vectors]), "x", width=29)
    assert deaf.share_of_the_first < both.share_of_the_first == SHAPE.early
