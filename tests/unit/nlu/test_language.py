"""Which language a message is in: sure or silent, steady, and obedient to an explicit wish."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import yaml

from nlu.examples import read_examples
from nlu.foreign import ForeignModel, sentences
from nlu.grammar import bent_in_swedish, grammar
from nlu.languages import AGAINST, LanguageModel, decide, evidence, plainly_swedish
from nlu.switch import is_only_a_switch, wanted_language
from nlu.vocabulary import vocabulary

DATA = Path("data/nlu")
DEVELOPMENT = Path("tests/nlu/development")

SWEDISH = """
var är mina pengar
min insättning har inte kommit fram än
varför syns inte mitt saldo
jag köpte eth men den dyker inte upp
hur länge ska jag vänta på bekräftelse
någon har loggat in på mitt konto
kan jag få prata med en människa
nej det hjälpte inte
tack så mycket för hjälpen
vad betyder avräkning
jag ser fel saldo i appen
uttaget ligger kvar som väntande
min deposit har inte kommit
jag har väntat hela dagen nu
ja det stämmer
jag skickade från min ledger i morse
kontot är spärrat efter att jag bytt telefon
hej min transaction är stuck, vad gör jag
var ar mina pengar, det har gatt tre timmar
inget händer
""".strip().splitlines()
ENGLISH = """
where is my money
my deposit has not arrived yet
why can't I see my balance
I bought eth but it doesn't show up
how long should I wait for confirmations
someone logged into my account
can I speak to a human being
no that did not help
thank you so much
what does settlement mean
the app shows the wrong balance
my withdrawal is still pending
been waiting the whole day
yes that's right
I sent it from my ledger this morning
my account got locked after I changed phones
nothing happens
is the website down
what should I do now
it says insufficient funds
""".strip().splitlines()
SILENT = [
    "ok",
    "BTC",
    "btc usdt",
    "0.05",
    "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
    "USDT TRC20",
    "Funding",
    "P2P trading",
    "Deposit history",
    "🙂",
    "https://okx.com/help",
    "1295971542902204737",
    "",
]
FOREIGN = {
    "no": [
        "hvor er pengene mine",
        "jeg har ikke fått innskuddet mitt",
        "hvorfor kan jeg ikke se saldoen",
    ],
    "da": [
        "hvor er mine penge henne, jeg har ventet hele dagen",
        "hvorfor kan jeg ikke hæve mine penge",
    ],
    "de": [
        "wo ist meine einzahlung",
        "ich kann mein guthaben nicht sehen",
        "warum ist mein konto gesperrt",
    ],
    "fi": [
        "missä minun rahat ovat",
        "talletus ei ole vielä tullut",
        "miksi en näe saldoa tililläni",
    ],
    "es": ["dónde está mi depósito", "no puedo ver mi saldo, por qué", "mi dinero no ha llegado"],
    "fr": ["où est mon dépôt", "je ne vois pas mon argent"],
    "xx": ["где мои деньги", "我的钱在哪里", "أين أموالي"],
}


def development(name: str) -> list[tuple[str, str]]:
    """(message, language) of a development list."""
    path = DEVELOPMENT / "language" / f"{name}.yml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(row["text"], row["language"]) for row in rows]


def mixed(code: str) -> list[str]:
    """Messages in both languages, the main one ``code``."""
    rows = yaml.safe_load((DEVELOPMENT / f"mixed.{code}.yml").read_text(encoding="utf-8"))
    return [row["text"] for row in rows]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.train({code: read_examples(DATA / code) for code in ("sv", "en")})


def heard(model: LanguageModel, text: str, before: str | None = None) -> str | None:
    return decide(*model.score(text, vocabulary().units), before)


@pytest.mark.parametrize(("code", "texts"), [("sv", SWEDISH), ("en", ENGLISH)])
def test_a_first_message_is_told(model: LanguageModel, code: str, texts: list[str]) -> None:
    wrong = [t for t in texts if heard(model, t) not in (code, None)]
    unsure = [t for t in texts if heard(model, t) is None]
    assert wrong == []
    assert len(unsure) <= 1, unsure


def test_held_out_messages_are_told(model: LanguageModel) -> None:
    """Every fifth training message, by a model that has not seen it."""
    examples = {code: read_examples(DATA / code) for code in ("sv", "en")}
    blind = LanguageModel.train(
        {code: [t for n, t in enumerate(ts) if n % 5] for code, ts in examples.items()}
    )
    told = [(heard(blind, text), code) for code, ts in examples.items() for text in ts[::5]]
    sure = [(got, code) for got, code in told if got]
    assert len(sure) > 0.85 * len(told)
    assert sum(got == code for got, code in sure) >= 0.985 * len(sure)


@pytest.mark.parametrize("before", [None, "sv", "en"])
@pytest.mark.parametrize("text", SILENT)
def test_what_is_of_no_language_changes_nothing(
    model: LanguageModel, text: str, before: str | None
) -> None:
    assert heard(model, text, before) in (None, before)


def test_a_short_word_does_not_flip_but_a_sentence_does(model: LanguageModel) -> None:
    assert heard(model, "no", "sv") is None
    assert heard(model, "status?", "sv") is None
    assert heard(model, "my deposit has not arrived yet", "sv") == "en"
    assert heard(model, "min insättning har inte kommit", "en") == "sv"


def test_english_menu_names_in_a_swedish_sentence_stay_swedish(model: LanguageModel) -> None:
    text = 'jag gick till Assets > Deposit history men där står "Pending confirmation" hela tiden'
    assert heard(model, text, "sv") == heard(model, text) == "sv"


def test_a_stored_model_is_the_same_model(model: LanguageModel, tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", **model.arrays())
    with np.load(tmp_path / "m.npz") as arrays:
        again = LanguageModel.from_arrays(arrays)
    odds, letters = model.score("var är min insättning")
    assert again.score("var är min insättning") == (pytest.approx(odds, rel=1e-4), letters)


def test_a_missing_language_is_named() -> None:
    with pytest.raises(ValueError, match="language sv"):
        LanguageModel.train({"en": ["hello"]})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("English please", "en"),
        ("in english", "en"),
        ("svenska tack", "sv"),
        ("På svenska, tack!", "sv"),
        ("kan vi ta det på svenska", "sv"),
        ("kan du svara på engelska?", "en"),
        ("can we do this in Swedish?", "sv"),
        ("do you speak english", "en"),
        ("switch to swedish", "sv"),
        ("byt till engelska", "en"),
        ("svenska", "sv"),
        ("hej, kan vi prata svenska", "sv"),
        ("I don't speak Swedish", "en"),
        ("jag förstår inte engelska", "sv"),
        ("jag pratar inte svenska", "en"),
        ("sorry, english only", "en"),
        ("why is the app in english", None),
        ("varför är appen på engelska", None),
        ("min svenska bank säger nej", None),
        ("I live in Sweden", None),
        ("hej", None),
        ("the swedish krona value is wrong", None),
    ],
)
def test_an_explicit_wish_is_heard(text: str, wanted: str | None) -> None:
    assert wanted_language(text) == wanted


def test_a_wish_inside_a_question_is_not_only_a_switch() -> None:
    assert is_only_a_switch("English please")
    assert not is_only_a_switch(
        "can you explain in english why my deposit of 0.5 eth has not arrived yet"
    )


# --- other languages --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def foreign() -> ForeignModel:
    ours = {code: read_examples(DATA / code) for code in ("sv", "en")}
    return ForeignModel.train(ours, sentences())


@pytest.mark.parametrize(("code", "text"), [(c, t) for c, ts in FOREIGN.items() for t in ts])
def test_another_language_is_noticed(foreign: ForeignModel, code: str, text: str) -> None:
    expected = {"no": "nordic", "da": "nordic", "xx": "xx"}.get(code, "other")
    assert foreign.language(text) == expected


def test_most_messages_of_other_languages_are_noticed(foreign: ForeignModel) -> None:
    rows = development("foreign")
    missed = [text for text, _ in rows if foreign.language(text) is None]
    assert len(rows) > 100
    assert len(missed) <= 0.06 * len(rows), missed


def test_our_own_messages_are_never_called_foreign(foreign: ForeignModel) -> None:
    """Neither those that were learnt, nor those that were not."""
    own = [text for code in ("sv", "en") for text in read_examples(DATA / code)]
    unseen = [text for code in ("sv", "en") for text in read_examples(DEVELOPMENT / code)]
    unseen += [text for name in ("single", "mixed") for text, _ in development(name)]
    unseen += [text for code in ("sv", "en") for text in mixed(code)]
    assert len(own) > 1000
    assert len(unseen) > 1000
    assert [t for t in [*own, *unseen, *SWEDISH, *ENGLISH, *SILENT] if foreign.language(t)] == []


def test_one_word_is_of_no_other_language(foreign: ForeignModel) -> None:
    assert [w for w in ("hallo", "quit", "bitte", "ok", "nada") if foreign.language(w)] == []


def test_a_stored_foreign_model_is_the_same_model(foreign: ForeignModel, tmp_path: Path) -> None:
    np.savez(tmp_path / "m.npz", **foreign.arrays())
    with np.load(tmp_path / "m.npz") as arrays:
        again = ForeignModel.from_arrays(arrays)
    for words in (["hvor", "er", "pengene"], ["where", "is", "it"]):
        assert again.probabilities(words) == pytest.approx(foreign.probabilities(words))


# --- the development lists ----------------------------------------------------------------------


def first_heard(model: LanguageModel, text: str) -> str | None:
    odds, letters = model.score(text, vocabulary().units)
    return "sv" if odds > AGAINST and plainly_swedish(text) else decide(odds, letters, None)


@pytest.mark.parametrize(("name", "share"), [("single", 0.99), ("mixed", 0.95)])
def test_development_messages_are_told(model: LanguageModel, name: str, share: float) -> None:
    rows = development(name)
    wrong = [(text, code) for text, code in rows if first_heard(model, text) != code]
    assert len(rows) >= 25
    assert len(wrong) <= (1 - share) * len(rows), wrong


@pytest.mark.parametrize(("code", "share"), [("sv", 0.97), ("en", 0.95)])
def test_mixed_messages_are_heard_in_their_main_language(
    model: LanguageModel, code: str, share: float
) -> None:
    """A message that is heard as neither counts as wrong, too."""
    texts = mixed(code)
    wrong = [text for text in texts if first_heard(model, text) != code]
    assert len(texts) > 200
    assert len(wrong) <= (1 - share) * len(texts), wrong


def test_single_development_messages_stay_told(model: LanguageModel) -> None:
    """Three words or more, in one language; those who ask for a language are heard elsewhere."""
    for code in ("sv", "en"):
        files = sorted((DEVELOPMENT / code).glob("*.yml"))
        blocks = [b for file in files for b in yaml.safe_load(file.read_text("utf-8"))["nlu"]]
        texts = [
            line.lstrip("- ").strip()
            for block in blocks
            if block["intent"] != "language_switch"
            for line in block["examples"].splitlines()
        ]
        texts = [text for text in texts if len(re.findall(r"[^\W\d_]{2,}", text)) >= 3]
        wrong = [text for text in texts if first_heard(model, text) != code]
        assert len(texts) > 400
        assert len(wrong) <= 0.01 * len(texts), wrong


@pytest.mark.parametrize(
    "word", ["failade", "cancellat", "checka", "swappade", "updatar", "wallet-en"]
)
def test_an_english_stem_is_bent_in_swedish(word: str) -> None:
    assert bent_in_swedish(word, frozenset({"fail", "cancel", "check", "swap", "update", "wallet"}))


def test_an_english_word_is_not_bent_in_swedish(model: LanguageModel) -> None:
    words = ("wallet", "market", "repeat", "similar", "taken", "broken", "mad", "dollar", "that")
    assert [word for word in words if bent_in_swedish(word, model.english)] == []


def test_no_word_is_small_in_both_languages() -> None:
    words = grammar()
    assert words.swedish.isdisjoint(words.english)
    assert words.small.isdisjoint(words.borrowed | words.both)


def test_a_coin_that_is_also_a_word_is_a_coin_in_capitals() -> None:
    coins = frozenset({"not", "mina"})
    assert evidence("mina pengar är not here", coins) == ["mina", "pengar", "är", "not", "here"]
    assert evidence("NOT MINA", coins) == []


def test_jargon_does_not_flip_a_conversation(model: LanguageModel) -> None:
    for text in (
        "withdrawal",
        "pending",
        "deposit address",
        "Insättning",
        "saldo",
        "tack",
        "please",
    ):
        assert heard(model, text, "sv") in (None, "sv")
        assert heard(model, text, "en") in (None, "en")


def test_the_sentence_counts_and_not_the_menu_name_in_it(model: LanguageModel) -> None:
    assert first_heard(model, "hej, my deposit is missing") == "en"
    assert first_heard(model, "how do i find Insättningshistorik in english") == "en"
    assert first_heard(model, "min deposit är stuck sen igår, what gives") == "sv"
