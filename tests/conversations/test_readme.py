"""The README's conversations, spoken again: the bot still says what stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conversations.chat import Answer, Chat

README = Path(__file__).parents[2] / "README.md"
LEFT_OUT = "[…]"
_BLOCK = re.compile(r"^```text\n\$ make shell CUSTOMER=(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BUTTON = re.compile(r"^ {2}\d\) (.+)$")
# What differs from run to run: the time of day, how long ago, ids. Amounts do not.
_CHANGING = [
    (re.compile(r"\b(today|yesterday) at \d\d:\d\d"), "DAY at TIME"),
    (re.compile(r"\bi (dag|går) kl\. \d\d\.\d\d"), "DAY at TIME"),
    (re.compile(r"\b\d+ (minutes ago|minuter sedan)"), "MINUTES"),
    (re.compile(r"\b([0-9a-f]{64}|\d{15,})\b"), "ID"),
]


@dataclass(frozen=True)
class Turn:
    said: str
    answered: list[str]


def conversations() -> Iterator[tuple[str, list[Turn]]]:
    """Demo customer and turns of each conversation of the README."""
    for customer, body in _BLOCK.findall(README.read_text(encoding="utf-8")):
        turns = []
        for part in body.split("\nYou: ")[1:]:
            said, _, rest = part.partition("\n")
            turns.append(Turn(said, [line for line in rest.splitlines() if line.strip()]))
        yield customer, turns


def steady(text: str) -> str:
    """``text`` with the same word for everything that differs from run to run."""
    for pattern, word in _CHANGING:
        text = pattern.sub(word, text)
    return text


def lines(answer: Answer) -> list[str]:
    """What a terminal would show, line by line."""
    return [line for line in steady(answer.text).splitlines() if line.strip()]


@pytest.mark.parametrize(("customer", "turns"), list(conversations()))
def test_the_readme_tells_what_the_bot_says(
    chat: Callable[..., Chat], customer: str, turns: list[Turn]
) -> None:
    talk = chat(customer)
    for turn in turns:
        answer = talk.say(turn.said)
        shown = lines(answer)
        written = [line for line in turn.answered if line != LEFT_OUT]
        buttons = [match[1] for line in written if (match := _BUTTON.match(line))]
        texts = [steady(line) for line in written if not _BUTTON.match(line)]
        whole = len(written) == len(turn.answered)
        assert texts == (shown if whole else shown[: len(texts)])
        if whole:
            assert buttons == [button["title"] for button in answer.buttons]


def test_the_readme_has_a_conversation_in_each_language() -> None:
    said = " ".join(turn.said for _, turns in conversations() for turn in turns)
    assert "My bitcoin deposit" in said
    assert "Jag köpte bitcoin" in said
