"""Two errands in one message, and the one that most messages hold (development set)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.nlu.messages import development, listed

Understand = Callable[[str], dict[str, Any]]


def second(parsed: dict[str, Any]) -> str | None:
    """The second errand as it stands in a parse result: an entity over its part of the text."""
    found = [e["value"] for e in parsed["entities"] if e["entity"] == "second_intent"]
    return found[0] if found else None


def rows_of(folder: str, language: str) -> list[dict[str, Any]]:
    return listed("development", folder, f"{language}.yml")


@pytest.mark.parametrize(
    ("folder", "language", "at_most"),
    [("multi", "en", 0.15), ("multi", "sv", 0.15), ("two", "en", 0.22), ("two", "sv", 0.28)],
)
def test_two_errands_are_heard_in_their_order(
    understand: Understand, folder: str, language: str, at_most: float
) -> None:
    rows = rows_of(folder, language)
    parsed = [understand(row["text"]) for row in rows]
    wrong = [
        (row["text"], got["intent"]["name"], second(got))
        for row, got in zip(rows, parsed, strict=True)
        if (got["intent"]["name"], second(got)) != (row["first"], row["second"])
    ]
    assert len(rows) >= 20
    assert len(wrong) <= at_most * len(rows), wrong


@pytest.mark.parametrize("language", ["en", "sv"])
def test_one_errand_is_not_split(understand: Understand, language: str) -> None:
    texts = [text for text, _ in development(language)]
    split = [(text, got) for text in texts if (got := second(understand(text)))]
    assert len(texts) > 400
    assert len(split) < 0.02 * len(texts), split


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_a_story_mentions_on_the_way_is_not_taken_for_its_errand(
    understand: Understand, language: str
) -> None:
    rows = rows_of("stories", language)
    parsed = [understand(row["text"]) for row in rows]
    wrong = [
        (row["text"], got["intent"]["name"])
        for row, got in zip(rows, parsed, strict=True)
        if got["intent"]["name"] != row["intent"]
    ]
    assert len(rows) >= 70
    assert len(wrong) <= 0.2 * len(rows), wrong
    split = [(got["text"], second(got)) for got in parsed if second(got)]
    assert len(split) <= 0.16 * len(rows), split
    feared = [text for text, got in wrong if got == "security_breach"]
    assert len(feared) <= 0.045 * len(rows), feared


def test_what_the_second_part_names_belongs_to_it(understand: Understand) -> None:
    parsed = understand("my btc deposit is missing, also what is my eth balance")
    coins = {e["value"]: e.get("group") for e in parsed["entities"] if e["entity"] == "currency"}
    assert coins == {"BTC": None, "ETH": "second"}
    span = next(e for e in parsed["entities"] if e["entity"] == "second_intent")
    assert parsed["text"][span["start"] : span["end"]] == "what is my eth balance"
