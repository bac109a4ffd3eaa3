"""The text that the intent model reads: what is said, without the noise of ids and numbers."""

from __future__ import annotations

import unicodedata

from nlu.extract import Reading

_SAID = {"txid": "txid", "order_id": "order id", "address": "address"}
_PROBLEMS = {"malformed_txid": "txid", "malformed_order_id": "order id"}


def plain_text(reading: Reading) -> str:
    """Ids by their names (64 hex digits would drown the words around them), secrets by "secret"."""
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
    return " ".join(text.split()).lower()


def without_marks(text: str) -> str:
    """ "insattning" for "insättning", as people write on a foreign keyboard."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
