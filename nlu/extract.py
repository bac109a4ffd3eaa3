"""All entities of a message: a pure function from text to what it names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from nlu.amounts import find_amounts
from nlu.coins import find_coins, is_shouted
from nlu.found import Found, free_of
from nlu.hints import find_hints
from nlu.ids import find_ids
from nlu.links import network_of_link
from nlu.phrases import find_accounts, find_control
from nlu.unknown import find_unknown
from nlu.vocabulary import vocabulary
from nlu.waited import find_waited
from shield.secrets import Span, find_secrets
from shield.text import Folded, fold

Placed = TypeVar("Placed", Span, Found)

MAX_LENGTH = 2000
"""Characters that the pipeline reads; the rest of a longer message is left alone."""


@dataclass(frozen=True)
class Reading:
    """A message as the pipeline sees it: folded text, secrets and entities in folded positions."""

    folded: Folded
    secrets: tuple[Span, ...]
    entities: tuple[Found, ...]

    @property
    def text(self) -> str:
        return self.folded.text

    @property
    def without_secrets(self) -> str:
        """The text with each secret blanked, positions kept."""
        return _blanked(self.folded.text, [(s.start, s.end) for s in self.secrets])

    def within(self, start: int, end: int) -> Reading:
        """What was found in ``text[start:end]``, in positions of that; nothing is read again."""
        text = self.text[start:end]
        return Reading(
            Folded(text, None, len(text)),
            tuple(_moved(s, start) for s in self.secrets if start <= s.start and s.end <= end),
            tuple(_moved(f, start) for f in self.entities if start <= f.start and f.end <= end),
        )


def read(text: str, swedish: bool | None = None, asked_for_number: bool = False) -> Reading:
    """Everything in one go; see :func:`look` and :func:`name_all`."""
    return name_all(look(text, asked_for_number), swedish)


def look(text: str, asked_for_number: bool = False) -> Reading:
    """The folded text and its secrets; no entities yet."""
    folded = fold(text[:MAX_LENGTH])
    return Reading(folded, tuple(find_secrets(folded.text, asked_for_number)), ())


def name_all(reading: Reading, swedish: bool | None = None) -> Reading:
    """Secrets first, then ids, then everything else: what is one thing is never another."""
    plain = reading.without_secrets
    ids = list(find_ids(plain))
    rest = _blanked(plain, [(f.start, f.end) for f in ids])
    entities = _ordered([*ids, *_others(plain, rest, swedish)])
    return replace(reading, entities=tuple(entities))


def _others(plain: str, rest: str, swedish: bool | None) -> list[Found]:
    words = vocabulary()
    doc = words.doc(rest)
    coins = find_coins(words, doc, is_shouted(rest))
    waited = list(find_waited(rest))
    amounts = free_of(find_amounts(rest, words.units, words.fiat, swedish), _places(waited))
    known = [*coins, *waited, *amounts]
    accounts = list(find_accounts(words, doc))
    unknown = list(find_unknown(words, rest, _places([*known, *accounts])))
    problems = [Found("input_problem", "unknown_coin", u.start, u.end) for u in unknown]
    networks = [f for f in coins if f.name == "network"]
    hints = [] if networks else list(network_of_link(plain))
    return [*known, *accounts, *unknown, *problems, *hints, *find_control(rest), *find_hints(rest)]


def _moved(place: Placed, start: int) -> Placed:
    """``place`` in positions of the text that begins at ``start``."""
    return place._replace(start=place.start - start, end=place.end - start)


def _places(found: Collection[Found]) -> list[tuple[int, int]]:
    return [(f.start, f.end) for f in found]


def _blanked(text: str, places: list[tuple[int, int]]) -> str:
    """``text`` with ``places`` overwritten by a sign that no pattern knows, positions kept."""
    for start, end in places:
        text = text[:start] + "\x1a" * (end - start) + text[end:]
    return text


def _ordered(found: list[Found]) -> list[Found]:
    return sorted(dict.fromkeys(found), key=lambda f: (f.start, f.end, f.name))
