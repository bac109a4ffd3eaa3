"""Whether a message takes up the second errand that the answer before it offered."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.state import slot
from nlu.vocabulary import words

_LONGEST = 80  # characters; who writes more tells something

_LEAD = (
    r"(?:ja+|jo+|yes+|yep|yeah|sure|ok|okay|okej|please|snälla|gärna|tack|and|och|so|then|sen|sedan"
    r"|now|nu|also|även|bra|good|great|perfekt|what|how|about|vad|hur|är|e|blir|händer|med|take|ta|tar"
    r"|do|tell|me|look|at|into|check|kolla|titta|på|svara|answer|let's|lets|i|want|would|like|jag|vill"
    r"|ha|veta|vi|kan|du|can|we|you|go|on|with|to|fortsätt|the|my|your|den|det|min|mitt|this|that"
    r"|här|där|of|om)"
)
_TAIL = (
    r"(?:too|also|också|oxå|as|well|please|tack|then|då|now|nu|thanks|i|said|mentioned|asked|wrote"
    r"|about|som|jag|nämnde|skrev|frågade|om|undrade|sa|med|instead|istället|är|e|det)"
)
_SECOND = (
    r"(?:2nd|2:?a|s[eo]c[aeou]{0,2}n?d|scond|other|andra|next|nästa"
    r"|(?:nr|no|nummer|number|#)[ .]{0,2}(?:2|two|två))"
)
_NOUN = (
    r"(?:things?|questions?|issues?|problems?|matters?|topics?|part|saken?|sak|fråga(?:n|ns)?|grej(?:en)?"
    r"|problemet|problem|ärende(?:t|n)?|biten|delen)"
)
_NOTHING_ELSE_ASKED = (None, "told", "hand_over")  # of the slot ``outcome``
_REFUSES = r"(?:no+|nej+|nä+|nope|nah)"


def _whole(lead: str, said: str) -> re.Pattern[str]:
    return re.compile(
        rf"\W{{0,3}}(?:{lead}\W{{1,3}}){{0,7}}{said}(?:\W{{1,3}}{_TAIL}){{0,5}}\W{{0,4}}\Z", re.I
    )


# "No, the other one" is about another record of the same errand (nlu/corrections.py); only where
# it says "thing" or "question" is it this.
_ONE = _whole(_LEAD, rf"(?:{_SECOND}(?:[ ](?:one|1))?|tvåan|both|båda|bägge)")
_THING = _whole(rf"(?:{_REFUSES}|{_LEAD})", rf"{_SECOND}[ ]{_NOUN}")


# One slip in one of these is put right, where the first letter is (so that "ether" stays a coin).
_SLIPS_IN = sorted(
    words(
        "the other second andra nästa thing question issue problem matter topic part sak saken"
        " fråga frågan grej grejen problemet ärendet"
    )
)
_LEAST_LETTERS = 3
_WORD = re.compile(r"[^\W\d_]+")


def takes_up(text: str, listed: bool) -> bool:
    """Whether ``text`` asks for the other of two errands, and says nothing else; perhaps misspelt.

    ``listed``: records stand to choose from, and "the second one" is one of them.
    """
    if len(text) > _LONGEST:
        return False
    readings = (text, _WORD.sub(_put_right, text))
    return any(_THING.match(each) or (not listed and _ONE.match(each)) for each in readings)


def _put_right(found: re.Match[str]) -> str:
    word = found[0].lower()
    same_beginning = [known for known in _SLIPS_IN if known[0] == word[0]]
    if len(word) < _LEAST_LETTERS:
        return word
    near = process.extractOne(word, same_beginning, scorer=OSA.distance, score_cutoff=1)
    return str(near[0]) if near else word


def errand_taken_up(
    intent: str | None, text: str, tracker: DialogueStateTracker | None
) -> dict[str, Any] | None:
    """The errand that waits in the slot ``offered`` ({"intent", "said"}), where this message asks
    for it: in words, or by a "yes" while nothing else is asked. While a break-in is dealt with
    none is: the answer decides what protects."""
    offered = tracker.get_slot("offered") if tracker and "offered" in tracker.slots else None
    if not isinstance(offered, dict):
        return None
    outcome = slot(tracker, "outcome")
    if outcome == "security":
        return None
    agrees = intent == "affirm" and outcome in _NOTHING_ELSE_ASKED
    return offered if agrees or takes_up(text, listed=outcome == "asks") else None
