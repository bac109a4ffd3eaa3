"""Two errands in one message: the first is answered, the second is offered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations import judge
from tests.conversations.chat import Chat

Open = Callable[..., Chat]
TWO = {
    "en": "my btc deposit is missing and i can't log in on the web",
    "sv": "min btc-insättning saknas och jag kan inte logga in på webben",
}
COINS = {
    "en": "my btc deposit hasn't arrived, and also how much eth do i have",
    "sv": "min btc-insättning har inte kommit, och dessutom hur mycket eth har jag",
}
LISTS = {
    "en": "is okx down? and what is my balance",
    "sv": "ligger okx nere? och vad har jag för saldo",
}
LOG_IN = {"en": "Password, 2FA and settings", "sv": "Lösenord, 2FA och inställningar"}


# The first wish is answered in all of them.
@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", TWO["en"]),
        ("en", "my bitcoin deposit hasn't come. Also, how do I change my password?"),
        ("sv", TWO["sv"]),
        (
            "sv",
            "min bitcoin-insättning har inte kommit, dessutom undrar jag hur man byter lösenord",
        ),
    ],
)
def test_user_tells_two_problems_and_is_offered_the_second(
    language: str, message: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    answer = talk.say(message)
    answer.says_response("utter_deposit_not_arrived_unconfirmed", language)
    answer.says_response("utter_also_mentioned", language)
    assert answer.titles[-1] == LOG_IN[language], "the offer comes last"
    talk.press(answer, LOG_IN[language]).says_response("utter_faq_account_help", language)


@pytest.mark.parametrize(
    ("language", "message", "second"),
    [
        (
            "en",
            "bougth sol but its not showing in my balence and also is the site down?",
            "Is OKX up right now?",
        ),
        (
            "sv",
            "hejj min insätning på 0,0412 btc syns inte å jag kan inte logga in på datorn",
            LOG_IN["sv"],
        ),
    ],
)
def test_user_misspells_two_problems_and_is_offered_the_second(
    language: str, message: str, second: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    answer = talk.say(message)
    answer.says_response("utter_also_mentioned", language)
    assert answer.titles[-1] == second


@pytest.mark.parametrize(
    ("language", "message", "second"),
    [
        (
            "en",
            "my eth order filled but there is no eth, and also is okx down?",
            "the other thing",
        ),
        (
            "sv",
            "jag la en köporder på eth men ser ingen eth. dessutom, ligger okx nere?",
            "den andra saken",
        ),
    ],
)
def test_user_takes_up_the_second_and_hears_the_first_once(
    language: str, message: str, second: str, chat: Open
) -> None:
    talk = chat("order-open", language)
    talk.say(message).says_response("utter_trade_not_in_balance_order_open", language)
    status = talk.say(second)
    status.says_response("utter_status_events", language)
    status.never_says_response("utter_trade_not_in_balance_order_open", language)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_user_asks_for_the_status_first_and_hears_what_is_wrong(language: str, chat: Open) -> None:
    talk = chat("order-open", language)
    answer = talk.say({"en": "is okx down right now", "sv": "ligger okx nere just nu"}[language])
    answer.says_response("utter_trade_not_in_balance_order_open", language)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_user_names_a_coin_in_each_and_each_errand_keeps_its_own(language: str, chat: Open) -> None:
    talk = chat("two-pending-deposits", language)
    answer = talk.say(COINS[language])
    answer.says_number("0.0268", language)
    answer.never_says_response("utter_input_two_coins", language)
    second = talk.press(answer, {"en": "Show my balance", "sv": "Visa mitt saldo"}[language])
    assert "BTC" not in second.text, second.text


@pytest.mark.parametrize("language", ["en", "sv"])
def test_user_mentions_a_stranger_second_and_is_protected_first(language: str, chat: Open) -> None:
    talk = chat("recent-withdrawal", language)
    answer = talk.say(
        {
            "en": "my usdt deposit never came and someone made a withdrawal that wasn't me",
            "sv": "min usdt-insättning kom aldrig och någon har gjort ett uttag som inte var jag",
        }[language]
    )
    answer.says_response("utter_breach_first_step", language)
    answer.never_says_response("utter_also_mentioned", language)
    after = talk.say({"en": "yes, i can still log in", "sv": "ja, jag kommer åt kontot"}[language])
    after.says_response("utter_breach_in_control", language)
    after.says_response("utter_also_mentioned", language)
    assert after.titles[-1] == judge.texts()["utter_intent_title_deposit_not_arrived"][language]


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_asks_for_two_lists_and_gets_both(language: str, chat: Open) -> None:
    talk = chat("healthy", language)
    answer = talk.say(LISTS[language])
    answer.says_response("utter_status_events", language)
    second = talk.press(answer, {"en": "Show my balance", "sv": "Visa mitt saldo"}[language])
    second.says_response("utter_balance_list", language)
    second.never_says_response("utter_also_mentioned", language)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "i sent btc from my ledger on monday and i waited and waited, and it never came"),
        ("en", "bought a new phone, logged in and now everything shows zero"),
        ("sv", "jag skickade btc från min ledger i måndags, har väntat länge och inget har kommit"),
        ("sv", "köpte ny mobil, loggade in och nu står allt på noll"),
    ],
)
def test_user_tells_one_long_story_and_nothing_more_is_offered(
    language: str, message: str, chat: Open
) -> None:
    chat("unconfirmed", language).say(message).never_says_response("utter_also_mentioned", language)


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_visitor_tells_two_problems_and_is_offered_the_second(language: str, chat: Open) -> None:
    answer = chat("visitor", language).say(
        {
            "en": "my deposit is missing and i can't log in",
            "sv": "min insättning saknas och jag kan inte logga in",
        }[language]
    )
    answer.says_response("utter_general_deposit_not_arrived", language)
    assert answer.titles[-1] == LOG_IN[language]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "yes the secnd one"),
        ("en", "and the other thing?"),
        ("en", "the othr thing"),
        ("sv", "ja den andra frågan"),
        ("sv", "och den andra saken då"),
    ],
)
def test_user_takes_up_the_second_in_words(language: str, words: str, chat: Open) -> None:
    talk = chat("unconfirmed", language)
    talk.say(TWO[language]).says_response("utter_also_mentioned", language)
    answer = talk.say(words)
    answer.says_response("utter_faq_account_help", language)
    answer.never_says_response("utter_glad", language)


@pytest.mark.parametrize(("language", "yes"), [("en", "yes"), ("sv", "ja tack")])
def test_user_says_yes_to_what_helped_and_is_offered_the_second_again(
    language: str, yes: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(TWO[language])
    helped = talk.say(yes)
    helped.says_response("utter_glad", language)
    helped.says_response("utter_also_mentioned", language)
    talk.say(yes).says_response("utter_faq_account_help", language)


@pytest.mark.parametrize(("language", "yes"), [("en", "yes please"), ("sv", "ja gärna")])
def test_user_says_yes_where_nothing_but_the_offer_was_asked(
    language: str, yes: str, chat: Open
) -> None:
    talk = chat("healthy", language)
    talk.say(LISTS[language])
    talk.say(yes).says_response("utter_balance_list", language)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "the other thing"), ("sv", "den andra saken")]
)
def test_user_takes_up_the_second_once_and_its_coin_goes_with_it(
    language: str, words: str, chat: Open
) -> None:
    talk = chat("two-pending-deposits", language)
    talk.say(COINS[language])
    first = talk.say(words)
    assert "BTC" not in first.text, first.text
    again = talk.say(words)
    assert again.text != first.text, "what was taken up is no longer on offer"


@pytest.mark.parametrize(
    ("language", "no"), [("en", "no, the other one"), ("sv", "nej, den andra")]
)
def test_user_asks_for_another_record_there_is_none_and_the_second_stays_on_offer(
    language: str, no: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(TWO[language])
    answer = talk.say(no)
    answer.says_response("utter_no_other_record", language)
    answer.says_response("utter_also_mentioned", language)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("sv", "min insättning på btc syns inte o jag kan inte logga in på webben"),
        ("sv", "min insättning på btc syns inte å jag kan inte logga in på webben"),
        ("en", "my btc deposit is missing n i cant log in on the web"),
        ("en", "my btc deposit is missing & i cant log in on the web"),
        ("en", "my btc deposti is missing n i cant log in"),
    ],
)
def test_user_joins_two_wishes_as_people_do_in_chats(
    language: str, message: str, chat: Open
) -> None:
    answer = chat("unconfirmed", language).say(message)
    answer.says_response("utter_deposit_not_arrived_unconfirmed", language)
    answer.says_response("utter_also_mentioned", language)
