"""Messages as they come from the classifier."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message


def said(text: str, **odds: float) -> Message:
    """Ranked as given, the first being the intent."""
    ranking = [{"name": name, "confidence": value} for name, value in odds.items()]
    return Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
