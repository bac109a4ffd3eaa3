"""Why a message may have been misunderstood, by what the bot made of it and what followed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from improve.turns import FALLBACK, Turn
from improve.words import bare

# How telling each reason is. A customer who corrects the bot says most.
WEIGHTS = {
    "another meaning was chosen": 5.0,
    "not understood": 4.0,
    "asked again": 3.0,
    "didn't help": 3.0,
    "wanted a person after it": 3.0,
    "language in doubt": 2.0,
    "low confidence": 2.0,
    "handed over": 1.0,
}
LOW_CONFIDENCE = 0.7
"""Below this a message is looked at; below 0.4 the bot itself asks back (config.yml)."""
_ALIKE = 0.8
_REPLIES = frozenset({"affirm", "deny", "inform", "dont_know", "thank", "goodbye", "greet"})
_NO_MATTER = _REPLIES | {"contact_support", "language_switch", "bot_challenge", "abuse"}
_CLARIFY = "action_clarify"
_MEANINGS = "utter_disambiguate"
_HELPED = ("explained", "nothing", "signed_out")


@dataclass
class Flagged:
    """A turn of a session, its place there, and the reasons to look at it."""

    turn: Turn
    place: int
    reasons: set[str] = field(default_factory=set)

    @property
    def weight(self) -> float:
        """How telling it is; unsure ones before sure ones."""
        unsure = 1.0 - min(max(self.turn.confidence, 0.0), 1.0)
        return sum(WEIGHTS[reason] for reason in self.reasons) + unsure


def flagged(session: list[Turn], low: float = LOW_CONFIDENCE) -> list[Flagged]:
    """The typed messages of a session that give a reason, in order."""
    all_of_them = [Flagged(turn, place) for place, turn in enumerate(session)]
    for one in all_of_them:
        _by_itself(one, low)
        _by_what_followed(one, all_of_them)
    return [
        one
        for one in all_of_them
        if one.reasons and not one.turn.pressed and bare(one.turn.text).strip()
    ]


def telling(weight: float, times: int) -> float:
    """The order of a list: several customers make it more telling, but not endlessly."""
    return weight * (1.0 + math.log2(max(times, 1)))


def _by_itself(one: Flagged, low: float) -> None:
    turn = one.turn
    if turn.pressed:
        return
    if turn.intent == FALLBACK or _CLARIFY in turn.actions:
        one.reasons.add("not understood")
    elif turn.confidence < low:
        one.reasons.add("low confidence")
    if turn.foreign or (turn.heard is None and len(bare(turn.text).split()) > 2):
        one.reasons.add("language in doubt")
    if "action_hand_over" in turn.actions and turn.intent not in _NO_MATTER:
        one.reasons.add("handed over")


def _by_what_followed(one: Flagged, session: list[Flagged]) -> None:
    """Reasons that this turn gives to earlier ones."""
    turn, before = one.turn, session[: one.place]
    previous = before[-1] if before else None
    matter = next(
        (b for b in reversed(before) if not b.turn.pressed and b.turn.intent not in _NO_MATTER),
        None,
    )
    if matter and turn.intent == "deny" and turn.asked in _HELPED:
        matter.reasons.add("didn't help")
    if matter and turn.intent == "contact_support":
        matter.reasons.add("wanted a person after it")
    if turn.intent == "language_switch" and previous and not previous.turn.pressed:
        previous.reasons.add("language in doubt")
    if previous and turn.pressed and _MEANINGS in previous.turn.said:
        likeliest = previous.turn.ranking[0][0] if previous.turn.ranking else None
        if turn.intent != likeliest:  # nlu_fallback: "something else"
            previous.reasons.add("another meaning was chosen")
    if not turn.pressed:
        _repeated(one, before)


def _repeated(one: Flagged, before: list[Flagged]) -> None:
    """Said again: nearly the same words, or the same matter in the very next message."""
    for earlier in before:
        if earlier.turn.pressed or earlier.turn.intent in _REPLIES:
            continue
        same_words = alike(earlier.turn.text, one.turn.text)
        next_one = earlier.place == one.place - 1
        same_matter = next_one and earlier.turn.intent == one.turn.intent
        if same_words or (same_matter and one.turn.intent not in _NO_MATTER | {FALLBACK}):
            earlier.reasons.add("asked again")


def alike(one: str, other: str) -> bool:
    """Whether two messages are nearly the same words (at least three)."""
    first, second = bare(one), bare(other)
    if min(len(first.split()), len(second.split())) < 3:
        return False
    return SequenceMatcher(None, first[:400], second[:400]).ratio() >= _ALIKE
