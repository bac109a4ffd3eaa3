"""What is made of the fear of a theft that is not the likeliest meaning of a message."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY
from rasa.shared.nlu.training_data.message import Message

from nlu.entities import entity
from nlu.errands import ERRANDS, Errand
from nlu.marks import ASK, OUT, THEFT
from nlu.vocabulary import words

# What a third language's words leave of a theft: 0.88 and more, plain questions 0.43 and less.
IN_ANY_LANGUAGE, PERHAPS_IN_ANY = 0.6, 0.05
# "My withdrawal hasn't arrived" is asked back by nobody who listens: where another meaning is this
# certain, the fear must be more than a trace.
_CERTAIN, _DESPITE_CERTAINTY = 0.9, 0.09
_TRACE_IN_A_PART, _RATHER = 0.01, 0.5
# From here on what protects comes before any question (actions/clarify.py). Where nothing else is
# twice as likely it is answered as a theft: of 2,475 held out 93.0 % instead of 92.1, of others 3.1
# instead of 2.5, most of which were asked about.
_LIKELY, _SHARE_OF_THE_FIRST = 0.25, 0.5
KNOWN_TO_BE_SAFE = words("security_breach contact_support secret_shared inform affirm deny")
"""A theft beside one of these is known, or the dialogue leads to it; "hello" tells nothing."""

# Whose answers end with what else may have been meant (actions/also.py). Who is told that the bot
# can't help with that, and meant a theft, has nowhere else to press.
_OFFERS = ERRANDS - KNOWN_TO_BE_SAFE | {ASK, OUT}


def weigh_theft(message: Message, alert: float) -> None:
    """A theft that is taken for something else costs more than a question.

    Where nothing is twice as likely, the message is taken for one. Where the ranking holds
    ``security_breach`` with ``alert`` or more, the bot asks, and offers it first. What that costs
    in needless questions: bench/nlu_thresholds.
    """
    ranking = known(message)
    theft = next((r for r in ranking if r["name"] == THEFT), None)
    if theft is None or ranking[0]["name"] in KNOWN_TO_BE_SAFE - {THEFT}:
        return
    least = alert if ranking[0]["confidence"] < _CERTAIN else _DESPITE_CERTAINTY
    if _nothing_is_twice_as_likely(message.get(INTENT_RANKING_KEY)):
        before = [theft]
    elif theft["confidence"] >= least:
        before = [{"name": ASK, "confidence": message.get(INTENT)["confidence"]}, theft]
    else:
        return
    others = [r for r in ranking if r is not theft]
    message.set(INTENT, dict(before[0]), add_to_output=True)
    message.set(INTENT_RANKING_KEY, [*before, *others], add_to_output=True)


def _nothing_is_twice_as_likely(ranking: list[dict[str, Any]]) -> bool:
    # With what asks: where that stands for circumstances, which have left the ranking, it is as
    # likely as they were.
    odds = {str(r["name"]): float(r["confidence"]) for r in ranking}
    # Somebody else's stolen phone is no reason to look into the account of who asks.
    others_account = odds.get("third_party", 0.0)
    return odds[THEFT] >= max(_LIKELY, _SHARE_OF_THE_FIRST * max(odds.values()), others_account)


def trace_of_theft(
    message: Message, trace: float, offers: Collection[str] = _OFFERS
) -> list[dict[str, Any]]:
    """``fear`` where the message is answered as another errand and perhaps tells of a theft: a
    button below the answer then costs nobody anything. ``offers``: whose answers have one."""
    fears = message.get(INTENT)["name"] in offers and theft_in(message) >= trace
    return [entity("fear", THEFT)] if fears else []


def perhaps_a_theft(message: Message, parts: list[Message], errands: tuple[Errand, Errand]) -> bool:
    """Whether the message is to be asked about a theft that is neither of its two errands.

    One that only the whole sounds like ("my deposit is missing and I can't log in") is no reason,
    where no part has a trace of it, unless the whole says it rather than anything else.
    """
    if THEFT in (errands[0].intent, errands[1].intent) or theft_in(message) < _DESPITE_CERTAINTY:
        return False
    return theft_in(message) >= _RATHER or any(theft_in(part) >= _TRACE_IN_A_PART for part in parts)


def known(message: Message) -> list[dict[str, Any]]:
    """The ranking without "too unsure to answer"."""
    return [r for r in message.get(INTENT_RANKING_KEY, []) if r["name"] != ASK]


def theft_in(message: Message) -> float:
    """How likely a theft is, 0 to 1."""
    return next((float(r["confidence"]) for r in known(message) if r["name"] == THEFT), 0.0)
