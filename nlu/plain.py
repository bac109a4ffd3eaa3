"""The text that the intent model reads: what is said, without the noise of ids and numbers."""

from __future__ import annotations

import re
import unicodedata

from nlu.extract import Reading
from nlu.vocabulary import vocabulary
from shield import MASK

_SAID = {"txid": "txid", "order_id": "order id", "address": "address"}
_LONG_WORD = re.compile(r"\b(?:[^\W\d_]{3,20}-[^\W\d_]{3,16}|[^\W\d_]{6,36})\b")
_PROBLEMS = {"malformed_txid": "txid", "malformed_order_id": "order id"}


def plain_text(reading: Reading) -> str:
    """Ids by their names (64 hex digits would drown the words around them), secrets by "secret";
    and "bitcoin insättning" for "bitcoininsättning", a word that no encoder knows."""
    places = [(s.start, s.end, "secret") for s in reading.secrets]
    for found in reading.entities:
        said = (
            _PROBLEMS.get(found.value) if found.name == "input_problem" else _SAID.get(found.name)
        )
        if said:
            places.append((found.start, found.end, said))
    text = reading.text
    for start, end, said in sorted(places, reverse=True):
        text = f"{text[:start]} {said} {text[end:]}"
    text = _LONG_WORD.sub(_spread, text.replace(MASK, " secret "))
    return " ".join(text.split()).lower()


def _spread(word: re.Match[str]) -> str:
    return " ".join(vocabulary().parts(word[0]) or (word[0],))


def without_marks(text: str) -> str:
    """ "insattning" for "insättning", as people write on a foreign keyboard."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
