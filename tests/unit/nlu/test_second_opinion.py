"""English messages are asked about twice; all others as before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.english import SecondOpinion
from nlu.fusion import FusionModel
from nlu.ranking import probabilities
from nlu.rows import Row, fit_english

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
ROWS = [
    Row("where is my deposit", "deposit", False),
    Row("my deposit has not come", "deposit", False),
    Row("hello you", "greet", False),
    Row("good morning", "greet", False),
    Row("min insättning saknas", "deposit", True),
    Row("god morgon", "greet", True),
]
TEXTS = [row.text for row in ROWS]


class Letters:
    """Stands in for an encoder: counts letters, and remembers what it was asked."""

    name, engine, width = "letters", "fingers", len(LETTERS)

    def __init__(self, power: float = 1.0) -> None:
        self.asked: list[str] = []
        self._power = power

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        rows = [[text.count(c) ** self._power + 0.01 for c in LETTERS] for text in texts]
        return np.array(rows, dtype=np.float32)

    def knows(self, word: str) -> bool:
        return True


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # vectors are kept on disk


@pytest.fixture
def model() -> FusionModel:
    intents = [row.intent for row in ROWS]
    swedish = [row.swedish for row in ROWS]
    return FusionModel.fit(TEXTS, intents, Letters().encode(TEXTS), "letters", swedish)


@pytest.fixture
def encoder() -> Letters:
    return Letters(0.5)


@pytest.fixture
def second(model: FusionModel, encoder: Letters) -> SecondOpinion:
    made = fit_english(model, ROWS, encoder)
    assert made is not None
    return made


def test_it_learns_from_english_messages_alone(second: SecondOpinion, encoder: Letters) -> None:
    assert sorted(encoder.asked) == sorted(row.text for row in ROWS if not row.swedish)


def test_only_english_messages_are_asked_about_twice(
    model: FusionModel, second: SecondOpinion, encoder: Letters
) -> None:
    encoder.asked.clear()
    new = ["is my deposit here", "är min insättning här"]
    alone = probabilities(model, new, Letters())
    both = probabilities(model, new, Letters(), second=second, english=new[:1])
    assert encoder.asked == new[:1]
    assert np.array_equal(both[1], alone[1])
    assert not np.allclose(both[0], alone[0])
    assert np.allclose(both.sum(axis=1), 1)


def test_without_it_all_is_as_before(model: FusionModel) -> None:
    new = ["is my deposit here"]
    assert np.array_equal(
        probabilities(model, new, Letters()), probabilities(model, new, Letters(), english=new)
    )


def test_a_misspelt_english_message_is_english_as_it_was_meant(
    model: FusionModel,
    second: SecondOpinion,
    encoder: Letters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder.asked.clear()
    monkeypatch.setattr(model.spelling, "meant", lambda text, is_word: text.replace("ps", "po"))
    probabilities(model, ["my depsit"], Letters(), second=second, english=["my depsit"])
    assert encoder.asked == ["my depsit", "my depoit"]


@pytest.mark.parametrize(
    ("others", "encoder_tells", "share"), [(1 - 1e-9, False, 0.4), (0.5, True, 0.8)]
)
def test_with_few_messages_its_weight_is_chosen_on_each_left_out(
    model: FusionModel, others: float, encoder_tells: bool, share: float
) -> None:
    class Some(Letters):
        name = f"tells {encoder_tells}"

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            told = [("hello" in text or "morning" in text) == encoder_tells for text in texts]
            return np.array(
                [[8.0 * yes - 4, 1.0, len(t)] for t, yes in zip(texts, told, strict=True)]
            )

    right = np.array([model.classes.index(row.intent) for row in ROWS])
    model.left_out = np.full((len(ROWS), 2), 1 - others)
    model.left_out[np.arange(len(ROWS)), right] = others
    second = fit_english(model, ROWS, Some())
    assert second is not None
    assert second.share == pytest.approx(share)


def test_the_same_messages_make_the_same_opinion_and_it_is_kept_whole(
    model: FusionModel, second: SecondOpinion, encoder: Letters, tmp_path: Path
) -> None:
    again = fit_english(model, ROWS, encoder)
    second.save(tmp_path)
    kept = SecondOpinion.load(tmp_path, encoder)
    new = ["is my deposit here"]
    told = [
        probabilities(model, new, Letters(), second=each, english=new)
        for each in (second, again, kept)
    ]
    assert np.array_equal(told[0], told[1])
    assert np.array_equal(told[0], told[2])


def test_an_opinion_of_another_encoder_is_not_used(
    second: SecondOpinion, encoder: Letters, tmp_path: Path
) -> None:
    second.save(tmp_path)
    other = Letters()
    other.name = "other letters"
    assert SecondOpinion.load(tmp_path, other) is None
    assert SecondOpinion.load(tmp_path, None) is None
    assert SecondOpinion.load(tmp_path / "no such folder", encoder) is None


@pytest.mark.parametrize("rows", [[r for r in ROWS if r.swedish], ROWS[3:]])
def test_where_hardly_anything_is_english_there_is_none(
    rows: list[Row], model: FusionModel, encoder: Letters
) -> None:
    assert fit_english(model, rows, encoder) is None


def test_none_beside_a_model_of_words_alone(encoder: Letters) -> None:
    words = FusionModel.fit(TEXTS, [row.intent for row in ROWS])
    assert fit_english(words, ROWS, encoder) is None
    assert fit_english(words, ROWS, None) is None
