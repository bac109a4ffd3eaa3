"""Questions that lean on the answer before them, and questions what a word of it means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations import judge
from tests.conversations.chat import Chat
from tests.conversations.test_matrix import MESSAGES

Open = Callable[..., Chat]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "when will it open"),
        ("en", "and how long then?"),
        ("sv", "hur länge då"),
        ("sv", "när öppnar det igen?"),
    ],
)
def test_user_asks_when_a_paused_coin_opens_and_hears_the_exchanges_time(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("deposits-suspended", language)
    talk.say(MESSAGES["token_maintenance"][language])
    answer = talk.say(said)
    answer.says_response("utter_follow_eta", language)
    answer.never_says_response("utter_default", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "when does it arrive"),
        ("en", "how many more"),
        ("en", "can u speed it up"),
        ("sv", "när kommer den då"),
        ("sv", "hur många till?"),
        ("sv", "går det att skynda på den?"),
    ],
)
def test_user_asks_when_and_hears_how_far_it_was(language: str, said: str, chat: Open) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_follow_confirmations", language)
    assert {"en": "1 of 2 needed", "sv": "1 av 2 som behövs"}[language] in answer.text


@pytest.mark.parametrize(
    ("language", "said"), [("en", "when does it arrive"), ("sv", "när kommer den då")]
)
def test_user_asks_when_and_no_time_was_read(language: str, said: str, chat: Open) -> None:
    talk = chat("order-open", language)
    talk.say(MESSAGES["trade_not_in_balance"][language])
    talk.say(said).says_response("utter_follow_no_time", language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "why does that take time"),
        ("en", "why?"),
        ("sv", "varför tar det sån tid"),
        ("sv", "varför då"),
    ],
)
def test_user_asks_why_and_hears_what_it_rests_on(language: str, said: str, chat: Open) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_follow_why", language)
    answer.says_number("0.0412", language)


@pytest.mark.parametrize("customer", ["travel-rule", "visitor"])
@pytest.mark.parametrize(
    ("language", "said", "term"),
    [
        ("en", "what is Travel Rule", "travel_rule"),
        ("sv", "vad är travel rule för något?", "travel_rule"),
        ("en", "what does TxID mean?", "txid"),
        ("sv", "vad betyder nätverksbekräftelser", "confirmation"),
        ("en", "what is a memo", "memo"),
        ("sv", "vad är finansieringskontot", "funding"),
        ("sv", "va e memo för nåt", "memo"),
        ("en", "wats a txid", "txid"),
    ],
)
def test_user_asks_what_a_word_means(
    customer: str, language: str, said: str, term: str, chat: Open
) -> None:
    talk = chat(customer, language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.say(said).says_response(f"utter_term_{term}", language)


def test_user_asks_how_long_before_any_case_and_hears_the_guides_times(chat: Open) -> None:
    chat("healthy", "en").say("how long does this take").says_response(
        "utter_faq_resolution_time", "en"
    )


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_asks_when_and_can_still_say_that_it_did_not_help(language: str, chat: Open) -> None:
    talk = chat("in-bot", language)
    talk.say(MESSAGES["account_sync"][language])
    talk.say({"en": "why is that", "sv": "varför då"}[language])
    answer = talk.say({"en": "it didnt help", "sv": "det hjälpte inte"}[language])
    assert judge.told(answer.text, "utter_further_", language), answer.text


WHAT_NOW = [("en", "what do i do now"), ("en", "ok done, what next"), ("sv", "vad gör jag nu")]


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_asks_what_to_do_and_hears_the_steps_of_the_case_again(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_follow_steps", language)
    answer.says_response("utter_ask_helped", language)
    answer.says_number("0.0412", language)
    answer.says("mempool.space")


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_asks_what_to_do_before_choosing_and_is_asked_again(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_ask_deposit", language)
    assert len(answer.buttons) == 2


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_who_was_robbed_asks_what_to_do_and_hears_it(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("recent-withdrawal", language)
    talk.say(MESSAGES["security_breach"][language])
    talk.say(said).says_response("utter_breach_active_theft", language)
    again = talk.say(said)
    again.says_response("utter_follow_next_security", language)
    again.says("https://www.okx.com/help")


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_was_handed_over_asks_what_to_do_and_is_sent_to_the_person(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.say({"en": "i want to talk to a human", "sv": "jag vill prata med en människa"}[language])
    answer = talk.say(said)
    answer.says_response("utter_follow_next_person", language)
    answer.says("https://www.okx.com/help")


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_wanted_a_person_at_once_and_is_sent_there_again(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("healthy", language)
    talk.say({"en": "i want to talk to a human", "sv": "jag vill prata med en människa"}[language])
    for _ in range(2):
        talk.say(said).says_response("utter_handover_plain", language)


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_looks_again_after_a_person_was_named(language: str, said: str, chat: Open) -> None:
    talk = chat("unconfirmed", language)
    talk.say({"en": "i want to talk to a human", "sv": "jag vill prata med en människa"}[language])
    talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.say(said).says_response("utter_follow_steps", language)


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_visitor_asks_what_to_do_and_hears_how_to_sign_in(
    language: str, said: str, chat: Open
) -> None:
    talk = chat("visitor", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_sign_in", language)
    assert answer.buttons


@pytest.mark.parametrize(("language", "said"), WHAT_NOW)
def test_user_asks_what_to_do_where_nothing_was_found(language: str, said: str, chat: Open) -> None:
    talk = chat("healthy", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    answer = talk.say(said)
    answer.says_response("utter_follow_steps", language)
    answer.says_response("utter_ask_txid", language)
