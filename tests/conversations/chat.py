"""Talk to the started bot over its REST channel, and read the sandbox as an auditor would."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

_COUNTER = itertools.count()
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})


@dataclass
class Answer:
    """What the bot said to one message."""

    messages: list[dict[str, Any]]

    @property
    def text(self) -> str:
        return "\n\n".join(m["text"] for m in self.messages if m.get("text")).translate(_SPACES)

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [b for m in self.messages for b in m.get("buttons") or []]

    def says(self, *parts: str) -> None:
        for part in parts:
            assert part.translate(_SPACES) in self.text, f"{part!r} is not in:\n{self.text}"

    def never_says(self, *parts: str) -> None:
        for part in parts:
            assert part.casefold() not in self.text.casefold(), f"{part!r} is in:\n{self.text}"

    def says_number(self, value: str | Decimal, language: str) -> None:
        """The figure stands in the text as this language writes it, as a whole number."""
        written = number(Decimal(value), language)
        pattern = rf"(?<![\d.,]){re.escape(written)}(?![\d]|[.,]\d)"
        assert re.search(pattern, self.text), f"{written} is not in:\n{self.text}"


def number(value: Decimal, language: str) -> str:
    """1234.5 -> "1,234.5" in English, "1 234,5" in Swedish; no trailing zeros."""
    text = f"{value.normalize():,f}"
    if language == "sv":
        text = text.replace(",", " ").replace(".", ",")
    return text


@dataclass
class Chat:
    """One conversation, as a demo customer or as ``visitor``."""

    base_url: str
    customer: str = "visitor"
    conversation: str = field(default_factory=lambda: f"c{next(_COUNTER)}")
    timeout: float = 30.0

    @property
    def sender(self) -> str:
        return f"{self.customer}/{self.conversation}"

    def say(self, text: str) -> Answer:
        reply = requests.post(
            f"{self.base_url}/webhooks/rest/webhook",
            json={"sender": self.sender, "message": text},
            timeout=self.timeout,
        )
        reply.raise_for_status()
        answer = Answer(reply.json())
        assert answer.text.strip(), f"silence after {text[:80]!r}"
        return answer

    def press(self, answer: Answer, title: str) -> Answer:
        """Press the button whose title contains ``title``."""
        for button in answer.buttons:
            if title.casefold() in button["title"].casefold():
                return self.say(button["payload"])
        raise AssertionError(f"no button {title!r} in {[b['title'] for b in answer.buttons]}")
