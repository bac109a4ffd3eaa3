"""What is understood half-way through the encoder is not run through the rest of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import ranking
from nlu.encoder import InTwoSteps, load_encoder
from nlu.fusion import FusionModel
from nlu.graph import apart
from nlu.onnx_encoder import Halfway, OnnxE5Encoder
from nlu.ranking import probabilities, sure, with_parts

LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
TEXTS = [
    "where is my deposit",
    "my deposit has not arrived",
    "min insättning saknas",
    "hello",
    "hi there",
    "god morgon",
    "somebody is in my account",
    "jag har inte gjort det uttaget",
    "i was hacked",
]
INTENTS = ["deposit_not_arrived"] * 3 + ["greet"] * 3 + ["security_breach"] * 3
CLASSES = sorted(set(INTENTS))


class Layers:
    """Stands in for the encoder: counts letters first, then pairs. Knows what was finished."""

    width = len(LETTERS)

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.finished: list[str] = []

    def _first(self, text: str) -> np.ndarray:
        return np.array([text.count(c) + 0.01 for c in LETTERS], dtype=np.float32)

    def _second(self, text: str) -> np.ndarray:
        return np.array([text.count(c + "a") + text.count("e" + c) + 0.01 for c in LETTERS])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        rows = [np.concatenate([self._first(t), self._second(t)]) for t in texts]
        return np.array(rows, dtype=np.float32)

    def begin(self, texts: Sequence[str]) -> Halfway:
        self.begun += texts
        vectors = np.array([self._first(text) for text in texts])
        return Halfway(vectors, [self._second(text) for text in texts])

    def finish(self, begun: Halfway, which: Sequence[int]) -> np.ndarray:
        self.finished += [self.begun[at] for at in which]
        return np.array([begun.states[at] for at in which], dtype=np.float32)

    def stretches(self, begun: Halfway, which: int, text: str, parts: Sequence[str]) -> np.ndarray:
        assert all(part in text for part in parts)
        return np.array([self._first(part) for part in parts])

    def knows(self, word: str) -> bool:
        return True


@pytest.fixture(scope="module")
def encoder() -> OnnxE5Encoder:
    """The real one, where it can run."""
    engine = load_encoder("onnxruntime")
    if not isinstance(engine, OnnxE5Encoder):
        pytest.skip("onnxruntime does not run on this machine")
    return engine


@pytest.fixture
def layers() -> Layers:
    return Layers()


@pytest.fixture
def model(layers: Layers) -> FusionModel:
    return FusionModel.fit(TEXTS, INTENTS, layers.encode(TEXTS), "letters", width=layers.width)


def test_a_message_that_is_plain_half_way_is_not_encoded_further(
    model: FusionModel, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "_SURE", 0.0)
    odds = probabilities(model, ["hello there"], layers)
    assert layers.begun == ["hello there"]
    assert layers.finished == []
    alike = model.alike(0, layers.begin(["hello there"]).vectors)
    assert np.allclose(odds, model.halfway(model.ask(["hello there"]), alike))
    assert odds.sum() == pytest.approx(1)


def test_one_that_is_not_is_ranked_by_the_whole_encoder(
    model: FusionModel, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "_SURE", 1.1)
    texts = ["hello there", "where did my deposit go", "hello there"]
    odds = probabilities(model, texts, layers)
    assert layers.finished == texts[:2], "each once"
    assert np.allclose(odds, model.probabilities(texts, layers.encode(texts)), atol=1e-6)


def test_only_the_unsure_ones_of_several_go_on(
    model: FusionModel, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "sure", lambda *_: np.array([True, False, True]))
    texts = ["hello there", "where did my deposit go", "god morgon"]
    odds = probabilities(model, texts, layers)
    assert layers.finished == texts[1:2]
    whole = model.probabilities(texts, layers.encode(texts))
    assert np.allclose(odds[1], whole[1], atol=1e-6)
    half = model.halfway(model.ask(texts), model.alike(0, layers.begin(texts).vectors))
    assert np.allclose(odds[[0, 2]], half[[0, 2]])


def test_the_parts_of_a_message_are_looked_at_in_passing(
    model: FusionModel, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "_SURE", 1.1)
    text, parts = "hello and where is my deposit", ["hello", "where is my deposit"]
    odds, glanced = with_parts(model, [text], parts, layers)
    assert layers.begun == layers.finished == [text]
    alone = model.halfway(model.ask(parts), model.alike(0, layers.begin(parts).vectors))
    assert np.allclose(glanced, alone)
    assert np.allclose(odds, model.probabilities([text], layers.encode([text])), atol=1e-6)
    assert with_parts(model, [text], [], layers)[1].shape == (0, len(CLASSES))


def test_a_third_language_is_always_encoded_to_the_end(
    model: FusionModel, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much of a theft its words leave was measured so."""
    monkeypatch.setattr(ranking, "_SURE", 0.0)
    monkeypatch.setattr(ranking, "_NO_THEFT", 1.0)
    probabilities(model, ["hallo", "hello"], layers, foreign={"hallo"})
    assert layers.finished == ["hallo"]


@pytest.mark.parametrize(
    ("odds", "enough"),
    [
        ([0.97, 0.0295, 0.0005], True),
        ([0.90, 0.0995, 0.0005], False),  # not sure enough
        ([0.96, 0.037, 0.003], False),  # a trace of a theft
        ([0.02, 0.010, 0.970], True),  # a theft
    ],
)
def test_half_way_is_enough_only_where_no_theft_is_in_the_air(
    odds: list[float], enough: bool
) -> None:
    thresholds = ranking._SURE, ranking._NO_THEFT
    assert sure(np.array([odds]), CLASSES, *thresholds).tolist() == [enough]
    assert sure(np.array([odds]), ["a", "b", "c"], *thresholds).tolist() == [max(odds) > 0.93]


def test_what_is_known_half_way_is_kept_with_the_model(
    model: FusionModel, layers: Layers, tmp_path: Path
) -> None:
    model.save(tmp_path)
    again = FusionModel.load(tmp_path)
    assert again.knows_halfway
    texts = ["where did my deposit go", "hej"]
    vectors = layers.begin(texts).vectors
    one, other = (m.halfway(m.ask(texts), m.alike(0, vectors)) for m in (model, again))
    assert np.allclose(one, other)


def test_an_encoder_without_steps_is_asked_once() -> None:
    class Plain:
        def __init__(self) -> None:
            self.asked: list[str] = []

        def encode(self, texts: Sequence[str]) -> np.ndarray:
            self.asked += texts
            return np.array([Layers()._first(text) for text in texts])

        def knows(self, word: str) -> bool:
            return True

    plain = Plain()
    vectors = plain.encode(TEXTS)
    model = FusionModel.fit(TEXTS, INTENTS, vectors, "letters")
    assert not model.knows_halfway
    plain.asked.clear()
    odds = probabilities(model, ["hello there"], plain)
    assert plain.asked == ["hello there"]
    whole = model.probabilities(["hello there"], plain.encode(["hello there"]))
    assert np.allclose(odds, whole)
    plain.asked.clear()
    _, parts = with_parts(model, ["hello there, hi"], ["hello there"], plain)
    assert plain.asked == ["hello there, hi", "hello there"]
    assert np.allclose(parts, whole)


def test_the_two_steps_of_the_real_encoder_make_its_vectors(encoder: OnnxE5Encoder) -> None:
    assert isinstance(encoder, InTwoSteps)
    texts = ["where is my deposit", "hej", "var är pengarna " * 40, ""]
    for text, whole in zip(texts, encoder.encode(texts), strict=True):
        begun = encoder.begin([text])
        assert np.array_equal(begun.vectors[0], whole[: encoder.width])
        assert np.array_equal(encoder.finish(begun, [0])[0], whole[encoder.width :])
    assert encoder.finish(begun, []).shape == (0, encoder.width)


def test_texts_that_are_run_together_do_not_see_each_other(encoder: OnnxE5Encoder) -> None:
    """But for the input's rounding, which they share."""
    texts = ["where is my deposit", "hej", "någon annan har tagit ut alla mina mynt i natt", ""]
    begun = encoder.begin(texts)
    rest = encoder.finish(begun, [2, 0])
    whole = encoder.encode(texts)
    alike = 2 * begun.vectors @ whole[:, : encoder.width].T
    assert np.diag(alike).min() > 0.95
    assert (np.diag(alike) >= alike.max(axis=1)).all()
    alike = 2 * rest @ whole[:, encoder.width :].T
    assert min(alike[0, 2], alike[1, 0]) > 0.97
    others = encoder.begin([texts[0], *texts[:0:-1]])
    assert 2 * others.vectors[0] @ begun.vectors[0] > 0.98


def test_only_pieces_of_the_same_text_are_seen() -> None:
    seen = apart([2, 1]) == 0
    assert seen.tolist() == [[True, True, False], [True, True, False], [False, False, True]]
    assert (apart([2, 1])[~seen] < -1000).all()


def test_a_stretch_of_a_text_is_what_its_own_pieces_became_there(encoder: OnnxE5Encoder) -> None:
    text = "my deposit is gone, and the withdrawal is stuck"
    begun = encoder.begin(["hej", text])
    one, other = encoder.stretches(
        begun, 1, text, ["my deposit is gone,", "the withdrawal is stuck"]
    )
    alone = encoder.begin(["my deposit is gone,", "the withdrawal is stuck"]).vectors
    assert one @ alone[0] > one @ alone[1]
    assert other @ alone[1] > other @ alone[0]
    (whole,) = encoder.stretches(begun, 1, text, [text])
    states = begun.states[1][1:-1].mean(axis=0)  # all but the marks of the beginning and the end
    assert np.allclose(whole, states / np.linalg.norm(states) / np.sqrt(2), atol=1e-6)


def test_a_part_that_is_not_found_in_its_text_is_begun_by_itself(encoder: OnnxE5Encoder) -> None:
    begun = encoder.begin(["where is it"])
    made = encoder.stretches(begun, 0, "where is it", ["my deposit", ""])
    assert np.array_equal(made[:1], encoder.begin(["my deposit"]).vectors)
    assert np.isfinite(made).all()


def test_the_part_after_one_that_is_not_found_is_found(encoder: OnnxE5Encoder) -> None:
    text = "where is it"
    begun = encoder.begin([text])
    _, after = encoder.stretches(begun, 0, text, ["my deposit", "where"])
    (alone,) = encoder.stretches(begun, 0, text, ["where"])
    assert np.array_equal(after, alone)


@settings(max_examples=25, deadline=None)
@given(words=st.lists(st.text(max_size=12), min_size=1, max_size=12), data=st.data())
def test_any_stretch_of_any_text_has_a_vector(
    encoder: OnnxE5Encoder, words: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(words)))
    last = data.draw(st.integers(first, len(words)))
    text, part = " ".join(words), " ".join(words[first:last])
    made = encoder.stretches(encoder.begin([text]), 0, text, [part, part])
    assert made.shape == (2, encoder.width)
    assert np.allclose(np.linalg.norm(made, axis=1), np.sqrt(0.5), atol=1e-3)


@pytest.mark.parametrize(("least", "again"), [(0.0, []), (1.1, ["hello there"])])
def test_a_second_opinion_is_asked_where_half_of_the_encoder_leaves_a_doubt(
    model: FusionModel,
    layers: Layers,
    monkeypatch: pytest.MonkeyPatch,
    least: float,
    again: list[str],
) -> None:
    monkeypatch.setattr(ranking, "_SURE", least)
    asked: list[str] = []

    class Second:
        def read(self, texts, english):  # type: ignore[no-untyped-def]
            asked.extend(texts)

    probabilities(model, ["hello there"], layers, second=Second(), english=["hello there"])  # type: ignore[arg-type]
    assert asked == again
