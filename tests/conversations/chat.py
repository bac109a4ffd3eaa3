"""Talk to the started bot over its REST channel, and read its answers as an auditor would."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

from tests.conversations import judge
from tests.conversations.claims import check_claims

_COUNTER = itertools.count()
_RUN = f"{int(time.time() * 1000):x}"


HANGS = 30.0
"""Seconds for which the tests let a part hang."""


@dataclass
class Answer:
    """What the bot said to one message, and after how many seconds."""

    messages: list[dict[str, Any]]
    seconds: float = 0.0

    @property
    def text(self) -> str:
        return judge.plain("\n\n".join(m["text"] for m in self.messages if m.get("text")))

    @property
    def buttons(self) -> list[dict[str, str]]:
        return [b for m in self.messages for b in m.get("buttons") or []]

    @property
    def titles(self) -> list[str]:
        return [judge.plain(b["title"]) for b in self.buttons]

    def in_time(self) -> None:
        """The answer did not wait for what hangs.

        The promised six seconds are the nested deadlines' (tests/unit/hooks/test_deadlines.py);
        a busy machine only stretches them, while a turn without a deadline waits to the end.
        """
        assert self.seconds < HANGS / 2, f"{self.seconds:.1f} s for:\n{self.text}"

    def says(self, *parts: str) -> None:
        for part in parts:
            assert judge.plain(part) in self.text, f"{part!r} is not in:\n{self.text}"

    def never_says(self, *parts: str) -> None:
        for part in parts:
            assert part.casefold() not in self.text.casefold(), f"{part!r} is in:\n{self.text}"

    def says_number(self, value: str | Decimal, language: str) -> None:
        """The figure stands in the text as this language writes it, as a whole number."""
        written = number(Decimal(value), language)
        pattern = rf"(?<![\d.,]){re.escape(written)}(?![\d]|[.,]\d)"
        assert re.search(pattern, self.text), f"{written} is not in:\n{self.text}"

    def says_response(self, name: str, language: str) -> None:
        """The answer holds the response ``name`` of data/responses."""
        assert judge.says(self.text, name, language), f"{name} ({language}) is not in:\n{self.text}"

    def never_says_response(self, name: str, language: str) -> None:
        assert not judge.says(self.text, name, language), f"{name} is in:\n{self.text}"


def number(value: Decimal, language: str) -> str:
    """1234.5 -> "1,234.5" in English, "1 234,5" in Swedish; no trailing zeros."""
    text = f"{value.normalize():,f}"
    return text.translate(str.maketrans(",.", " ,")) if language == "sv" else text


@dataclass
class Chat:
    """One conversation, as a demo customer or as ``visitor``.

    Every answer is judged as it comes: its form, its links, that it tells of nobody else's
    money, and, where ``language`` is set, that it is in that language alone.
    """

    base_url: str
    customer: str = "visitor"
    language: str | None = None
    conversation: str = field(default_factory=lambda: f"{_RUN}-{next(_COUNTER)}")
    timeout: float = 2 * HANGS
    judged: bool = True

    @property
    def sender(self) -> str:
        return f"{self.customer}/{self.conversation}"

    def say(self, text: str) -> Answer:
        began = time.monotonic()
        reply = requests.post(
            f"{self.base_url}/webhooks/rest/webhook",
            json={"sender": self.sender, "message": text},
            timeout=self.timeout,
        )
        seconds = time.monotonic() - began
        assert reply.status_code == 200, f"{reply.status_code}: {reply.text[:300]}"
        answer = Answer(reply.json(), seconds)
        assert answer.text.strip(), f"silence after {text[:80]!r}"
        check_claims(answer.text)
        if self.judged:
            judge.check_form(answer.text, self.customer, self.language)
        return answer

    def press(self, answer: Answer, title: str) -> Answer:
        """Press the button whose title contains ``title``."""
        for button in answer.buttons:
            if title.casefold() in judge.plain(button["title"]).casefold():
                return self.say(button["payload"])
        raise AssertionError(f"no button {title!r} in {answer.titles}")

    def say_all(self, *messages: str) -> Answer:
        """Say one message after the other, and give the last answer."""
        answer = None
        for message in messages:
            answer = self.say(message)
        assert answer is not None
        return answer
