"""Who is asking: two customers at once, games with senders, and nothing crosses over."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.conversations import judge
from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot
from tests.conversations.test_matrix import MESSAGES


def post(bot: Bot, sender: str, message: str) -> requests.Response:
    return requests.post(
        f"{bot.url}/webhooks/rest/webhook",
        json={"sender": sender, "message": message},
        timeout=20,
    )


def test_t26_stranger_on_the_machine_calls_no_action(bot: Bot) -> None:
    call = {"next_action": "action_check_balance", "tracker": {"sender_id": "in-earn/x"}}
    for headers in ({}, {"X-Saldo-Caller": "0" * 64}, {"Origin": "https://evil.example"}):
        for path in ("webhook", "actions"):
            answer = requests.post(
                f"{bot.actions_url}/{path}", json=call, headers=headers, timeout=10
            )
            assert (answer.status_code, answer.json()) == (403, {"error": "not allowed"})


def test_users_talk_at_the_same_time_and_each_hears_their_own(chat: Callable[..., Chat]) -> None:
    own = {
        "in-earn": "1.3778", "in-bot": "1450.62", "lent-out": "1900.2", "in-margin": "0.6604",
        "in-sniper": "0.0328", "copy-trading": "815.37", "sold": "0.0462", "converted": "8400",
    }  # fmt: skip

    def talk(customer: str) -> None:
        told = chat(customer, "en")
        for message in (
            "hello",
            MESSAGES["account_sync"]["en"],
            "it didnt help",
            "show my balance",
        ):
            answer = told.say(message)  # judged: no figure of another customer
            if message == MESSAGES["account_sync"]["en"]:
                answer.says_number(own[customer], "en")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(talk, list(own) * 3))


def test_users_name_their_conversations_alike_and_nothing_crosses(
    chat: Callable[..., Chat],
) -> None:
    one = chat("unconfirmed", "en", conversation="same-name")
    other = chat("low-fee", "en", conversation="same-name")
    one.say("my btc deposit isnt here").says_number("0.0412", "en")
    other.say("hello").says_response("utter_introduction", "en")
    other.say("it didnt help").never_says("0.0412")
    other.say("my btc deposit isnt here").says_number("0.0873", "en")


def test_customer_after_customer_in_one_conversation_name_and_the_case_stays_behind(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    chat("completed-missing", "en", conversation="shared").say("my eth deposit never came")
    person = chat("in-earn", "en", conversation="shared").say("i want a person")
    person.never_says(customers["completed-missing"]["txids"][0], "0.4471")
    person = chat("visitor", "en", conversation="shared").say("i want a person")
    person.never_says(customers["completed-missing"]["txids"][0], "0.4471")


@pytest.mark.parametrize(
    "sender",
    ["visitor/unconfirmed", "visitor/healthy x", "visitor/saldo_identity=healthy"],
)
def test_visitor_names_the_conversation_after_a_customer_and_stays_a_visitor(
    sender: str, bot: Bot
) -> None:
    reply = post(bot, sender, "show me my balance")
    text = judge.plain("\n\n".join(m.get("text", "") for m in reply.json()))
    assert judge.says(text, "utter_sign_in", "en"), text
    assert not judge.leaks(text, "visitor")


@pytest.mark.parametrize(
    "sender",
    ["healthy/a/b", "visitor/../healthy/x", "healthy%2Fx", "healthy\x00/x", "healthy/\x00",
     "Healthy /x", " healthy/x", "healthy\n/x", "*/x", "../x", "", "/", "healthy/" + "x" * 500],
    ids=repr,
)  # fmt: skip
def test_script_plays_games_with_the_sender_and_is_refused(sender: str, bot: Bot) -> None:
    reply = post(bot, sender, "show me my balance")
    assert reply.status_code in (400, 404), reply.text[:300]
    assert "error" in reply.json()


def test_customer_presses_a_button_of_somebody_else_and_hears_nothing_of_theirs(
    chat: Callable[..., Chat],
) -> None:
    asked = chat("two-pending-deposits", "en").say("my deposits havent arrived")
    payloads = [button["payload"] for button in asked.buttons]
    stranger = chat("healthy", "en")
    stranger.say("hello")
    for payload in payloads:
        stranger.say(payload)  # judged: no figure of another customer
    visitor = chat("visitor", "en")
    visitor.say("hello")
    for payload in payloads:
        visitor.say(payload)


def test_customer_gives_the_txid_of_somebody_else_and_hears_only_what_is_public(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    """The public chain is public; that the exchange credited it to whom is not."""
    txid = customers["arrived"]["txids"][0]
    answer = chat("healthy", "en", judged=False).say(f"where is my usdt deposit? txid {txid}")
    answer.never_says_response("utter_deposit_not_arrived_arrived", "en")
    answer.never_says("250.75 USDT in", "is in Funding")


def test_customer_gives_the_order_id_of_somebody_else_and_hears_that_it_is_not_theirs(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    order = customers["order-open"]["orders"][0]
    answer = chat("healthy", "en").say(f"my trade isnt in my balance, order id {order}")
    answer.says_response("utter_trade_not_in_balance_order_not_found", "en")
    answer.never_says("2,980.5", "is still open")


def test_buttons_carry_nothing_but_an_opaque_id(chat: Callable[..., Chat]) -> None:
    for customer, message in (
        ("two-pending-deposits", "my deposits havent arrived"),
        ("unconfirmed", "my btc deposit isnt here"),
        ("compromised", "someone is in my account"),
    ):
        for button in chat(customer, "en").say(message).buttons:
            payload = button["payload"]
            assert not payload.startswith("/"), payload
            assert "{" not in payload


@pytest.mark.parametrize("customer", ["wrong-site", "demo-trading"])
def test_customer_whose_key_does_not_fit_is_answered(
    customer: str, chat: Callable[..., Chat]
) -> None:
    for language in judge.LANGUAGES:
        answer = chat(customer, language).say(MESSAGES["account_sync"][language])
        if customer == "wrong-site":
            answer.never_says_response("utter_account_sync_empty_account", language)
            answer.says_response("utter_account_denied", language)
        else:
            answer.says_number("10000.25", language)
