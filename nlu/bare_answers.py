"""Messages that are nothing but an answer: "usdt på tron", "order 1295971542902204737"."""

from __future__ import annotations

import re

from nlu.extract import Reading
from nlu.vocabulary import words

ANSWERS = words(
    """
    currency currency_unknown network txid order_id amount account_type address waited
    input_problem
    """
)
"""Entities that answer a question of the bot's."""
_FILLERS = words(
    """
    a an the it its it's i on in at over via for from since to of and or about around like with
    using by det den på över från sen sedan för till av och eller ungefär cirka ca typ runt med
    network chain account id tx txid hash order number nr no amount coin coins token address
    please here ok yes nätverk nätverket kedjan konto kontot ordernummer ordernr belopp mynt
    adress adressen tack här ja hej hi hello is was är
    """
)

_ABOUT = r"(?:(?:what|how) about|hur (?:är|e) det med)"
_GOES_ON = re.compile(rf"(?:(?:and|och)(?: {_ABOUT})?|{_ABOUT})\b", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:my|min|mitt|mina|then|då)\b|\?", re.IGNORECASE)


def is_bare_answer(reading: Reading, at_hand: bool = False) -> bool:
    """Whether the message holds entities and nothing else that says something.

    ``at_hand``: a case is, so that "and order 123?" asks the same about another one.
    """
    text = reading.text
    answers = [f for f in reading.entities if f.name in ANSWERS]
    for found in sorted(answers, key=lambda f: -f.start):
        text = f"{text[: found.start]} {text[found.end :]}"
    text = text.lstrip()
    if at_hand and (goes_on := _GOES_ON.match(text)):
        text = _BESIDE.sub(" ", text[goes_on.end() :])
    if "?" in text or not answers:
        return False
    return all(w in _FILLERS for w in re.findall(r"[\w']+", text.lower()))
