"""Secrets that come in several messages of one conversation.

Kept in memory alone, for a few conversations, messages and minutes: what was announced, seed
words, and ends of keys and of numbers that the next message may complete.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from shield.announced import admits_key, announced
from shield.secrets import KINDS, Span, find_secrets
from shield.seeds import all_listed, piece_of
from shield.text import fold
from shield.wordlists import ORDINARY

MAX_CONVERSATIONS = 2000
EXPIRES_SECONDS = 600.0
MESSAGES = 5
"""Messages after which a piece that nothing followed is forgotten."""
_ENOUGH = ((5, 4), (7, 3))
"""Listed words, and how many different ones of them are not everyday ones."""
_WORD = re.compile(r"[^\W\d_]+")
_PIECE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{4,120}(?![0-9A-Za-z])")
_DIGITS = re.compile(r"\W{0,3}(?P<piece>\d{4,12}|\d{4}(?:[ -]\d{4}){1,2})\W{0,3}")
_HEX = re.compile(r"(?:0[xX])?[0-9a-fA-F]{64}")
_LASTING = ("seed phrase", "private key")
_IN_PIECES = ("private_key", "card", "personnummer", "api_secret")


class Seen(NamedTuple):
    """What one message holds: ``spans`` of it to mask, and the ``kind`` (KINDS) to tell of."""

    spans: list[Span]
    kind: str | None


@dataclass
class _Trail:
    at: float
    label: tuple[str, bool] | None = None
    words: list[str] = field(default_factory=list, repr=False)
    warm: bool = False  # a piece of a seed phrase was seen for certain
    ends: list[str] = field(default_factory=list, repr=False)
    hashes: bool = False  # 64 hex characters passed as a TxID
    quiet: int = 0  # messages since anything was added


class Watch:
    """Reads the messages of many conversations, each in order; ``clock`` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._trails: OrderedDict[str, _Trail] = OrderedDict()

    def read(self, conversation: str, text: str) -> Seen:
        """Secrets in ``text`` by itself, and what of it completes the messages before it.

        A message that is nothing but a short number passes: only the dialogue tells a code from
        an amount or an order id.
        """
        trail = self._trails.pop(conversation, None)
        now = self._clock()
        if trail is None or now - trail.at > EXPIRES_SECONDS or trail.quiet > MESSAGES:
            trail = _Trail(now)
        spans = find_secrets(text, asked_for_number=True)
        if not spans:
            spans = _after_label(trail, text) or _next_words(trail, text) or _next_end(trail, text)
        kind = min((span.kind for span in spans), key=KINDS.index) if spans else None
        folded = fold(text).text
        if kind is None and trail.hashes and admits_key(folded):
            kind, trail.hashes = "private_key", False
        if _remember(trail, text, folded, spans, now):
            self._trails[conversation] = trail
            while len(self._trails) > MAX_CONVERSATIONS:
                self._trails.popitem(last=False)
        return Seen(spans, kind)


def _found_after(prefix: str, text: str) -> list[Span]:
    """Secrets of ``prefix + text`` that reach into ``text``, in its positions."""
    width = len(prefix)
    return [
        Span(span.kind, max(0, span.start - width), span.end - width)
        for span in find_secrets(prefix + text)
        if span.end > width
    ]


def _after_label(trail: _Trail, text: str) -> list[Span]:
    if trail.label is None:
        return []
    name, certain = trail.label
    values = text.split()
    if name == "password" and (not certain or len(values) > 1):
        return _found_after(f"{name} ", text)
    return _found_after(f"{name}: ", text)


def _next_words(trail: _Trail, text: str) -> list[Span]:
    """Seed words that go on where the messages before stopped, also after a lead-in ("then:")."""
    start = text.rfind(":") + 1
    if not piece_of(fold(text[start:]).text):
        return []
    words = [*trail.words, text[start:]]
    listed = [word.lower() for part in words for word in _WORD.findall(fold(part).text)]
    rare = len(set(listed) - ORDINARY)
    enough = any(len(listed) >= words and rare >= few for words, few in _ENOUGH)
    announced_words = trail.label is not None and trail.label[0] == "seed phrase"
    if (trail.words and (trail.warm or enough)) or announced_words:
        first = len(text) - len(text[start:].lstrip())
        return [Span("seed", first, len(text.rstrip()))] if text[start:].strip() else []
    return []


def _next_end(trail: _Trail, text: str) -> list[Span]:
    """The rest of a key or of a number whose beginning came before."""
    context = f"{trail.label[0]}: " if trail.label else ""
    for piece, start in _pieces(text):
        for first in range(len(trail.ends)):
            before = trail.ends[first:]
            numbers = all(part.replace(" ", "").replace("-", "").isdigit() for part in before)
            for joiner in ("", " ", "-") if numbers and piece[0].isdigit() else ("",):
                whole = context + joiner.join([*before, piece])
                for span in find_secrets(whole):
                    if span.kind in _IN_PIECES and (span.start, span.end) == (
                        len(context),
                        len(whole),
                    ):
                        return [Span(span.kind, start, start + len(piece))]
    return []


def _pieces(text: str) -> list[tuple[str, int]]:
    """What of ``text`` may be a piece of a key, or of a number that is all it says."""
    if number := _DIGITS.fullmatch(text):
        return [(number["piece"], number.start("piece"))]
    return [
        (match.group(), match.start())
        for match in _PIECE.finditer(text)
        if not _HEX.fullmatch(match.group())  # whole: a TxID, or a key that was called one
        and (any(map(str.isdigit, match.group())) or len(match.group()) >= 12)
    ][-3:]


def _remember(trail: _Trail, text: str, folded: str, spans: list[Span], now: float) -> bool:
    """Note what ``text`` leaves open; whether anything is open at all."""
    trail.quiet += 1
    kinds = {span.kind for span in spans}
    opens = _remember_label(trail, folded, kinds)
    seeds = [text[span.start : span.end] for span in spans if span.kind == "seed"]
    if seeds or piece_of(folded):
        trail.words = [*trail.words, *(seeds or [text])][-2 * MESSAGES :]
        trail.warm = trail.warm or bool(seeds)
        opens = True
    last = [piece for piece, _ in _pieces(text)][-1:]
    keys = [text[span.start : span.end] for span in spans if span.kind == "private_key"]
    if any(map(_is_whole_key, keys)):
        trail.label = None  # what follows may be a TxID
    elif keys and last and not trail.label:
        trail.label = ("private key", True)  # perhaps half of one, and the other half follows
    if kinds - {"seed", "private_key"} or any(map(_is_whole_key, keys)):
        trail.ends = []
    elif last and "seed" not in kinds:
        trail.ends = [*trail.ends, *last][1 - MESSAGES :]
        opens = True
    hashes = not spans and _HEX.search(folded) is not None
    trail.hashes = hashes or (trail.hashes and trail.quiet <= 1)
    if opens or hashes:
        trail.at, trail.quiet = now, 0
    return bool(trail.label or trail.words or trail.ends or trail.hashes)


def _is_whole_key(key: str) -> bool:
    return key[1:4] != "prv" and bool(_HEX.fullmatch(key) or find_secrets(key))


def _remember_label(trail: _Trail, folded: str, kinds: set[str]) -> bool:
    """A label holds for the next message; that of words or a key, which may be many, for longer."""
    label = announced(folded)
    if label and trail.label and trail.label[0] == "seed phrase" and all_listed(folded):
        label = trail.label  # "card" and "pin" are words of a phrase, too
    if label:
        trail.label = label
    elif trail.label and (trail.label[0] not in _LASTING or kinds - {"seed", "private_key"}):
        trail.label = None
    return label is not None
