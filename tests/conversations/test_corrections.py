"""What was meant instead is looked at instead, whatever the bot said or asked before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conversations import judge
from tests.conversations.chat import Answer, Chat
from tests.conversations.test_matrix import MESSAGES

Open = Callable[..., Chat]
BTC, ETH = "0.0268", "0.7215"  # of the demo customer two-pending-deposits
FIRST = {"en": "my btc deposit isnt here", "sv": "min btc-insättning har inte kommit"}


def tells_only(answer: Answer, figure: str, other: str, language: str) -> None:
    """The answer explains one record, and not the other one."""
    answer.says_number(figure, language)
    told = answer.text.split(judge.fragment("utter_looked_at", language))[0]
    assert other.replace(".", "," if language == "sv" else ".") not in told, answer.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "meant ETH not BTC"),
        ("en", "meant eth not btc"),
        ("en", "not BTC, ETH"),
        ("en", "sorry, i meant eth"),
        ("en", "no the other one"),
        ("en", "the eth one"),
        ("sv", "nej, den andra"),
        ("sv", "jag menade ETH, inte BTC"),
        ("sv", "inte btc utan eth"),
        ("sv", "förlåt, eth menade jag"),
    ],
)
def test_user_corrects_the_coin_after_an_explanation(language: str, said: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say(FIRST[language]).says_number(BTC, language)
    tells_only(talk.say(said), ETH, BTC, language)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "not the BTC one, the ETH"), ("sv", "inte BTC, ETH")]
)
def test_user_corrects_while_asked_which_deposit(language: str, said: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say(MESSAGES["deposit_not_arrived"][language]).says_response("utter_ask_deposit", language)
    tells_only(talk.say(said), ETH, BTC, language)


@pytest.mark.parametrize(("language", "said"), [("en", "the second one"), ("sv", "den andra")])
def test_user_counts_through_the_list(language: str, said: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    asked = talk.say(MESSAGES["deposit_not_arrived"][language])
    figures = [BTC, ETH]
    second = next(f for f in figures if f.replace(".", asked.titles[1][1]) in asked.titles[1])
    figures.remove(second)
    tells_only(talk.say(said), second, figures[0], language)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "no the other one"), ("sv", "nej den andra")]
)
def test_user_wants_the_other_after_picking_one(language: str, said: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    asked = talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.press(asked, BTC.replace(".", "," if language == "sv" else "."))
    tells_only(talk.say(said), ETH, BTC, language)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "wrong order, {}"), ("sv", "fel order, {}"), ("sv", "nej {}")]
)
def test_user_corrects_the_order(
    language: str, said: str, chat: Open, customers: dict[str, dict[str, Any]]
) -> None:
    one, other = customers["two-open-orders"]["orders"]
    talk = chat("two-open-orders", language)
    talk.say(
        {"en": "where is what i bought with order {}", "sv": "var är det jag köpte, order {}"}[
            language
        ].format(one)
    ).says("SOL-USDT")
    answer = talk.say(said.format(other))
    answer.says("BTC-USDT", other)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I meant the withdrawal"),
        ("en", "no, the withdrawal, not the deposit"),
        ("sv", "jag menade uttaget"),
        ("sv", "nej, uttaget"),
    ],
)
def test_user_corrects_the_topic(language: str, said: str, chat: Open) -> None:
    talk = chat("healthy", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    assert judge.told(answer.text, "utter_withdrawal_not_arrived_", language), answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "sorry, ETH not BTC"), ("sv", "förlåt, ETH inte BTC")]
)
def test_user_corrects_the_coin_of_a_list(language: str, said: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say(
        {
            "en": "what is the status of my last btc deposit?",
            "sv": "vad är statusen på min senaste btc-insättning?",
        }[language]
    ).says_response("utter_deposit_list", language)
    answer = talk.say(said)
    answer.says_response("utter_deposit_list", language)
    answer.says_number(ETH, language)
    assert BTC.replace(".", "," if language == "sv" else ".") not in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "I meant ETH not BTC"), ("sv", "jag menade ETH, inte BTC")]
)
def test_user_corrects_the_coin_after_the_way_to_a_person(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say_all(FIRST[language], {"en": "a human please", "sv": "en människa tack"}[language])
    tells_only(talk.say(said), ETH, BTC, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "sorry, trading not funding"), ("sv", "förlåt, handelskontot inte finansiering")],
)
def test_user_corrects_the_account(language: str, said: str, chat: Open) -> None:
    talk = chat("in-trading", language)
    talk.say(MESSAGES["funding_account_p2p"][language])
    answer = talk.say(said)
    answer.never_says_response("utter_default", language)
    answer.never_says_response("utter_rephrase", language)
    assert judge.causes_named(answer.text, language), answer.text


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_wants_another_where_there_is_none_and_is_told_so(language: str, chat: Open) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say({"en": "no the other one", "sv": "nej, den andra"}[language])
    answer.says_response("utter_no_other_record", language)


def test_visitor_corrects_the_coin_and_is_answered(chat: Open) -> None:
    talk = chat("visitor", "en")
    talk.say(FIRST["en"])
    talk.say("meant SOL not BTC").says_response("utter_general_deposit_not_arrived", "en")
    talk.say("no i meant btc not sol").says_response("utter_general_deposit_not_arrived", "en")


def test_user_contrasts_what_came_with_what_did_not(chat: Open) -> None:
    """ "but not ETH" tells of the missing one: it takes nothing back."""
    talk = chat("two-pending-deposits", "en")
    answer = talk.say("i can see my btc but not eth")
    assert "ETH" in answer.text
