"""All secrets in a message, each with its kind and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from shield.codes import find_codes
from shield.invited import find_invited
from shield.keys import find_keys
from shield.numbers import find_cards, find_personnummer
from shield.said import find_said
from shield.seeds import find_seeds
from shield.text import fold
from shield.told import find_told

KINDS = ("seed", "private_key", "api_secret", "password", "code", "card", "personnummer")
MASK = "[•••]"
"""In place of a secret. No word of any language: one would decide which is answered in."""
MASKED_KIND = "saldo_secret"
"""Key of a message's metadata that names the kind of secret (KINDS) that a channel has masked."""
MAX_LENGTH = 20_000
"""Characters that are searched; a channel refuses longer messages (threat model T18)."""


class Span(NamedTuple):
    """One secret: ``text[start:end]`` of the original message. The secret itself is not kept."""

    kind: str
    start: int
    end: int


def find_secrets(text: str, asked_for_number: bool = False) -> list[Span]:
    """Secrets in ``text``, in order and without overlaps; one of KINDS each.

    ``asked_for_number``: the bot has just asked for an amount or an id, so a lone number
    answers it and is not a code that somebody was tricked into passing on.
    """
    folded = fold(text[:MAX_LENGTH])
    found = [
        Span(kind, *folded.original(start, end))
        for kind, start, end in _candidates(folded.text)
        if not (asked_for_number and kind == "code" and _is_whole(folded.text, start, end))
    ]
    return _without_overlaps(found)


def mask(text: str, spans: Iterable[Span], label: str = "[{kind}]") -> str:
    """``text`` with each secret replaced by ``label``, which may name the {kind}."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        parts.append(text[at : span.start] + label.format(kind=span.kind))
        at = span.end
    return "".join(parts) + text[at:]


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    yield from (("seed", *place) for place in find_seeds(text))
    yield from (("private_key", *place) for place in find_keys(text))
    yield from (("card", *place) for place in find_cards(text))
    yield from (("personnummer", *place) for place in find_personnummer(text))
    yield from (("code", *place) for place in find_codes(text))
    yield from find_said(text)
    yield from find_told(text)
    yield from find_invited(text)


def _is_whole(text: str, start: int, end: int) -> bool:
    return not any(c.isalnum() for c in text[:start] + text[end:])


def _without_overlaps(spans: list[Span]) -> list[Span]:
    """Of overlapping ones the first kind in KINDS wins and covers both places."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if kept and span.start < kept[-1].end:
            kind = min(kept[-1].kind, span.kind, key=KINDS.index)
            kept[-1] = Span(kind, kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return kept
