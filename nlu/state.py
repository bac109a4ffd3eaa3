"""What the pipeline may ask of the conversation so far."""

from __future__ import annotations

import itertools

from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.errands import ERRANDS
from nlu.marks import ASK, THEFT

_DOUBTED = 0.2  # as for a button of the question back (actions/clarify.py)
_NUMBERS = ("amount", "order_id", "txid")


def slot(tracker: DialogueStateTracker | None, name: str) -> str | None:
    """A slot's text, or None: also when there is no conversation, or no such slot in the domain."""
    if tracker is None or name not in tracker.slots:
        return None
    value = tracker.get_slot(name)
    return str(value) if value else None


def was_answered(tracker: DialogueStateTracker | None) -> bool:
    """Whether something was looked at, or a person was named: there is something to go on with."""
    if slot(tracker, "topic") and slot(tracker, "outcome"):
        return True
    case = tracker.slots.get("case") if tracker is not None else None
    told = case.value if case is not None else None
    return isinstance(told, dict) and bool(told.get("handed_over"))


def asked_for_number(tracker: DialogueStateTracker | None) -> bool:
    """Whether the bot has just asked for an amount or an id, so that a lone number is no code."""
    return slot(tracker, "requested_slot") in _NUMBERS


def doubted(tracker: DialogueStateTracker | None) -> str | None:
    """What the message before was likeliest about, where the bot asked back: who then names the
    coin or the TxID answers that, and has chosen no other meaning."""
    before = tracker.latest_message if tracker is not None else None
    if tracker is None or before is None or before.intent.get("name") != ASK:
        return None
    since = itertools.takewhile(lambda event: event is not before, reversed(tracker.events))
    if any(
        isinstance(event, SlotSet) and event.key == "outcome" and event.value for event in since
    ):
        return None  # the account told which it was
    for ranked in before.parse_data.get("intent_ranking") or []:
        if ranked["name"] in ERRANDS - {THEFT}:
            return str(ranked["name"]) if ranked["confidence"] >= _DOUBTED else None
    return None
