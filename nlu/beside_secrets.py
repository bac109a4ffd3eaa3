"""What a customer wants who tells a secret on the way: "my deposit is missing, my password is ...".

The secret is answered first, whatever else the message says; the rest is offered below that.
"""

from __future__ import annotations

import re

from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.clauses import TURN, Part
from nlu.errands import ERRANDS, HELD_OF_A_THEFT, NEIGHBOURS, Errand, ranking_of
from nlu.extract import Reading, look
from nlu.marks import PART, READING, SECRET, THEFT
from nlu.vocabulary import words
from shield import KINDS, MASK, MASKED_KIND

# A password in a sentence makes it sound like these; the answer to a secret says what they would.
_ALIKE = words("secret_shared security_breach prevention_tips phishing_recovery account_help")
_ERRANDS = ERRANDS - _ALIKE
_COMMAND = re.compile(r"\A/?\w{1,40}\{")  # the wire's own form of an answer tells nobody a thing
_SURE = 0.7  # of a part without the secret, read by itself
_SURELY_A_THEFT = 0.9
_OF_THE_WHOLE, _OF_THE_REST = 0.1, 0.6  # and of the rest: of what is not _ALIKE
_LIKELIEST = 0.35  # the advice costs nobody anything, a question back would
_A_PART, _A_PART_IN_PASSING = 0.9, 0.4  # likeliest there, where the whole sounds like another thing


def masked_kind(message: Message) -> str | None:
    """The kind of the secret that the channel has masked, one of KINDS."""
    kind = (message.get(METADATA) or {}).get(MASKED_KIND)
    return kind if isinstance(kind, str) and kind in KINDS else None


def tells_a_secret(message: Message, parts: list[Message], part: float = _A_PART) -> float:
    """How surely a secret without a shape of its own ("it's the dog's name") is told, where that is
    the likeliest meaning of the message, or is this surely that of a ``part``; 0 where not."""
    if _COMMAND.match(message.get(TEXT) or ""):
        return 0.0
    name, odds = _first(message)
    if name == SECRET and odds >= _LIKELIEST:
        return odds
    told = [odds for name, odds in map(_first, parts) if name == SECRET and odds >= part]
    return max(told, default=0.0)


def perhaps_tells_a_secret(message: Message, parts: list[Message]) -> bool:
    """Whether its parts, which were looked at in passing, are to be read by themselves for that."""
    reading: Reading = message.get(READING) or look(message.get(TEXT) or "")
    known = bool(reading.secrets or masked_kind(message))
    return known or tells_a_secret(message, parts, _A_PART_IN_PASSING) > 0


def errand_beside(message: Message, parts: list[Message]) -> Errand | None:
    """What else the message asks for, or None. ``parts``: read by themselves.

    A theft that a part surely tells, and the whole a little; or the surest part that doesn't tell
    the secret, unless the whole is surer.
    """
    found = [_rest_of_the_whole(message)]
    feared = ranking_of(message).get(THEFT, 0.0) >= HELD_OF_A_THEFT
    for part in parts:
        if _holds_the_secret(part):
            continue
        name, odds = _first(part)
        if feared and name == THEFT and odds >= _SURELY_A_THEFT:
            return Errand(name, odds, part.get(PART))
        if name in _ERRANDS and _with_neighbours(name, ranking_of(part)) >= _SURE:
            found.append(Errand(name, odds, part.get(PART)))
    return max(filter(None, found), key=lambda each: each.confidence, default=None)


def _rest_of_the_whole(message: Message) -> Errand | None:
    rest = {name: odds for name, odds in ranking_of(message).items() if name not in _ALIKE}
    best = max(rest, key=lambda name: rest[name], default="")
    if best not in _ERRANDS or rest[best] < max(_OF_THE_WHOLE, _OF_THE_REST * sum(rest.values())):
        return None
    return Errand(best, rest[best], Part(0, len(message.get(TEXT) or ""), TURN))


def _with_neighbours(errand: str, ranking: dict[str, float]) -> float:
    """How sure the ``errand`` is, with what the same words may mean as well ("where is my deposit"
    complains, or asks)."""
    near = {errand}.union(*(group for group in NEIGHBOURS if errand in group))
    return sum(odds for name, odds in ranking.items() if name in near & _ERRANDS)


def _holds_the_secret(part: Message) -> bool:
    reading: Reading = part.get(READING)
    return bool(reading.secrets) or MASK in reading.text or _first(part)[0] == SECRET


def _first(message: Message) -> tuple[str, float]:
    return max(ranking_of(message).items(), key=lambda each: each[1], default=("", 0.0))
