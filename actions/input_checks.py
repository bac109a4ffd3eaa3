"""What is wrong with what was typed: a kind, specific answer instead of a guess."""

from __future__ import annotations

from actions.base import Turn
from actions.buttons import button
from actions.question import entities, intent

# Problems of the text itself; the rest of the message can't be trusted to mean more.
_TEXT_PROBLEMS = ("empty", "emoji_only", "other_language")
# Two coins are one question in a trade ("I bought BTC with USDT"), two in these.
_ONE_COIN = ("deposit_not_arrived", "withdrawal_not_arrived", "token_maintenance")
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
    if len(coins) > 1 and intent(turn.tracker) in _ONE_COIN and not _has_ids(turn):
        buttons = [button(c, "inform", currency=c) for c in coins[:5]]
        turn.say("utter_input_two_coins", coins=turn.words.joined(coins), buttons=buttons)
        return "asks"
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


def _has_ids(turn: Turn) -> bool:
    return bool(entities(turn.tracker, "txid") or entities(turn.tracker, "order_id"))
