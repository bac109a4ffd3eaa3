"""Messages without what tells who wrote them: secrets, ids, amounts, names, addresses.

Each is replaced by a placeholder that stays readable: "jag heter [name], order [order id]".
The shield goes first; then the pipeline's own grammars; then what looks personal. A word too
many rather than one too few: a list is read by people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from improve.names import find_names
from nlu.extract import read
from shield import KINDS, find_secrets, mask
from shield.text import fold

_OF_ENTITY = {
    "txid": "txid",
    "address": "address",
    "order_id": "order id",
    "amount": "amount",
    "malformed_txid": "txid",
    "malformed_order_id": "order id",
}
_PATTERNS = (
    ("link", re.compile(r"(?:https?://|www\.)\S{1,500}", re.I)),
    ("link", re.compile(r"(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}/\S{1,500}")),
    ("email", re.compile(r"(?<![\w.%+-])[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("name", re.compile(r"(?<!\w)@[\w.]{2,32}")),
    (
        "account number",
        re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?\b"),
    ),
)
_LATER_PATTERNS = (
    ("date", re.compile(r"(?<!\d)(?:19|20)\d{2}([-/.])\d{1,2}\1\d{1,2}(?!\d)")),
    ("ip address", re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")),
    ("phone", re.compile(r"(?<![\w.,])(?:\+|00)\d{1,3}(?:[ ()./-]{0,3}\d){6,12}(?!\d)")),
    ("phone", re.compile(r"(?<![\w.,])\(?0\d{1,3}\)?[ /-]{1,3}\d{2,4}(?:[ -]?\d{2,4}){1,3}(?!\d)")),
    (
        "id",
        re.compile(r"(?<![\w-])(?=[\w-]{0,100}\d)(?=[\w-]{0,100}[A-Za-z])[\w-]{16,128}(?![\w-])"),
    ),
    (
        "street",
        re.compile(
            r"\b[^\W\d_]{2,30}(?:gatan|vägen|gränd|stigen|torget|plan)[ ]\d{1,4}[ ]?[A-Z]?\b", re.I
        ),
    ),
    (
        "street",
        re.compile(r"\b\d{1,5}[ ][^\W\d_]{2,30}[ ](?:street|road|avenue|lane|drive)\b", re.I),
    ),
    ("name", re.compile(r"(?:(?<=\d{3}[ ]\d{2}[ ])|(?<=\[postcode\][ ]))[A-ZÅÄÖ][^\W\d_]{2,30}")),
    ("postcode", re.compile(r"(?<![\d.,])\d{3}[ ]\d{2}(?=[ ][A-ZÅÄÖ[][^\W\d_]{2})")),
    ("number", re.compile(r"(?<![\d.,])\d(?:[ -]?\d){5,30}(?![\d])|\d{6,}")),
)
PLACEHOLDERS = frozenset(
    {*_OF_ENTITY.values(), *(name for name, _ in (*_PATTERNS, *_LATER_PATTERNS)), "name", *KINDS}
)
# What a person who rewords a message may write; the rest is an id or points at somebody.
_HARMLESS = frozenset({"amount", "date", "name"})
_ROUNDS = 4
_MARK = re.compile(r"\[([a-z_ ]{1,20})\]")


class Place(NamedTuple):
    """``text[start:end]`` is to be replaced by ``[kind]``."""

    kind: str
    start: int
    end: int


def redact(text: str, language: str | None, known: frozenset[str], *hide: str) -> str:
    """``text`` on one line with placeholders. ``known``: words that are no names.

    ``hide``: strings that name the customer, hidden wherever they stand.
    """
    for _ in range(_ROUNDS):  # what was hidden can lay bare what stood beside it
        before = text
        text = mask(text, find_secrets(text, asked_for_number=True))
        places = [*_personal(text, language), *_hidden(text, hide), *_names(text, known)]
        for place in reversed(_first_come(places, text)):
            text = f"{text[: place.start]}[{place.kind}]{text[place.end :]}"
        text = re.sub(r"\[name\](?: \[name\])+", "[name]", text)
        if text == before:
            break
    return " ".join(text.split()).lstrip("-").lstrip()


def leftovers(text: str, language: str | None) -> list[str]:
    """Kinds of what must not be learned: secrets, ids, what points at a person."""
    found = [secret.kind for secret in find_secrets(text, asked_for_number=True)]
    found += [p.kind for p in _first_come(_personal(text, language), text)]
    found += ["name" for place in find_names(text, frozenset()) if place.said]
    return [kind for kind in dict.fromkeys(found) if kind not in _HARMLESS or kind == "name"]


def placeholders(text: str) -> list[str]:
    """The kinds of the placeholders in ``text``, in order."""
    return _MARK.findall(text)


def _hidden(text: str, hide: tuple[str, ...]) -> Iterator[Place]:
    for one in hide:
        pattern = re.compile(rf"(?<!\w){re.escape(one)}(?!\w)", re.IGNORECASE)
        yield from (Place("name", *match.span()) for match in pattern.finditer(text))


def _personal(text: str, language: str | None) -> list[Place]:
    """By the grammars of the pipeline and the patterns above, the surest first."""
    folded = fold(text)
    reading = read(text, None if language is None else language == "sv")
    entities = [
        Place(_OF_ENTITY[key], *reading.folded.original(found.start, found.end))
        for found in reading.entities
        for key in (found.value if found.name == "input_problem" else found.name,)
        if key in _OF_ENTITY
    ]
    first, later = (
        [
            Place(kind, *folded.original(*match.span()))
            for kind, pattern in patterns
            for match in pattern.finditer(folded.text)
        ]
        for patterns in (_PATTERNS, _LATER_PATTERNS)
    )
    ids = [place for place in entities if place.kind != "amount"]
    amounts = [place for place in entities if place.kind == "amount"]
    return [*first, *ids, *later, *amounts]


def _names(text: str, known: frozenset[str]) -> list[Place]:
    return [Place("name", name.start, name.end) for name in find_names(text, known)]


def _first_come(places: list[Place], text: str) -> list[Place]:
    """In order of the text, without overlaps: the one listed first wins. None in a mark."""
    taken = [(m.start(), m.end()) for m in _MARK.finditer(text) if m[1] in PLACEHOLDERS]
    kept: list[Place] = []
    for place in places:
        if place.start < place.end and not any(
            place.start < end and start < place.end for start, end in taken
        ):
            taken.append((place.start, place.end))
            kept.append(place)
    return sorted(kept, key=lambda place: place.start)
