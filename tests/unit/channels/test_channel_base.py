"""A turn through a channel: who speaks, what gets in, and that something always comes out."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ConversationPaused, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from channels.base import TOO_LONG, Edge, warm_up
from identity import METADATA_KEY, verify
from shield import MASK, MASKED_KIND

KEY = "demo-identity-key"
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  requested_slot: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  language: {type: categorical, values: [sv, en], influence_conversation: false,
             mappings: [{type: custom}]}
responses:
  utter_default:
  - text: Sorry
  - text: Beklagar
    condition: [{type: slot, name: language, value: sv}]
  utter_sign_in_ended:
  - text: Sign in again
  - text: Logga in igen
    condition: [{type: slot, name: language, value: sv}]
"""
)


class Store:
    def __init__(self, tracker: DialogueStateTracker | None) -> None:
        self._tracker = tracker

    async def retrieve(self, _sender: str) -> DialogueStateTracker | None:
        return self._tracker


class Agent:
    """What a channel uses of Rasa's agent."""

    def __init__(self, *events: Any, ready: bool = True) -> None:
        tracker = DialogueStateTracker.from_events("c", list(events), DOMAIN.slots)
        self.tracker_store = Store(tracker if events else None)
        self.nlg = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
        self.domain = DOMAIN
        self._ready = ready
        self.parsed: list[str] = []

    async def parse_message(self, text: str) -> None:
        self.parsed.append(text)

    def is_ready(self) -> bool:
        return self._ready


def answer(handle: Any, agent: Any, raw: str = "hello") -> list[str]:
    edge = Edge("rest", KEY)
    messages = asyncio.run(edge.answer(handle, edge.message("c", None, raw), agent))
    return [m["text"] for m in messages]


async def speaks(message: UserMessage) -> None:
    await message.output_channel.send_response("c", {"text": "Hi"})


async def is_silent(_message: UserMessage) -> None:
    return None


async def fails(_message: UserMessage) -> None:
    raise ValueError("my seed phrase is abandon abandon")


def test_customer_is_signed_for_this_conversation() -> None:
    message = Edge("rest", KEY).message("c", "unconfirmed", "hello")
    token = message.metadata[METADATA_KEY]
    assert verify(token, "c", KEY, time.time()) == "unconfirmed"
    assert verify(token, "d", KEY, time.time()) is None
    assert (message.text, message.sender_id, message.input_channel) == ("hello", "c", "rest")


def test_visitor_carries_no_identity() -> None:
    assert Edge("rest", KEY).message("c", None, "hello").metadata == {}


def test_customer_without_a_key_cannot_be_signed() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        Edge("rest", None).message("c", "unconfirmed", "hello")


@pytest.mark.parametrize(
    ("length", "metadata"), [(2000, {}), (2001, {TOO_LONG: True}), (100_000, {TOO_LONG: True})]
)
def test_long_text_is_cut_and_flagged(length: int, metadata: dict[str, Any]) -> None:
    message = Edge("rest", KEY).message("c", None, "x " * (length // 2) + "x" * (length % 2))
    assert message.metadata == metadata
    assert len(message.text) <= 2000


SEED = "abandon " * 11 + "about"  # the published test vector of BIP-39


@pytest.mark.parametrize(
    ("typed", "kind", "secret"),
    [
        (f"my seed phrase is {SEED}, help", "seed", "abandon"),
        ("x " * 990 + SEED, "seed", "abandon"),  # across the place where the text is cut
        ("mitt lösenord är Hunter2!demo", "password", "Hunter2"),
    ],
)
def test_secret_is_masked_and_named(typed: str, kind: str, secret: str) -> None:
    message = Edge("rest", KEY).message("c", None, typed)
    assert message.metadata[MASKED_KIND] == kind
    assert secret not in message.text


@pytest.mark.parametrize("typed", ["123456", "jag glömde mitt lösenord", "0x" + "ab" * 32])
def test_numbers_and_transaction_ids_pass(typed: str) -> None:
    message = Edge("rest", KEY).message("c", None, typed)
    assert (message.text, message.metadata) == (typed, {})


def test_secret_in_two_messages_is_masked_in_its_own_conversation_only() -> None:
    edge = Edge("rest", KEY)
    edge.message("c", None, "my private key is:")
    other = edge.message("d", None, "ab12" * 16)
    assert (other.text, other.metadata) == ("ab12" * 16, {})
    message = edge.message("c", None, "ab12" * 16)
    assert (message.text, message.metadata) == (MASK, {MASKED_KIND: "private_key"})


def test_secret_in_a_buttons_place_is_masked() -> None:
    edge = Edge("rest", KEY)
    asyncio.run(
        edge.message("c", None, "hello").output_channel.send_response(
            "c", {"text": "?", "buttons": [{"title": "Ja", "payload": "/affirm"}]}
        )
    )
    for typed in (f"b-{SEED}", f'/inform{{"x": "{SEED}"}}', f"／affirm {SEED}"):
        message = edge.message("c", None, typed)
        assert message.metadata == {MASKED_KIND: "seed"}
        assert message.parse_data is None
        assert "abandon" not in message.text


def handled(raw: str, *events: Any) -> UserMessage:
    seen: list[UserMessage] = []

    async def handle(message: UserMessage) -> None:
        seen.append(message)
        await speaks(message)

    answer(handle, Agent(*events), raw)
    return seen[0]


@pytest.mark.parametrize("typed", ["482913", " 482 913 ", "G-482913", "４８２９１３"])
def test_lone_code_is_masked(typed: str) -> None:
    message = handled(typed)
    assert not any(c.isdigit() for c in message.text)
    assert message.metadata[MASKED_KIND] == "code"


@pytest.mark.parametrize("typed", ["482913", "482 913"])
def test_lone_number_that_was_asked_for_passes(typed: str) -> None:
    message = handled(typed, SlotSet("requested_slot", "amount"))
    assert (message.text, message.metadata) == (typed, {})


def test_button_goes_round_the_understanding() -> None:
    edge = Edge("rest", KEY)
    first = edge.message("c", None, "hello")
    buttons = [{"title": "Ja", "payload": "/affirm"}, {"title": "Mer", "payload": "/ berätta mer"}]
    asyncio.run(first.output_channel.send_response("c", {"text": "?", "buttons": buttons}))
    sent = first.output_channel.messages[0]["buttons"]
    yes = edge.message("c", None, sent[0]["payload"])
    assert (yes.text, yes.parse_data["intent"]["name"]) == ("Ja", "affirm")
    more = edge.message("c", None, sent[1]["payload"])
    assert (more.text, more.parse_data) == ("berätta mer", None)


def test_answer_is_passed_on() -> None:
    assert answer(speaks, Agent()) == ["Hi"]


def test_silence_gets_the_last_word_in_the_customers_language() -> None:
    assert answer(is_silent, Agent()) == ["Sorry"]
    assert answer(is_silent, Agent(SlotSet("language", "sv"))) == ["Beklagar"]


def test_failure_gets_the_last_word_and_leaves_no_text_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert answer(fails, Agent(), "my seed phrase is abandon abandon") == ["Sorry"]
    assert "ValueError" in caplog.text
    assert "abandon" not in caplog.text


def test_conversation_of_a_person_is_left_alone() -> None:
    assert answer(is_silent, Agent(ConversationPaused())) == []


@pytest.mark.parametrize("agent", [None, Agent(ready=False)])
def test_no_bot_is_said(agent: Any) -> None:
    with pytest.raises(RuntimeError, match="not ready"):
        answer(is_silent, agent)


def test_first_customer_does_not_wait_for_loading() -> None:
    ready, not_ready = Agent(), Agent(ready=False)
    for agent in (ready, not_ready, None):
        asyncio.run(warm_up(agent))
    assert (len(ready.parsed), not_ready.parsed) == (1, [])


@pytest.mark.parametrize(("ends", "lasts"), [(None, 3600), (60, 60), (7200, 3600)])
def test_t3_what_is_signed_never_outlives_the_sign_in(ends: int | None, lasts: int) -> None:
    now = int(time.time())
    message = Edge("rest", KEY).message("c", "anna", "hi", None if ends is None else now + ends)
    token = message.metadata[METADATA_KEY]
    assert verify(token, "c", KEY, now + lasts - 5) == "anna"
    assert verify(token, "c", KEY, now + lasts + 5) is None


def test_ended_sign_in_is_told_in_the_customers_language() -> None:
    for events, said in (((), "Sign in again"), ((SlotSet("language", "sv"),), "Logga in igen")):
        edge, agent = Edge("rest", KEY), Agent(*events)
        (message,) = asyncio.run(edge.ask_to_sign_in("c", agent))
        assert message["text"] == said
    with pytest.raises(RuntimeError, match="not ready"):
        asyncio.run(Edge("rest", KEY).ask_to_sign_in("c", Agent(ready=False)))
