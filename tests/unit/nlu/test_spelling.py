"""Misspelt words are read as the known word next to them, beside what is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.fusion import FusionModel
from nlu.ranking import probabilities
from nlu.spelling import Spelling

TEXTS = [
    "my deposit is missing",
    "the deposit never came",
    "the withdrawal is stuck",
    "min insättning saknas",
    "insättningen har inte kommit",
    "var är mitt uttag",
    "hur länge får man vänta",
    "jag har väntat",
    "what is the weather",
]
INTENTS = ["deposit", "deposit", "withdrawal", "deposit", "deposit", "withdrawal"]
INTENTS += ["time", "time", "other"]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling.fit(TEXTS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("my depost is mising", "my deposit is missing"),  # a letter left out
        ("the dpeosit", "the deposit"),  # two that changed places
        ("the deeposit", "the deposit"),  # one too many
        ("withdrwal", "withdrawal"),
        ("witdrawel is stuck", "withdrawal is stuck"),  # two slips in a long word
        ("min insätning", "min insättning"),
        ("insattningen", "insättningen"),  # a keyboard without å, ä and ö
        ("vanta", "vänta"),
        ("min insaetning", "min insättning"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_one(
    spelling: Spelling, written: str, meant: str
) -> None:
    assert spelling.meant(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        *TEXTS,
        "eth btc sol",  # short words have too many neighbours
        "mitt utag",
        "position",  # another first letter
        "deposits och uttaget",  # other forms of known words
        "something else entirely",
        "",
        "0.05 ??? 😀",
    ],
)
def test_what_is_known_short_or_far_away_stays(spelling: Spelling, text: str) -> None:
    assert spelling.meant(text) == text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("i nevr autorized it", "i never autorized it"),
        ("det var itne jag", "det var inte jag"),
        ("jag har aldr gjort det", "jag har aldr gjort det"),  # "aldrig" is two letters away
        ("my etos", "my etos"),  # "etas" is rare
        ("nevr and nevar", "never and never"),
        ("inta", "inta"),  # another form, perhaps
        ("nvr", "nvr"),
    ],
)
def test_a_short_word_is_read_as_a_common_one_alone(written: str, meant: str) -> None:
    """Four letters have too many neighbours, but who denies having done it says "never"."""
    common = Spelling({"never": 300, "inte": 900, "aldrig": 200, "etas": 29, "jag": 900})
    assert common.meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("my btc deposti", "my btc deposit"),  # somebody wrote it so in a training message
        ("withdrawl", "withdrawal"),
        ("deposits", "deposits"),  # another form
        ("deposed", "deposed"),  # two letters away
        ("uttagte", "uttagte"),  # the other is not that much commoner
        ("monkey", "monkey"),  # short, and a word of its own
    ],
)
def test_a_rare_word_beside_a_common_one_is_a_slip_too(written: str, meant: str) -> None:
    counts = {"deposit": 800, "deposti": 1, "deposits": 2, "deposed": 1, "withdrawal": 400}
    counts |= {"withdrawl": 2, "uttaget": 19, "uttagte": 1, "money": 400, "monkey": 2, "my": 900}
    assert Spelling(counts).meant(written) == meant


def test_the_commonest_of_equally_near_words_is_taken() -> None:
    spelling = Spelling({"stulna": 1, "stolna": 5})
    assert spelling.meant("stlna") == "stolna"
    assert Spelling({"stolna": 5, "stulna": 1}).meant("stlna") == "stolna", "in any order"


def test_a_message_of_nothing_but_unknown_words_is_read_in_bounded_time(
    spelling: Spelling,
) -> None:
    words = [f"depos{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(400)]
    meant = spelling.meant(" ".join(words)).split()
    assert meant[-300:] == words[-300:], "only the first words are looked up"


@given(st.text(max_size=200))
def test_any_text_keeps_all_that_is_no_word(text: str) -> None:
    spelling = Spelling.fit(TEXTS)
    meant = spelling.meant(text)
    assert [c for c in meant if not c.isalpha()] == [c for c in text if not c.isalpha()]
    assert len(meant.split()) == len(text.split())
    assert spelling.meant(meant) == meant or len(text.split()) > 24


# --- both readings count ----------------------------------------------------------------------


def of(model: FusionModel, odds: np.ndarray, intent: str) -> float:
    return float(odds[model.classes.index(intent)])


def test_a_message_is_ranked_as_written_and_as_meant() -> None:
    model = FusionModel.fit(TEXTS, INTENTS)
    text = "were is my depsoit"
    written = model.probabilities([text])[0]
    meant = model.probabilities([model.spelling.meant(text)])[0]
    both = probabilities(model, [text], None)[0]
    one, other = sorted([of(model, written, "deposit"), of(model, meant, "deposit")])
    assert one < of(model, both, "deposit") < other
    assert both.sum() == pytest.approx(1)


class Ones:
    """Stands in for the encoder: knows one word, gives every text the same vector."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.ones((len(texts), 4), np.float32)

    def knows(self, word: str) -> bool:
        return word == "depositor"


def test_a_message_without_slips_is_ranked_as_before_and_encoded_once() -> None:
    model, reader = FusionModel.fit(TEXTS, INTENTS), Ones()
    both = probabilities(model, ["my deposit is missing", "my deposit is missing"], reader)
    assert reader.asked == ["my deposit is missing"]
    assert np.allclose(both, model.probabilities(["my deposit is missing"] * 2))


def test_a_word_that_the_encoder_knows_is_spelt_right() -> None:
    model, reader = FusionModel.fit(TEXTS, INTENTS), Ones()
    assert model.spelling.meant("the depositor") == "the deposit", "two slips, were it none"
    probabilities(model, ["the depositor", "the depositer"], reader)
    assert reader.asked == ["the depositor", "the depositer", "the deposit"]


def test_the_name_of_a_coin_is_spelt_right() -> None:
    texts = [*TEXTS, *["my bank"] * 40]
    model, reader = FusionModel.fit(texts, [*INTENTS, *["bank"] * 40]), Ones()
    assert model.spelling.meant("my bonk") == "my bank", "were it none"
    probabilities(model, ["my bonk"], reader)
    assert reader.asked == ["my bonk"]
    assert np.allclose(probabilities(model, ["my bonk"], None), model.probabilities(["my bonk"]))


def test_words_of_another_language_are_not_put_right() -> None:
    model = FusionModel.fit(TEXTS, INTENTS)
    as_it_is = probabilities(model, ["mijn depsit"], None, foreign={"mijn depsit"})
    assert np.allclose(as_it_is, model.probabilities(["mijn depsit"]))
    assert not np.allclose(as_it_is, probabilities(model, ["mijn depsit"], None))


def test_what_is_known_of_spelling_is_kept_with_the_model(tmp_path: Path) -> None:
    model = FusionModel.fit(TEXTS, INTENTS)
    model.save(tmp_path)
    again = FusionModel.load(tmp_path)
    assert again.spelling.words == model.spelling.words
    assert again.spelling.meant("min insätning") == "min insättning"
