"""What a channel says by itself, and what it reads in a conversation to say it well."""

from __future__ import annotations

from typing import Any

from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

OUTCOME_SIGNED_OUT = "signed_out"
"""What the actions put in the slot ``outcome`` when an answer would need an account."""


async def stored_tracker(conversation: str, agent: Any) -> DialogueStateTracker:
    """The stored conversation, or an empty one. It is a copy: nothing is written back.

    Raises RuntimeError when there is no bot.
    """
    if agent is None or not agent.is_ready():
        raise RuntimeError("the bot is not ready")
    found = await agent.tracker_store.retrieve(conversation)
    return found or DialogueStateTracker(conversation, agent.domain.slots)


async def needed_account(conversation: str, agent: Any) -> bool:
    """Whether the last turn's answer said that it would need an account."""
    for event in reversed((await stored_tracker(conversation, agent)).events):
        if isinstance(event, SlotSet) and event.key == "outcome":
            return bool(event.value == OUTCOME_SIGNED_OUT)
        if isinstance(event, UserUttered):
            break
    return False


class Voice:
    """The responses that one channel says without a turn of the bot."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    async def say(
        self, response: str, conversation: str, agent: Any, language: str | None = None
    ) -> list[dict[str, Any]]:
        """``response`` in the language of ``conversation``, or in ``language`` where that has
        none yet. Raises RuntimeError when there is no bot."""
        tracker = await stored_tracker(conversation, agent)
        if language is not None and tracker.get_slot("language") is None:
            tracker.update(SlotSet("language", language))
        said = await agent.nlg.generate(response, tracker, self._channel)
        return [{"text": said["text"]}] if said and said.get("text") else []
