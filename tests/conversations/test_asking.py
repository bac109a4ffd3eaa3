"""What is not understood is asked about: two meanings, other words, then a person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations import judge
from tests.conversations.chat import Chat
from tests.conversations.test_matrix import MESSAGES

Open = Callable[..., Chat]
NONSENSE = {
    "en": ["so the flurp goes snorgle", "with a wibbly tronk on it", "and the zorp has glarbs"],
    "sv": ["den där flurpen blir snorglig", "med en vibblig tronk på", "och zorpen har glarbar"],
}
GREETING = {"en": "hello my good friend", "sv": "hej på dig du"}
ASKED = ("utter_rephrase", "utter_disambiguate", "utter_out_of_scope")


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("customer", ["healthy", "visitor"])
def test_user_is_not_understood_and_then_understood_and_starts_afresh(
    customer: str, language: str, chat: Open
) -> None:
    talk = chat(customer, language)
    talk.say(GREETING[language])
    first = talk.say(NONSENSE[language][0])
    assert any(judge.says(first.text, name, language) for name in ASKED), first.text
    talk.say(MESSAGES["deposit_not_arrived"][language]).never_says_response(
        "utter_still_unclear", language
    )
    again = talk.say(NONSENSE[language][1])
    again.never_says_response("utter_still_unclear", language)
    again.never_says_response("utter_offer_person", language)


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_is_thanked_between_two_misses_and_they_are_not_in_a_row(
    language: str, chat: Open
) -> None:
    talk = chat("visitor", language)
    talk.say(GREETING[language])
    talk.say(NONSENSE[language][0])
    talk.say({"en": "thanks a lot", "sv": "tack så mycket"}[language])
    talk.say(NONSENSE[language][1]).never_says_response("utter_still_unclear", language)


VAGUE = {
    "en": [
        "something about my coins and the withdrawal or deposit page",
        "the thing with the order and the balance you know",
        "it is about what i sent or bought",
        "my coins and the account thing",
        "trouble with crypto stuff on here",
        "okx does something odd with the money",
        "problem",
    ],
    "sv": [
        "något med mina mynt och sidan för uttag eller insättning",
        "uttaget eller ordern, nåt är knas",
        "insättningen eller uttaget, vet inte vilket",
        "är det verifieringen eller spärren",
        "saldot eller ordern, nåt stämmer inte",
        "det där med ordern och saldot du vet",
        "det gäller det jag skickade eller köpte",
        "mina mynt och kontogrejen",
        "strul med krypto här",
        "okx gör nåt konstigt med pengarna",
        "problem",
    ],
}


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_visitor_is_shown_two_meanings_in_plain_words(language: str, chat: Open) -> None:
    """Which vague message hangs between two meanings is the model's matter; some one does."""
    known = {
        text[language] for name, text in judge.texts().items() if name.startswith("utter_intent_")
    }
    something_else = judge.texts()["utter_title_something_else"][language]
    asked = 0
    for message in VAGUE[language]:
        talk = chat("visitor", language)
        talk.say(GREETING[language])
        answer = talk.say(message)
        if not judge.says(answer.text, "utter_disambiguate", language):
            continue
        asked += 1
        assert len(answer.titles) == 3
        assert set(answer.titles[:2]) <= known
        other = talk.press(answer, something_else)
        other.says_response("utter_rephrase", language)
        told = talk.press(answer, answer.titles[0])
        told.never_says_response("utter_rephrase", language)
    assert asked, "none of the vague messages was asked about"


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_hangs_between_two_problems_and_the_account_decides(language: str, chat: Open) -> None:
    """Signed in, with one thing wrong: what was found is told, and nothing is asked first."""
    told = 0
    for message in VAGUE[language]:
        talk = chat("unconfirmed", language)
        talk.say(GREETING[language])
        answer = talk.say(message)
        told += "unconfirmed" in judge.causes_named(answer.text, language)
    assert told, "the account decided in no case"


FEARED = {
    "en": [
        "there is a withdrawal that hasn't arrived",
        "my balance went down over night",
        "some of my coins left and i see no reason",
    ],
    "sv": [
        "nästan all usdt verkar borta på nya enheten",
        "en del av min usdt är fryst efter en p2p-order",
        "min eth har lämnat plånboken men är inte här",
    ],
}


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_perhaps_tells_of_a_theft_and_protection_is_one_press_away(
    language: str, chat: Open
) -> None:
    """Which message leaves a trace of fear is the model's matter; some one does."""
    title = judge.texts()["utter_intent_title_security_breach"][language]
    offered = 0
    for message in FEARED[language]:
        talk = chat("unconfirmed", language)
        answer = talk.say(message)
        if not judge.says(answer.text, "utter_also_theft", language):
            continue
        offered += 1
        answer.never_says_response("utter_breach_first_step", language)
        talk.press(answer, title).says_response("utter_breach_first_step", language)
    assert offered, "protection was offered below none of the answers"
