"""The text that the intent model reads: what is said, without the noise of ids and numbers."""

from __future__ import annotations

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
    return " ".join(text.split()).lower() if _is_capitals(text) else " ".join(text.split())


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 8 and sum(c.isupper() for c in letters) > 0.7 * len(letters)
