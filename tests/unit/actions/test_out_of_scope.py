"""Who may have told of a theft finds protection below "I can't help with that"."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from actions.clarify import ActionRefuseInput


class Said:
    """Stands in for a turn: keeps what is said."""

    def __init__(self, fear: bool, misses: int) -> None:
        found = [{"entity": "fear", "value": "security_breach"}] if fear else []
        self.tracker = SimpleNamespace(
            latest_message={"entities": found}, get_slot=lambda name: None, events=[]
        )
        self.words = SimpleNamespace(phrase=lambda name, **_: name)
        self.misses = misses
        self.said: list[str] = []
        self.buttons: list[dict[str, Any]] = []

    def say(self, response: str, buttons: list[dict[str, Any]] | None = None) -> None:
        self.said.append(response)
        self.buttons += buttons or []


@pytest.mark.parametrize("misses", [1, 2])
def test_a_trace_of_theft_in_what_is_out_of_scope_is_one_press_from_protection(misses: int) -> None:
    turn = Said(fear=True, misses=misses)
    events = asyncio.run(ActionRefuseInput().answer(turn))  # type: ignore[arg-type]
    assert turn.said == [["utter_out_of_scope", "utter_default"][misses - 1], "utter_also_theft"]
    assert [b["title"] for b in turn.buttons] == ["utter_intent_title_security_breach"]
    assert [(e["name"], e["value"]) for e in events] == [("misses", misses)]


def test_nothing_is_offered_where_nothing_was_feared() -> None:
    turn = Said(fear=False, misses=1)
    asyncio.run(ActionRefuseInput().answer(turn))  # type: ignore[arg-type]
    assert turn.said == ["utter_out_of_scope"]
    assert turn.buttons == []
