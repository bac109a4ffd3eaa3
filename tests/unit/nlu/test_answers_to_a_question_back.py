"""The bot asked which of two things was meant, and hears a detail: that is no third thing."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from nlu.extract import read
from nlu.marks import READING
from nlu.verdict import Verdict


def asked_about(**odds: float) -> UserUttered:
    """A message that the bot was not sure of."""
    ranking = [{"name": name, "confidence": value} for name, value in odds.items()]
    return UserUttered("...", ranking[0], [], {"intent": ranking[0], "intent_ranking": ranking})


def answered(text: str, *events: UserUttered | SlotSet) -> str:
    """The intent of ``text`` after ``events``; to the model it is a bare detail."""
    slots = [
        TextSlot(name, mappings=[{}], influence_conversation=False) for name in ("outcome", "topic")
    ]
    state = DialogueStateTracker.from_events("test", [*events], slots)
    ranking = [{"name": "inform", "confidence": 0.9}]
    message = Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
    message.set(READING, read(text))
    return str(Verdict({}).process([message], state)[0].get("intent")["name"])


THEFT_OR_DEPOSIT = asked_about(nlu_fallback=0.5, security_breach=0.2, deposit_not_arrived=0.4)


@pytest.mark.parametrize(
    "text", ["sorry meant usdc not usdt", "nej menade usdc", "usdc", "200 usdc on tron"]
)
def test_a_detail_is_about_what_was_likeliest(text: str) -> None:
    assert answered(text, THEFT_OR_DEPOSIT) == "deposit_not_arrived"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [asked_about(deposit_not_arrived=0.9)],
        [asked_about(nlu_fallback=0.5, greet=0.4, deposit_not_arrived=0.1)],
        [asked_about(nlu_fallback=0.5)],
        [THEFT_OR_DEPOSIT, SlotSet("topic", "trade_not_in_balance"), SlotSet("outcome", "asks")],
        [THEFT_OR_DEPOSIT, asked_about(greet=0.9)],
    ],
    ids=["first", "sure", "a guess", "nothing", "the account told", "something else since"],
)
def test_a_detail_is_a_detail_where_nothing_was_asked(events: list[UserUttered | SlotSet]) -> None:
    assert answered("sorry meant usdc not usdt", *events) == "inform"


def test_what_is_meant_instead_is_what_is_said() -> None:
    events = [THEFT_OR_DEPOSIT, SlotSet("topic", "check_balance")]
    assert answered("i meant the withdrawal", *events) == "withdrawal_not_arrived"
