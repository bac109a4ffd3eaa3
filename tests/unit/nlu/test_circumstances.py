"""What a customer tells on the way asks for nothing, and is taken for nothing."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.clauses import STOP, TURN, Part
from nlu.errands import two_errands
from nlu.marks import PART
from nlu.verdict import Verdict
from tests.unit.nlu.ranked import said


def names(message: Message) -> list[str]:
    return [str(r["name"]) for r in message.get("intent_ranking")]


def parts(text: str, *readings: dict[str, float]) -> list[Message]:
    """One after each full stop."""
    found, start = [], 0
    for number, (clause, odds) in enumerate(zip(text.split(". "), readings, strict=True)):
        part = said(clause, **odds)
        part.set(PART, Part(start, start + len(clause), STOP if number else TURN))
        start += len(clause) + 2
        found.append(part)
    return found


def test_a_message_that_tells_circumstances_alone_is_asked_about() -> None:
    message = said("im 82 and slow with phones", circumstance=0.9, deposit_not_arrived=0.06)
    Verdict({}).process([message])
    assert message.get("intent")["name"] == "nlu_fallback"
    assert names(message) == ["nlu_fallback", "deposit_not_arrived"]


def test_no_message_leaves_with_circumstances_in_its_ranking() -> None:
    message = said("my deposit, im on nights", deposit_not_arrived=0.7, circumstance=0.28)
    Verdict({}).process([message])
    assert message.get("intent")["name"] == "deposit_not_arrived"
    assert names(message) == ["deposit_not_arrived"]


@pytest.mark.parametrize(
    ("circumstance", "theft", "before"), [(0.7, 0.3, ["nlu_fallback"]), (0.6, 0.35, [])]
)
def test_a_theft_beside_circumstances_is_asked_about_or_likely_enough(
    circumstance: float, theft: float, before: list[str]
) -> None:
    odds = {"circumstance": circumstance, "security_breach": theft}
    message = said("i was asleep when it went", **odds)
    Verdict({}).process([message])
    expected = [*before, "security_breach"]
    assert message.get("intent")["name"] == expected[0]
    assert names(message)[: len(expected)] == expected


def test_a_clause_of_circumstances_is_no_errand() -> None:
    text = "i was on nights all week. where is my deposit"
    whole = said(text, deposit_not_arrived=0.6, security_breach=0.3)
    background, wish = parts(
        text, {"circumstance": 0.55, "security_breach": 0.44}, {"deposit_not_arrived": 0.99}
    )
    assert two_errands(whole, [background, wish]) is None


STORY = (
    "i was on nights all week and slept through every single day of it with the curtains drawn. "
    "the deposit that i sent from my other wallet on monday is still not there"
)


@pytest.mark.parametrize(("theft", "are_two"), [(0.01, False), (0.2, True)])
def test_a_theft_that_a_clause_of_a_story_sounds_like_must_be_in_the_whole(
    theft: float, are_two: bool
) -> None:
    whole = said(STORY, deposit_not_arrived=0.7, security_breach=theft)
    clauses = parts(STORY, {"security_breach": 0.99}, {"deposit_not_arrived": 0.99})
    assert (two_errands(whole, clauses) is not None) is are_two


@pytest.mark.parametrize(("sure", "are_two"), [(0.7, False), (0.999, True)])
def test_what_a_story_mentions_must_be_surer_than_in_a_short_message(
    sure: float, are_two: bool
) -> None:
    short = "my order is filled. the deposit is not there"
    for text, found in ((STORY, are_two), (short, True)):
        whole = said(text, deposit_not_arrived=0.6, check_system_status=0.2, resolution_time=0.19)
        first = {"check_system_status": sure, "resolution_time": 1 - sure}
        clauses = parts(text, first, {"deposit_not_arrived": 0.99})
        assert (two_errands(whole, clauses) is not None) is found
