"""Judges an answer by its words: which cause it names, in which language, and what it leaks.

A cause counts as named where a piece of its response's own wording stands in the answer: a
literal piece between two placeholders that no other response shares.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from actions.diagnosis.causes import CAUSES

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "sv")
LINKS = frozenset(
    f"https://www.okx.com/{page}"
    for page in ("help", "status", "proof-of-reserves", "help/formal-complaint-handling-process")
)
_ODD_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
_PLACEHOLDER = re.compile(r"\{\w+\}")
_MACHINERY = re.compile(r"[{}!]|utter_|Traceback|\bNone\b|action_|slot_|\bnull\b|Decimal\(|Error:")
_TIMES = re.compile(r"(kl\. |at )\d{1,2}[.:]\d{2}")
_NUMBER = {
    "en": re.compile(
        r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?!\w)"
    ),
    "sv": re.compile(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?:,\d+)?(?!\w)|(?<![\w.,])\d+(?:,\d+)?(?!\w)"),
}


def plain(text: str) -> str:
    """``text`` with one kind of blank and of minus."""
    return text.translate(_ODD_SPACES)


@lru_cache(maxsize=1)
def responses() -> dict[str, Any]:
    """Every response of the project by name."""
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "data" / "responses").rglob("*.yml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])
    return found


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """Name -> language -> text."""
    found: dict[str, dict[str, str]] = {}
    for name, variations in responses().items():
        found[name] = {
            "sv" if v.get("condition") else "en": plain(str(v.get("text") or ""))
            for v in variations
        }
    return found


def pieces(text: str, least: int = 6) -> list[str]:
    """The literal pieces of a response, line by line, longest first."""
    parts = [part.strip() for line in text.split("\n") for part in _PLACEHOLDER.split(line)]
    return sorted((part for part in parts if len(part) >= least), key=len, reverse=True)


@cache
def fragment(name: str, language: str) -> str:
    """The longest piece of the response that no other response has in it."""
    family = name.removesuffix("_single")
    others = "\n".join(
        text[language]
        for other, text in texts().items()
        if other.removesuffix("_single") != family and language in text
    )
    for piece in pieces(texts()[name][language]):
        if piece not in others:
            return piece
    return pieces(texts()[name][language], 1)[0]


def fragments(name: str, language: str) -> list[str]:
    """The fragments of a response and of its variant for regions with one account."""
    return [fragment(n, language) for n in (name, f"{name}_single") if n in texts()]


def says(text: str, name: str, language: str) -> bool:
    """Whether ``text`` holds the response ``name``."""
    return any(piece in text for piece in fragments(name, language))


def causes_named(text: str, language: str) -> list[str]:
    """The causes that are told in full."""
    return [c for c, spec in CAUSES.items() if says(text, spec.response, language)]


def mentions(text: str, cause: str, language: str) -> bool:
    """Whether a cause is told in full or by its short name."""
    label = texts()[f"utter_label_{cause}"][language]
    return label in text or says(text, CAUSES[cause].response, language)


def told(text: str, prefix: str, language: str) -> list[str]:
    """The responses whose name begins with ``prefix`` that stand in ``text``."""
    return [n for n in texts() if n.startswith(prefix) and says(text, n, language)]


@cache
def _foreign(language: str) -> tuple[str, ...]:
    other = "sv" if language == "en" else "en"
    own = "\n".join(text.get(language, "") for text in texts().values())
    found = {p for text in texts().values() for p in pieces(text.get(other, ""), 14)}
    return tuple(sorted(p for p in found if p not in own))


def wrong_language(text: str, language: str) -> list[str]:
    """Pieces of the other language's responses in ``text``."""
    return [piece for piece in _foreign(language) if piece in text]


def numbers(text: str) -> set[Decimal]:
    """Every number of ``text``, read as English and as Swedish; times of day are left out."""
    text = _TIMES.sub(" ", text)
    found = set()
    for language, pattern in _NUMBER.items():
        for written in pattern.findall(text):
            bare = written.replace(",", "") if language == "en" else written.replace(" ", "")
            try:
                found.add(abs(Decimal(bare.replace(",", "."))).normalize())
            except InvalidOperation:
                continue
    return found


@lru_cache(maxsize=1)
def canaries() -> dict[str, set[Decimal]]:
    """Customer -> figures that only this customer has: in another's answer they are a leak."""
    path = ROOT / "sandbox" / "scenarios" / "default.yml"
    customers = yaml.safe_load(path.read_text(encoding="utf-8"))["customers"]
    owners: dict[Decimal, set[str]] = defaultdict(set)
    for name, state in customers.items():
        for value in _figures(state):
            owners[value].add(name)
    found: dict[str, set[Decimal]] = {name: set() for name in customers}
    for value, names in owners.items():
        if len(names) == 1 and len(value.as_tuple().digits) >= 4:
            found[names.copy().pop()].add(value)
    return found


def _figures(state: Any) -> list[Decimal]:
    if isinstance(state, dict):
        return [f for key, v in state.items() if key != "confirmations" for f in _figures(v)]
    if isinstance(state, list):
        return [f for v in state for f in _figures(v)]
    if isinstance(state, (int, float)) and not isinstance(state, bool):
        return [abs(Decimal(str(state))).normalize()]
    return []


def leaks(text: str, customer: str) -> set[Decimal]:
    """Figures in ``text`` that belong to other customers alone (all of them, to a visitor)."""
    others = set().union(*(figures for name, figures in canaries().items() if name != customer))
    return numbers(text) & others


def check_form(text: str, customer: str, language: str | None) -> None:
    """What holds for every answer: clean words, allowed links, one language, no stranger."""
    found = _MACHINERY.search(text)
    assert not found, f"{found and found.group()!r} is in:\n{text}"
    links = {link.rstrip(".,;:)") for link in re.findall(r"https?://[^\s]+", text)}
    assert links <= LINKS, f"{links - LINKS} is not on the allowlist:\n{text}"
    stranger = leaks(text, customer)
    assert not stranger, f"{stranger} belongs to another customer:\n{text}"
    if language:
        wrong = wrong_language(text, language)
        assert not wrong, f"not {language}: {wrong} in:\n{text}"
