"""The frozen messages stay unseen, and what resembles a training message is not scored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Messages = Callable[[str], list[tuple[str, str]]]
Compare = Callable[[list[str], list[str]], list[tuple[float, str]]]

SHORT, LONG = 4, 7
"""Up to three words anybody writes the same ("are you a bot"); from seven on, nobody does."""
COPIES = 0.03
"""Share of the frozen messages between the two that may stand in the training data word for
word. What resembles a training message is not scored, whatever its length."""


@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_frozen_message_was_copied(
    training: Messages, frozen: Messages, compare: Compare, language: str
) -> None:
    new = [text for text, _ in frozen(language)]
    near = compare(new, [text for text, _ in training(language)])
    copies = [
        (text, other)
        for text, (how, other) in zip(new, near, strict=True)
        if how > 0.999 and len(text.split()) >= SHORT
    ]
    assert len(copies) <= COPIES * len(new), copies
    assert [pair for pair in copies if len(pair[0].split()) >= LONG] == []


@pytest.mark.parametrize("language", ["en", "sv"])
def test_what_resembles_a_training_message_is_not_scored(
    frozen: Messages, unseen: Messages, training: Messages, compare: Compare, language: str
) -> None:
    scored = [text for text, _ in unseen(language)]
    near = compare(scored, [text for text, _ in training(language)])
    assert max(how for how, _ in near) < 0.8
    assert len(scored) >= 0.8 * len(frozen(language))


def test_the_comparison_sees_a_copy_with_another_amount(compare: Compare) -> None:
    known = ["where are my 50 usdt from yesterday", "hello"]
    (copy, other) = compare(["Where are my 900 USDT, from yesterday?", "is the app down"], known)
    assert copy[0] > 0.99
    assert copy[1] == known[0]
    assert other[0] < 0.5


@pytest.mark.parametrize("language", ["en", "sv"])
def test_both_sets_know_the_same_intents(
    training: Messages, frozen: Messages, language: str
) -> None:
    assert {i for _, i in frozen(language)} == {i for _, i in training(language)}
