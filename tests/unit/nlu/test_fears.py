"""A theft that is not the likeliest meaning: answered as one, asked about, or offered below."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.verdict import Verdict
from tests.unit.nlu.ranked import said


def judged(**odds: float) -> Message:
    (message,) = Verdict({}).process([said("...", **odds)])
    return message


@pytest.mark.parametrize(
    ("odds", "answer"),
    [
        ({"withdrawal_not_arrived": 0.6, "security_breach": 0.3}, "security_breach"),
        ({"withdrawal_not_arrived": 0.61, "security_breach": 0.3}, "nlu_fallback"),
        ({"withdrawal_not_arrived": 0.4, "security_breach": 0.24}, "nlu_fallback"),
        ({"nlu_fallback": 0.5, "account_sync": 0.45, "security_breach": 0.3}, "security_breach"),
        # The likeliest of all, though too unsure for any other meaning to be answered.
        ({"nlu_fallback": 0.5, "security_breach": 0.47, "account_sync": 0.05}, "security_breach"),
        ({"nlu_fallback": 0.5, "security_breach": 0.3, "account_sync": 0.29}, "security_breach"),
        ({"nlu_fallback": 0.5, "security_breach": 0.24, "account_sync": 0.1}, "nlu_fallback"),
        ({"nlu_fallback": 0.5, "third_party": 0.3, "security_breach": 0.3}, "security_breach"),
        # Somebody else's account, or "was it you?" answered: that leads to help by itself.
        ({"contact_support": 0.5, "security_breach": 0.45}, "contact_support"),
        ({"third_party": 0.5, "security_breach": 0.45}, "nlu_fallback"),
        ({"deny": 0.5, "security_breach": 0.45}, "deny"),
        # A greeting leads nowhere.
        ({"greet": 0.6, "security_breach": 0.37}, "security_breach"),
        ({"thank": 0.7, "security_breach": 0.2}, "nlu_fallback"),
        ({"greet": 0.9, "security_breach": 0.04}, "greet"),
    ],
)
def test_where_nothing_is_twice_as_likely_it_is_taken_for_a_theft(
    odds: dict[str, float], answer: str
) -> None:
    message = judged(**odds)
    assert message.get("intent")["name"] == answer
    if answer == "security_breach":
        assert message.get("intent_ranking")[0]["name"] == answer


@pytest.mark.parametrize(
    ("odds", "answer"),
    [
        ({"nlu_fallback": 0.5, "secret_shared": 0.4, "prevention_tips": 0.3}, "secret_shared"),
        ({"nlu_fallback": 0.5, "secret_shared": 0.2, "prevention_tips": 0.1}, "nlu_fallback"),
        ({"nlu_fallback": 0.5, "account_help": 0.45, "secret_shared": 0.4}, "nlu_fallback"),
        ({"account_help": 0.6, "secret_shared": 0.39}, "account_help"),
    ],
)
def test_what_is_likeliest_a_secret_that_was_told_is_answered_as_one(
    odds: dict[str, float], answer: str
) -> None:
    message = judged(**odds)
    assert message.get("intent")["name"] == answer
    assert message.get("intent_ranking")[0]["name"] == answer
