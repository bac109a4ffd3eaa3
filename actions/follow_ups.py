"""Questions that lean on the case: when, why, and what to do now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.base import Turn
from actions.case import decode, found_text, steps_text
from actions.diagnosis.causes import Category
from actions.replies import say_ask

_PENDING = ("asks", "asks_owner")


def say_more_of_case(turn: Turn, case: dict[str, Any], asked: str) -> None:
    """ "When" by the time that the exchange gave, or how far it was; "why" by what was read;
    "next" by the steps that were given."""
    if asked == "next":
        _say_what_to_do(turn, case)
        return
    words = turn.words
    details = {name: decode(pair) for name, pair in (case.get("details") or {}).items()}
    eta, so_far, needed = (details.get(name) for name in ("eta", "confirmations", "required"))
    if isinstance(eta, datetime) and eta > turn.now:
        turn.say("utter_follow_eta", eta=words.clock(eta), left=words.ago(eta))
    elif asked == "why" and case.get("cause"):
        turn.say("utter_follow_why", found=found_text(words, case))
    elif isinstance(so_far, int) and isinstance(needed, int) and so_far < needed:
        read_at = words.clock(datetime.fromisoformat(case["read_at"]))
        turn.say("utter_follow_confirmations", time=read_at, confirmations=so_far, required=needed)
    else:
        turn.say("utter_follow_no_time")


def _say_what_to_do(turn: Turn, case: dict[str, Any]) -> None:
    """A person, where one takes over; the case's steps; and again what is still asked."""
    outcome = turn.tracker.get_slot("outcome")
    if outcome == "hand_over" or case.get("handed_over"):
        turn.say(_to_the_person(case.get("topic")), human_route=turn.human_route)
        return
    asks = bool(case.get("ask")) and outcome in _PENDING
    # Of several that could be meant, nothing is known to do before one is chosen.
    steps = "" if asks and case.get("options") else steps_text(turn.words, case, turn.human_route)
    if steps:
        found = found_text(turn.words, case)
        turn.say("utter_follow_steps", found=found, steps=steps)
    if asks:
        say_ask(turn, case)
    elif steps:
        turn.say("utter_ask_helped")
    else:
        if turn.access is None:
            turn.say_sign_in()
        turn.say("utter_offer_person")


def _to_the_person(topic: str | None) -> str:
    """The response for a customer who was sent to one."""
    if topic is None:
        return "utter_handover_plain"
    robbed = topic == Category.SECURITY_BREACH.value
    return "utter_follow_next_security" if robbed else "utter_follow_next_person"
