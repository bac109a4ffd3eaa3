"""Tells whether an answer makes a claim that the fact table forbids (T22)."""

from __future__ import annotations

import re
from typing import Any

import yaml

from lints.claims import normal
from tests.conversations.judge import ROOT

TABLE: dict[str, Any] = yaml.safe_load((ROOT / "lints" / "claims.yml").read_text(encoding="utf-8"))
_DENIALS = re.compile("|".join(TABLE["denials"]))
# Sentences that may name a claim in order to deny it.
_ALLOWED = [
    normal(sentence)
    for claim in TABLE["claims"]
    for exception in claim.get("allowed") or []
    for sentence in exception["sentences"]
]
_PATTERNS = {
    claim["id"]: [re.compile(pattern) for pattern in claim["patterns"]] for claim in TABLE["claims"]
}
# How long ago something happened is a fact that was read, whatever the figure.
_AGO = re.compile(
    r"(\d+ (hours?|timm\w+),? (and|och) )?\d+ (minut\w+|hours?|timm\w+|days?|dag\w*) (ago|sedan)"
)


def claimed(text: str) -> list[str]:
    """The ids of the forbidden claims that ``text`` makes."""
    words = _AGO.sub(" ", normal(text))
    for sentence in _ALLOWED:
        words = words.replace(sentence, " ")
    words = _DENIALS.sub(" ", words)
    return [one for one, patterns in _PATTERNS.items() if any(p.search(words) for p in patterns)]


def check_claims(text: str) -> None:
    """What holds for every answer of every conversation, whatever was asked."""
    found = claimed(text)
    assert not found, f"{found} must not be said:\n{text}"
