"""A customer's sign-in ends, or can't be checked, in the middle of a conversation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import requests

from tests.conversations import judge
from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot
from tests.conversations.test_matrix import MESSAGES

LOOKUP = {"en": "show me my balance", "sv": "visa mitt saldo"}


def revoke(bot: Bot, customer: str) -> None:
    url = f"{bot.sandbox_url}/_sandbox/signin/revoke"
    ended = requests.post(url, json={"customer": customer}, timeout=10).json()["ended"]
    assert ended > 0


@pytest.fixture
def short(bot: Bot) -> Iterator[None]:
    """Sign-ins that end within the demo channel's margin: it renews one at every message."""
    url = f"{bot.sandbox_url}/_sandbox/signin/lifetime"
    requests.post(url, json={"seconds": 25}, timeout=10).raise_for_status()
    yield
    requests.post(url, json={"seconds": 300}, timeout=10).raise_for_status()


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("asked", ["lookup", "settlement_delay", "security_breach"])
def test_user_whose_sign_in_was_revoked_is_asked_to_sign_in_again_and_then_goes_on(
    asked: str, language: str, bot: Bot, chat: Callable[..., Chat]
) -> None:
    customer = "balance-visible"
    message = LOOKUP[language] if asked == "lookup" else MESSAGES[asked][language]
    talk = chat(customer, language)
    talk.say(LOOKUP[language]).says_response("utter_balance_list", language)
    revoke(bot, customer)
    answer = talk.say(message)
    answer.says_response("utter_sign_in_again", language)
    assert not judge.numbers(answer.text) & judge.canaries()[customer], answer.text
    # the demo channel signs in again by itself, and it is still the same conversation
    answer = talk.say(LOOKUP[language])
    answer.says_response("utter_balance_list", language)
    answer.never_says_response("utter_introduction", language)


def test_user_whose_sign_in_is_renewed_stays_in_the_conversation(
    short: None, chat: Callable[..., Chat]
) -> None:
    talk = chat("unconfirmed", "en")
    talk.say("my btc deposit isnt here").says_number("0.0412", "en")
    answer = talk.say("it didnt help")
    answer.never_says_response("utter_introduction", "en")
    answer.never_says_response("utter_sign_in_again", "en")


@pytest.mark.parametrize("kind", ["5xx", "html", "refuse", "slow"])
def test_user_asks_while_the_token_endpoint_fails_and_hears_what_was_not_read(
    kind: str, bot: Bot, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": "/oauth/token", "fault": kind, "seconds": 30})
    customer = "balance-visible"
    answer = chat(customer, "en").say(LOOKUP["en"])
    assert any(
        judge.says(answer.text, name, "en")
        for name in ("utter_all_unknown", "utter_unknown_parts", "utter_turn_too_slow")
    ), answer.text
    answer.never_says_response("utter_sign_in_again", "en")
    answer.never_says_response("utter_balance_empty", "en")
    assert not judge.numbers(answer.text) & judge.canaries()[customer]


def test_nothing_that_was_written_holds_a_sign_in_or_an_access_token(
    bot: Bot, chat: Callable[..., Chat]
) -> None:
    chat("healthy", "en").say(LOOKUP["en"]).says_response("utter_balance_list", "en")
    tokens = re.compile(
        rb"eyJ[A-Za-z0-9_-]{10,}\.eyJ|obo-[A-Za-z0-9_-]{20}|grant-[A-Za-z0-9_-]{20}"
    )
    files = [path for path in bot.state.rglob("*") if path.is_file()]
    names = {path.name for path in files}
    assert {"tracker.db", "identity.db", "rasa.log", "actions.log", "sandbox.log"} <= names
    for path in files:
        found = tokens.search(path.read_bytes())
        assert found is None, f"{path.name} holds {found[0][:12]!r}…"


def test_t1_conversation_ids_name_nobody(bot: Bot, chat: Callable[..., Chat]) -> None:
    """What Rasa stores a conversation under is random, whatever the sender calls it."""
    chat("in-earn", "en", conversation="a-telling-name").say("hello")
    stored = (bot.state / "tracker.db").read_bytes()
    assert b"a-telling-name" not in stored
