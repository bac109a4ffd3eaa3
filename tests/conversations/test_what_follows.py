"""What follows an unclear question, a "no", a request for a person: by what was found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations.chat import Chat

Open = Callable[..., Chat]


@pytest.mark.parametrize("text", ["wheres my eth??", "var är min eth"])
def test_user_asks_where_a_coin_is_and_the_account_is_looked_into(chat: Open, text: str) -> None:
    answer = chat("withdrawn").say(text)
    answer.says("1.0633" if text.startswith("wheres") else "1,0633", "ETH")
    assert len(answer.buttons) == 2, "was it the customer: yes or no"


def test_user_looks_at_the_balance_disowns_what_left_and_is_protected(chat: Open) -> None:
    conversation = chat("withdrawn")
    asked = conversation.say("show my balance")
    asked.says("1.0633", "ETH")
    assert len(asked.buttons) == 2, "was it the customer: yes or no"
    conversation.say("no that wasn't me").says("Do this first", "Withdrawal history")


def test_user_fears_theft_in_unclear_words_and_is_protected_first(chat: Open) -> None:
    answer = chat("withdrawn").say("my eth is gone, was I hacked?")
    answer.says("Do this first", "Withdrawal history", "1.0633")


@pytest.mark.parametrize(
    ("customer", "text", "no"),
    [
        ("sold", "var är min bitcoin, den är borta", "nej det var inte jag"),
        ("converted", "my doge is gone", "no that wasn't me"),
    ],
)
def test_user_disowns_a_trade_and_is_protected(
    chat: Open, customer: str, text: str, no: str
) -> None:
    conversation = chat(customer)
    asked = conversation.say(text)
    assert len(asked.buttons) == 2, asked.text
    answer = conversation.say(no)
    answer.says("avbryt" if customer == "sold" else "cancel every withdrawal")


def test_user_says_no_after_a_break_in_and_is_told_to_cancel_and_freeze(chat: Open) -> None:
    conversation = chat("recent-withdrawal")
    conversation.say("there is a withdrawal that I never made")
    conversation.say("no").says("First cancel every withdrawal", "freeze the account")


def test_user_wants_a_person_before_any_look_up_and_copies_nothing(chat: Open) -> None:
    answer = chat("unconfirmed").say("i want to talk to a human")
    answer.says("https://www.okx.com/help")
    answer.never_says("copy the text below")


def test_user_asks_for_a_delisted_coin_that_no_word_list_has(chat: Open) -> None:
    chat("delisted").say("var är mina CELT").says("5 120,5", "CELT")


def test_user_is_not_helped_and_the_next_step_goes_by_the_finding(chat: Open) -> None:
    conversation = chat("kyc-deposit-limit")
    conversation.say("deposit stuck btc, says over limit??").says("0.1944")
    conversation.say("no").never_says("hard fork", "another network")
    conversation.say("a human please").never_says("suspended or in maintenance")


def test_user_reads_no_contradiction_about_a_credited_deposit(chat: Open) -> None:
    answer = chat("credited-locked").say("my deposit is there but I can't withdraw it")
    answer.never_says("can't be shown or used in full")


def test_user_whose_connection_is_refused_is_not_told_to_wait(chat: Open) -> None:
    answer = chat("wrong-site").say("my deposit hasn't arrived")
    answer.says("refused", "https://www.okx.com/help")
    answer.never_says("in a few minutes")


def test_user_of_a_hacked_account_hands_over_every_withdrawal(chat: Open) -> None:
    conversation = chat("compromised")
    conversation.say("någon har gjort ett uttag som jag inte känner igen")
    conversation.say("jag kommer inte in").says("2 750,8", "0,9781")


def test_user_is_asked_nothing_after_not_being_understood(chat: Open) -> None:
    answer = chat("healthy").say("flurp snorgle wibbly")
    answer.never_says("Did this help", "Hjälpte det")


def test_user_staked_and_hears_of_a_movement_and_of_no_balance(chat: Open) -> None:
    answer = chat("moved-to-earn").say("my SOL is not in the list any more")
    answer.says("31.42 SOL was moved")
    answer.never_says("You have 31.42")
