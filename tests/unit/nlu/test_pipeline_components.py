"""The components one by one, as Rasa calls them."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.slots import CategoricalSlot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.entities import CryptoEntityExtractor
from nlu.errands import ErrandSplitter
from nlu.guard import MessageGuard
from nlu.intents import FusionIntentClassifier
from nlu.language import LanguageDetector
from nlu.marks import ENGLISH, FOREIGN
from nlu.tokenizer import SpacyBlankTokenizer
from nlu.verdict import Verdict

COMPONENTS = (
    MessageGuard,
    SpacyBlankTokenizer,
    LanguageDetector,
    CryptoEntityExtractor,
    ErrandSplitter,
    FusionIntentClassifier,
    Verdict,
)


def tracker(**slots: str) -> DialogueStateTracker:
    kinds = [
        CategoricalSlot(
            "language", mappings=[{}], values=["sv", "en"], influence_conversation=False
        )
    ]
    kinds += [
        TextSlot(n, mappings=[{}], influence_conversation=False)
        for n in ("language_pinned", "requested_slot")
    ]
    state = DialogueStateTracker("test", kinds)
    for name, value in slots.items():
        state.slots[name].value = value
    return state


@pytest.fixture(scope="module")
def detector(tmp_path_factory: pytest.TempPathFactory) -> LanguageDetector:
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("model"))
    component = LanguageDetector.create({}, storage, Resource("language"), None)  # type: ignore[arg-type]
    resource = component.train(TrainingData())
    return LanguageDetector.load({}, storage, resource, None)  # type: ignore[arg-type]


def run(
    detector: LanguageDetector, text: str, intent: str = "greet", metadata: Any = None, **slots: str
) -> Message:
    """One message through all rule-based components; ``intent`` is what the model would say."""
    state = tracker(**slots)
    messages = [Message(data={"text": text, "metadata": metadata})]
    messages = MessageGuard().process(messages, state)
    messages = detector.process(messages, state)
    messages = CryptoEntityExtractor().process(messages, state)
    name = intent if any(c.isalnum() for c in text) else None
    messages[0].set("intent", {"name": name, "confidence": 0.9})
    messages[0].set("intent_ranking", [{"name": name, "confidence": 0.9}] if name else [])
    return Verdict({}).process(messages)[0]


def values(message: Message, name: str) -> list[str]:
    return [e["value"] for e in message.get("entities") if e["entity"] == name]


def test_the_pipeline_is_the_one_of_the_configuration() -> None:
    names = [step["name"] for step in yaml.safe_load(Path("config.yml").read_text())["pipeline"]]
    ours = [f"{c.__module__}.{c.__name__}" for c in COMPONENTS]
    assert [name for name in names if name.startswith("nlu.")] == ours
    assert names[-2:] == ["FallbackClassifier", "nlu.verdict.Verdict"]
    for component in COMPONENTS:
        assert DefaultV1Recipe._from_registry(f"{component.__module__}.{component.__name__}")


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_method_is_annotated_or_rasa_refuses_to_train(component: type) -> None:
    for name in ("process", "train", "create", "load"):
        method = getattr(component, name, None)
        if method is not None and method.__module__.startswith("nlu"):
            signature = inspect.signature(method)
            assert signature.return_annotation is not inspect.Signature.empty, name


def test_every_component_with_helpers_has_their_fingerprint() -> None:
    for component in (LanguageDetector, CryptoEntityExtractor, FusionIntentClassifier, Verdict):
        assert component.fingerprint_addon({})


def test_tokens_come_apart_where_coins_and_ids_do() -> None:
    tokenizer = SpacyBlankTokenizer(SpacyBlankTokenizer.get_default_config())
    message = Message(data={"text": "USDT-TRC20 för order#123, 0.05BTC"})
    tokens = tokenizer.tokenize(message, "text")
    assert [t.text for t in tokens] == [
        "USDT",
        "-",
        "TRC20",
        "för",
        "order",
        "#",
        "123",
        ",",
        "0.05",
        "BTC",
    ]
    assert all(message.get("text")[t.start : t.end] == t.text for t in tokens)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("?!...", "empty"),
        ("\u200b\u2060", "empty"),
        ("🙂🙂", "emoji_only"),
        ("👍🏽", "emoji_only"),
    ],
)
def test_what_cannot_be_read_is_out_of_scope_and_says_why(
    detector: LanguageDetector, text: str, problem: str
) -> None:
    message = run(detector, text)
    assert message.get("intent") == {"name": "out_of_scope", "confidence": 1.0}
    assert values(message, "input_problem") == [problem]
    assert values(message, "language") == []


def test_a_huge_message_is_cut_classified_and_named(detector: LanguageDetector) -> None:
    message = run(detector, "where is my 0.05 BTC " + "x" * 100_000, "deposit_not_arrived")
    assert len(message.get("text")) == 2000
    assert message.get("intent")["name"] == "deposit_not_arrived"
    assert values(message, "input_problem") == ["too_long"]
    assert values(message, "amount") == ["0.05"]


def test_a_message_that_the_channel_cut_is_named_too(detector: LanguageDetector) -> None:
    message = run(detector, "where is my btc", metadata={"too_long": True})
    assert values(message, "input_problem") == ["too_long"]


def test_a_secret_wins_over_everything_and_is_no_other_entity(detector: LanguageDetector) -> None:
    text = "my password is 0xabcd1234, order 1295971542902204737"
    message = run(detector, text, "check_order_status")
    assert message.get("intent")["name"] == "secret_shared"
    assert message.get("intent_ranking")[0]["name"] == "secret_shared"
    assert values(message, "secret_kind") == ["password"]
    assert values(message, "order_id") == ["1295971542902204737"]
    assert "0xabcd1234" not in str(message.get("entities"))


def test_english_words_of_a_seed_phrase_do_not_flip_the_language(
    detector: LanguageDetector,
) -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    message = run(detector, phrase, language="sv")
    assert values(message, "secret_kind") == ["seed"]
    assert values(message, "language") == []


def test_a_secret_that_the_channel_masked_is_still_a_secret(detector: LanguageDetector) -> None:
    message = run(detector, "my seed is [masked]", metadata={"saldo_secret": "seed"})
    assert message.get("intent")["name"] == "secret_shared"
    assert values(message, "secret_kind") == ["seed"]
    assert values(run(detector, "hi", metadata={"saldo_secret": {"x": 1}}), "secret_kind") == []


def test_a_lone_number_answers_a_question_for_one(detector: LanguageDetector) -> None:
    assert run(detector, "482913").get("intent")["name"] == "secret_shared"
    asked = run(detector, "482913", requested_slot="amount")
    assert asked.get("intent")["name"] == "inform"
    assert values(asked, "amount") == ["482913"]


def test_the_language_holds_until_a_sentence_says_otherwise(detector: LanguageDetector) -> None:
    assert values(run(detector, "var är mina pengar"), "language") == ["sv"]
    assert values(run(detector, "ok", language="sv"), "language") == []
    assert values(run(detector, "status", language="sv"), "language") == []
    switched = run(detector, "my deposit has not arrived yet", language="sv")
    assert values(switched, "language") == ["en"]


def test_a_pinned_language_is_repeated_on_every_message(detector: LanguageDetector) -> None:
    wish = run(detector, "English please", language="sv")
    assert wish.get("intent")["name"] == "language_switch"
    assert values(wish, "language_pinned") == values(wish, "language") == ["en"]
    later = run(detector, "var är mina pengar", language="en", language_pinned="en")
    assert values(later, "language") == ["en"]
    assert values(later, "language_pinned") == []
    back = run(detector, "svenska tack", language="en", language_pinned="en")
    assert values(back, "language") == ["sv"]


def test_another_language_is_answered_in_ours(detector: LanguageDetector) -> None:
    german = run(detector, "wo ist meine einzahlung", "deposit_not_arrived")
    assert german.get("intent")["name"] == "out_of_scope"
    assert values(german, "input_problem") == ["other_language"]
    assert values(german, "language") == ["en"]
    norwegian = run(detector, "hvor er pengene mine", "deposit_not_arrived")
    assert values(norwegian, "language") == ["sv"]
    assert values(run(detector, "wo ist meine einzahlung", language="sv"), "language") == ["sv"]


def test_theft_is_heard_in_any_language(detector: LanguageDetector) -> None:
    message = run(detector, "mein konto wurde gehackt und ich kann nicht rein", "security_breach")
    assert message.get("intent")["name"] == "security_breach"
    assert values(message, "input_problem") == ["other_language"]


@pytest.mark.parametrize("odds", [0.12, 0.5])  # "dlaczego nie widzę mojego salda" had 0.43
def test_a_trace_of_theft_in_another_language_is_offered_and_not_believed(odds: float) -> None:
    message = ranked(security_breach=odds, deposit_not_arrived=0.4)
    message.set(FOREIGN, True)
    Verdict({}).process([message])
    assert message.get("intent")["name"] == "out_of_scope"
    assert values(message, "fear") == ["security_breach"]


@pytest.mark.parametrize(
    "text",
    [
        "BTC",
        "0,05 BTC",
        "usdt på tron",
        "sen igår",
        "i handelskontot",
        "order 1295971542902204737",
        "0x" + "ab" * 30,
    ],
)
def test_a_bare_answer_is_inform(detector: LanguageDetector, text: str) -> None:
    assert run(detector, text, "check_balance").get("intent")["name"] == "inform"


@pytest.mark.parametrize("text", ["var är min btc", "usdt balance", "BTC?", "can't log in", "hej"])
def test_what_says_more_is_left_to_the_model(detector: LanguageDetector, text: str) -> None:
    assert run(detector, text, "check_balance").get("intent")["name"] == "check_balance"


def ranked(**odds: float) -> Message:
    ranking = [{"name": name, "confidence": odds[name]} for name in odds]
    return Message(
        data={"text": "that was odd", "intent": dict(ranking[0]), "intent_ranking": ranking}
    )


def test_a_possible_theft_is_asked_about_and_offered_first() -> None:
    message = ranked(withdrawal_not_arrived=0.8, security_breach=0.15, deny=0.01)
    Verdict({"alert": 0.08}).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    names = [r["name"] for r in message.get("intent_ranking")]
    assert names == ["nlu_fallback", "security_breach", "withdrawal_not_arrived", "deny"]


def test_an_unsure_answer_offers_the_theft_among_the_two() -> None:
    message = ranked(
        nlu_fallback=0.4, deposit_not_arrived=0.3, check_balance=0.25, security_breach=0.1
    )
    Verdict({"alert": 0.08}).process([message])
    names = [r["name"] for r in message.get("intent_ranking")][1:3]
    assert names == ["security_breach", "deposit_not_arrived"]


@pytest.mark.parametrize(
    "odds",
    [
        {"withdrawal_not_arrived": 0.9, "security_breach": 0.05},
        {"contact_support": 0.8, "security_breach": 0.15},
        {"security_breach": 0.9, "withdrawal_not_arrived": 0.1},
    ],
)
def test_nobody_is_asked_where_it_is_clear(odds: dict[str, float]) -> None:
    message = ranked(**odds)
    Verdict({"alert": 0.08}).process([message])
    assert message.get("intent")["name"] == next(iter(odds))


@pytest.mark.parametrize(
    ("odds", "offered"),
    [
        ({"withdrawal_not_arrived": 0.96, "security_breach": 0.02}, True),
        ({"withdrawal_not_arrived": 0.96, "security_breach": 0.005}, False),
        ({"security_breach": 0.96, "withdrawal_not_arrived": 0.02}, False),
        ({"contact_support": 0.96, "security_breach": 0.02}, False),
        ({"out_of_scope": 0.89, "security_breach": 0.03}, True),
        ({"out_of_scope": 0.99, "security_breach": 0.005}, False),
    ],
)
def test_a_trace_of_theft_is_answered_with_protection_below(
    odds: dict[str, float], offered: bool
) -> None:
    message = ranked(**odds)
    Verdict({"alert": 0.08, "trace": 0.01}).process([message])
    assert message.get("intent")["name"] == next(iter(odds))
    assert any(e["entity"] == "fear" for e in message.get("entities") or []) is offered


def test_what_is_asked_back_anyway_keeps_its_two_meanings_and_the_trace() -> None:
    message = ranked(nlu_fallback=0.4, deposit_not_arrived=0.4, deny=0.3, security_breach=0.02)
    Verdict({"alert": 0.08, "trace": 0.01}).process([message])
    names = [r["name"] for r in message.get("intent_ranking")][1:3]
    assert names == ["deposit_not_arrived", "deny"]
    assert values(message, "fear") == ["security_breach"]


def test_positions_are_in_the_text_as_it_was_typed(detector: LanguageDetector) -> None:
    text = "ﬁck\u200b inte 0,05\u00a0BTC"
    message = run(detector, text)
    (coin,) = [e for e in message.get("entities") if e["entity"] == "currency"]
    assert text[coin["start"] : coin["end"]] == "BTC"


@pytest.mark.parametrize(
    ("text", "slots", "english"),
    [
        ("where is the deposit that I made this morning", {}, True),
        ("where is the deposit that I made this morning", {"language_pinned": "sv"}, True),
        ("var är min insättning som jag gjorde i morse", {}, False),
        ("var är min insättning som jag gjorde i morse", {"language_pinned": "en"}, False),
        ("min withdrawal är pending sen igår, what is going on", {}, False),
        ("hvor er pengene mine, jeg satte inn i går", {}, False),
        ("wo ist meine einzahlung von gestern geblieben", {"language": "en"}, False),
        ("0.5 eth", {"language": "en"}, False),
        ("ok", {"language": "en"}, False),
    ],
)
def test_english_is_what_the_words_say_and_not_what_was_wished(
    detector: LanguageDetector, text: str, slots: dict[str, str], english: bool
) -> None:
    """An encoder that knows English alone reads it (nlu/english.py)."""
    (message,) = detector.process([Message(data={"text": text})], tracker(**slots))
    assert bool(message.get(ENGLISH)) is english
