""" "It wasn't me", said after an answer: whose hand it was weighs more than whether it helped."""

from __future__ import annotations

import pytest
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from nlu.verdict import Verdict

NOT_ME = [
    "nej absolut inte jag",
    "no that wasn't me",
    "not me",
    "nä de va inte jag",
    "no it was not mine",
]
DID_NOT_HELP = [
    "nej",
    "no it didnt help",
    "hjälpte inte",
    "nope, haven't done that yet",
    "not really",
]


def after(outcome: str | None, text: str, intent: str = "deny") -> str:
    """The intent of ``text``, which the model takes for ``intent``, after an answer."""
    slots = [
        TextSlot(name, mappings=[{}], influence_conversation=False) for name in ("outcome", "topic")
    ]
    state = DialogueStateTracker("test", slots)
    state.slots["outcome"].value = outcome
    state.slots["topic"].value = "withdrawal_not_arrived" if outcome else None
    ranking = [{"name": intent, "confidence": 0.9}]
    message = Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
    return str(Verdict({}).process([message], state)[0].get("intent")["name"])


@pytest.mark.parametrize("text", NOT_ME)
@pytest.mark.parametrize("outcome", ["explained", "nothing", "told"])
def test_who_did_not_do_what_was_found_is_protected(outcome: str, text: str) -> None:
    assert after(outcome, text) == "security_breach"


@pytest.mark.parametrize("text", DID_NOT_HELP)
def test_a_plain_no_says_that_it_did_not_help(text: str) -> None:
    assert after("explained", text) == "deny"


@pytest.mark.parametrize("outcome", [None, "asks_owner", "security", "asks"])
def test_where_something_else_was_asked_it_answers_that(outcome: str | None) -> None:
    assert after(outcome, "that wasn't me") == "deny"


def test_who_says_more_is_understood_as_before() -> None:
    assert after("explained", "it is not me who decides that", "complaint") == "complaint"
