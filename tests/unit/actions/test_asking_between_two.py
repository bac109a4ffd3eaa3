"""Who is asked which of two things was meant, and perhaps tells of a theft, finds protection."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from actions.clarify import ActionClarify


class Said:
    """Stands in for a turn of a visitor: keeps what is said."""

    access = None
    misses = 1
    human_route = ""

    def __init__(self, fear: bool, second: str) -> None:
        ranking = [
            {"name": "nlu_fallback", "confidence": 0.5},
            {"name": "account_help", "confidence": 0.5},
            {"name": second, "confidence": 0.4},
            {"name": "security_breach", "confidence": 0.04},
        ]
        latest = {
            "text": "it is something else",
            "entities": [{"entity": "fear", "value": "security_breach"}] if fear else [],
            "intent_ranking": ranking if second != "security_breach" else ranking[:3],
        }
        self.tracker = SimpleNamespace(
            latest_message=latest, get_slot=lambda name: None, events=[], slots={}
        )
        self.words = SimpleNamespace(phrase=lambda name, **_: name)
        self.said: list[str] = []
        self.buttons: list[dict[str, Any]] = []

    def say(self, response: str, buttons: list[dict[str, Any]] | None = None) -> None:
        self.said.append(response)
        self.buttons += buttons or []


@pytest.fixture(autouse=True)
def readable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.clarify.input_answer", lambda turn: False)
    monkeypatch.setattr("actions.clarify._fears_theft", lambda turn: False)


@pytest.mark.parametrize(
    ("fear", "second", "offered"),
    [
        (True, "check_balance", True),
        (False, "check_balance", False),
        (True, "security_breach", False),  # one of the two
    ],
)
def test_a_trace_of_theft_between_two_other_meanings_is_one_press_from_protection(
    fear: bool, second: str, offered: bool
) -> None:
    turn = Said(fear, second)
    asyncio.run(ActionClarify().answer(turn))  # type: ignore[arg-type]
    assert turn.said == ["utter_disambiguate", *["utter_also_theft"] * offered]
    titles = [b["title"] for b in turn.buttons]
    assert titles.count("utter_intent_title_security_breach") == int(fear)
