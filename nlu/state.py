"""What the pipeline may ask of the conversation so far."""

from __future__ import annotations

from rasa.shared.core.trackers import DialogueStateTracker

_NUMBERS = ("amount", "order_id", "txid")


def slot(tracker: DialogueStateTracker | None, name: str) -> str | None:
    """A slot's text, or None: also when there is no conversation, or no such slot in the domain."""
    if tracker is None or name not in tracker.slots:
        return None
    value = tracker.get_slot(name)
    return str(value) if value else None


def asked_for_number(tracker: DialogueStateTracker | None) -> bool:
    """Whether the bot has just asked for an amount or an id, so that a lone number is no code."""
    return slot(tracker, "requested_slot") in _NUMBERS
