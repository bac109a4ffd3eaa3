"""The first answer of a session says that it is automated.

``utter_introduction`` is put before the first text of each session, in the same language,
so that no story has to begin with it and no first intent can miss it.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from rasa_hooks.install import install

INTRODUCTION = "utter_introduction"
_REMEMBERED = 1000


class IntroducingGenerator(TemplatedNaturalLanguageGenerator):
    """``nlg.type: rasa_hooks.nlg.IntroducingGenerator``."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        install()
        super().__init__(domain.responses if domain else {})
        # Several responses of one action are rendered before the tracker holds the first.
        self._introduced: OrderedDict[str, object] = OrderedDict()

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The response's message; the session's first text carries the introduction."""
        message = await super().generate(utter_action, tracker, output_channel, **kwargs)
        if not message or not message.get("text") or not self._is_first(tracker):
            return message
        self._remember(tracker)
        if utter_action != INTRODUCTION:
            introduction = await super().generate(INTRODUCTION, tracker, output_channel)
            if introduction and introduction.get("text"):
                message["text"] = f"{introduction['text']}\n\n{message['text']}"
        return message

    def forget_introduction(self, tracker: DialogueStateTracker) -> None:
        """What was rendered in this turn was not said: the next text comes first again."""
        self._introduced.pop(tracker.sender_id, None)

    def _is_first(self, tracker: DialogueStateTracker) -> bool:
        for event in reversed(tracker.events):
            if isinstance(event, BotUttered):
                return False
            if isinstance(event, SessionStarted):
                break
        return self._introduced.get(tracker.sender_id) != _turn(tracker)

    def _remember(self, tracker: DialogueStateTracker) -> None:
        self._introduced[tracker.sender_id] = _turn(tracker)
        self._introduced.move_to_end(tracker.sender_id)
        if len(self._introduced) > _REMEMBERED:
            self._introduced.popitem(last=False)


def _turn(tracker: DialogueStateTracker) -> tuple[object, ...]:
    message = tracker.latest_message
    if message is None or message.text is None:  # the bot speaks first
        return ()
    return (message.message_id, message.timestamp)
