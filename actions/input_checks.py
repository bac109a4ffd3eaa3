"""What is wrong with what was typed: a kind, specific answer instead of a guess."""

from __future__ import annotations

from actions.base import Turn
from actions.question import entities, intent

# Problems of the text itself; the rest of the message can't be trusted to mean more.
_TEXT_PROBLEMS = ("empty", "emoji_only", "other_language")
_ID_PROBLEMS = ("malformed_txid", "malformed_order_id")


def input_answer(turn: Turn) -> str | None:
    """Answer a bad input. Returns the outcome to set, or None where nothing is wrong."""
    problems = entities(turn.tracker, "input_problem")
    for problem in _TEXT_PROBLEMS:
        if problem in problems:
            turn.say(f"utter_input_{problem}")
            return "nothing"
    for problem in _ID_PROBLEMS:
        if problem in problems:
            turn.say(f"utter_input_{problem}")
            return "asks"
    coins = entities(turn.tracker, "currency")
    unknown = entities(turn.tracker, "currency_unknown")
    if "unknown_coin" in problems and unknown and not coins:
        turn.say("utter_input_unknown_coin", coin=unknown[0])
        return "asks"
    if (
        intent(turn.tracker) == "inform"
        and entities(turn.tracker, "address")
        and not entities(turn.tracker, "txid")
    ):
        turn.say("utter_input_address_not_txid")
        return "asks"
    return None


def too_long(turn: Turn) -> bool:
    return "too_long" in entities(turn.tracker, "input_problem")
