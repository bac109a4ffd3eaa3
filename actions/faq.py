"""The guide's own answers to the common questions."""

from __future__ import annotations

from actions.base import Turn


def say_faq(turn: Turn, asked: str, *, more: bool) -> None:
    """``asked``: the question's intent. ``more``: one step further than the first answer."""
    turn.say(
        f"utter_faq_{asked}_more" if more else f"utter_faq_{asked}",
        police=turn.police,
        human_route=turn.human_route,
    )
