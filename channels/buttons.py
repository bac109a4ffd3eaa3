"""Buttons whose meaning never leaves the server.

Rasa sends a button's payload (``/inform{"choice": "deposit:7"}``) to the client and believes
whatever comes back. Here the client gets a random id instead, good in its conversation
alone. The id, or the button's title typed as text, resolves to the intent and its entities.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

MAX_CONVERSATIONS = 2000
MAX_BUTTONS = 60
"""Remembered for each conversation; older ones are plain text again."""

_PAYLOAD = re.compile(r"^/(?P<intent>[^\s{@]+)(?:@[\d.]+)?\s*(?P<entities>\{.*\})?$", re.DOTALL)


@dataclass(frozen=True)
class Choice:
    """What a button stands for: its title, and Rasa's parse data or a text to be understood."""

    title: str
    payload: str

    def parse_data(self) -> dict[str, Any] | None:
        """Rasa's result of understanding, or None when the payload is ordinary text."""
        match = _PAYLOAD.match(self.payload)
        if not match:
            return None
        intent = {"name": match["intent"], "confidence": 1.0}
        entities = [
            {
                "entity": name,
                "value": one,
                "start": 0,
                "end": len(self.title),
                "extractor": "button",
            }
            for name, value in json.loads(match["entities"] or "{}").items()
            for one in (value if isinstance(value, list) else [value])
        ]
        return {
            "text": self.title,
            "intent": intent,
            "entities": entities,
            "intent_ranking": [intent],
        }


@dataclass
class _Shown:
    by_id: OrderedDict[str, Choice] = field(default_factory=OrderedDict)
    latest: list[str] = field(default_factory=list)  # ids shown since the last message


class ButtonBook:
    """The buttons each conversation was shown, bounded in both directions."""

    def __init__(self) -> None:
        self._shown: OrderedDict[str, _Shown] = OrderedDict()

    def show(self, conversation: str, buttons: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """``buttons`` as a client may see them: the payload replaced by an id."""
        shown = self._of(conversation)
        sent = []
        for button in buttons:
            title = str(button.get("title", ""))
            key = f"b-{secrets.token_hex(8)}"
            shown.by_id[key] = Choice(title, str(button.get("payload") or title))
            shown.latest.append(key)
            sent.append({**button, "title": title, "payload": key})
        while len(shown.by_id) > MAX_BUTTONS:
            shown.by_id.popitem(last=False)
        return sent

    def knows(self, conversation: str, key: str) -> bool:
        """Whether ``key`` is a button that this conversation was shown and that still counts."""
        shown = self._shown.get(conversation)
        return shown is not None and key in shown.by_id

    def restore(self, conversation: str, key: str, title: str, payload: str) -> None:
        """Know again a button that was shown before a restart, by the channel's own record."""
        shown = self._of(conversation)
        shown.by_id.setdefault(key, Choice(title, payload))
        while len(shown.by_id) > MAX_BUTTONS:
            shown.by_id.popitem(last=False)

    def take(self, conversation: str, text: str) -> Choice | None:
        """What ``text`` chooses: any remembered id, or a title that was shown last.

        Begins the conversation's next turn: titles shown before it no longer count.
        """
        shown = self._shown.get(conversation)
        if shown is None:
            return None
        latest, shown.latest = shown.latest, []
        wanted = text.strip()
        if wanted in shown.by_id:
            return shown.by_id[wanted]
        choices = (shown.by_id[key] for key in reversed(latest) if key in shown.by_id)
        return next((c for c in choices if c.title.casefold() == wanted.casefold() != ""), None)

    def _of(self, conversation: str) -> _Shown:
        shown = self._shown.setdefault(conversation, _Shown())
        self._shown.move_to_end(conversation)
        while len(self._shown) > MAX_CONVERSATIONS:
            self._shown.popitem(last=False)
        return shown
