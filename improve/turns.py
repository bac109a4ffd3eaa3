"""A stored conversation as turns: what the customer said, and what the bot made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)

FALLBACK = "nlu_fallback"
_LISTEN = "action_listen"


@dataclass
class Turn:
    """One message of the customer, and what followed until the next.

    ``ranking``: (intent, confidence), the likeliest first, without ``nlu_fallback``.
    ``heard``: the language heard in this message (sv, en), None where the bot was unsure;
    ``language``: that of the conversation after it. ``asked``, ``outcome``: the slot
    ``outcome`` before and after. ``said``: names of the responses, "" for composed text.
    """

    text: str
    time: float
    intent: str
    confidence: float
    ranking: list[tuple[str, float]] = field(default_factory=list)
    pressed: bool = False
    heard: str | None = None
    language: str | None = None
    foreign: bool = False
    asked: str | None = None
    outcome: str | None = None
    actions: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    shown: str = ""


def sessions(stored: list[dict[str, Any]]) -> list[list[Turn]]:
    """The turns of each session of a conversation, from its events as Rasa stored them."""
    found: list[list[Turn]] = [[]]
    slots: dict[str, Any] = {}
    for event in deserialise_events(stored):
        turns = found[-1]
        if isinstance(event, SessionStarted):
            found.append([])
            slots = {}
        elif isinstance(event, UserUttered):
            turns.append(_turn(event, slots))
        elif isinstance(event, SlotSet):
            slots[event.key] = event.value
            if turns:
                turns[-1].outcome = _text(slots.get("outcome"))
                turns[-1].language = _text(slots.get("language"))
        elif turns and isinstance(event, ActionExecuted) and event.action_name != _LISTEN:
            turns[-1].actions.append(str(event.action_name))
        elif turns and isinstance(event, BotUttered):
            turns[-1].said.append(str((event.metadata or {}).get("utter_action") or ""))
            turns[-1].shown = turns[-1].shown or str(event.text or "")
    return [turns for turns in found if turns]


def _turn(event: UserUttered, slots: dict[str, Any]) -> Turn:
    parsed = event.parse_data or {}
    ranking = [
        (str(one.get("name")), float(one.get("confidence") or 0.0))
        for one in parsed.get("intent_ranking") or []
    ]
    values = {(one.get("entity"), one.get("value")) for one in event.entities or []}
    heard = next((str(value) for name, value in values if name == "language"), None)
    outcome, language = _text(slots.get("outcome")), _text(slots.get("language"))
    return Turn(
        text=str(event.text or ""),
        time=float(event.timestamp or 0.0),
        intent=str(event.intent_name or ""),
        confidence=float((event.intent or {}).get("confidence") or 0.0),
        ranking=[one for one in ranking if one[0] != FALLBACK],
        # The channel hands a button on understood; only what was typed has been tokenized.
        pressed="text_tokens" not in parsed,
        heard=heard,
        language=language,
        foreign=("input_problem", "other_language") in values,
        asked=outcome,
        outcome=outcome,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
