"""How the words are written: plain text, calm, and without the Swedish seed's slips."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lints.model import Project

# In either language.
EVERYWHERE: tuple[tuple[str, str], ...] = (
    (r"[!！]", "has an exclamation mark"),
    (r"Ã.|â€|âœ|â€™|ðŸ|Â[ \u00a0]|\ufffd", "has mojibake (UTF-8 read as another encoding)"),
    (r"\*\*|__|`|\]\(|^#{1,6} |^> |<[a-z/][^>]*>", "has markup; answers are plain text"),
    (r"\bOKX? Assistant\b", "sends the customer to the assistant, which may be this bot"),
    (r"^\s*- ", "has a hyphen as a list sign; use • or a number"),
    (r"[ \t]+$", "has a blank at the end of a line"),
)

# Errors of the Swedish original (guide), and address that is not du-tilltal.
SWEDISH: tuple[tuple[str, str], ...] = (
    (r"\btill din medel\b|\bdin medel\b", "'din medel' → 'dina medel'"),
    (r"\bvilken konto\b", "'vilken konto' → 'vilket konto'"),
    (r"\blagras på\b", "'i vilket konto … lagras på' → 'i vilket konto … finns'"),
    (r"\bom det finns i (?:handels|finansierings)kontot\b", "krypto is 'den': 'Om den finns'"),
    (r"\bhandel- och finansieringskonto", "'ditt handelskonto och ditt finansieringskonto'"),
    (r"\bfinansierings- och handelskonto\b", "'ditt finansieringskonto och ditt handelskonto'"),
    (
        r"\b(?:helt|delvis|inte) fyll(?:d|t|da)\b|\bordern? (?:är|blev|har) fylld?t?\b",
        "an order is 'utförd', not 'fylld'",
    ),
    (r"\baffär(?:en|er|erna)?\b", "a trade is 'handel' or 'order', not 'affär'"),
    (r"\bkolla in det\b|\bkolla in den\b", "'kolla in' → 'slå upp'"),
    (r"\bblockkedje-verifiering", "'blockkedjeverifiering', without a hyphen"),
    (r"\b(?:ni|er|ert|era)\b", "says 'ni'; the customer is 'du'"),
)


def check(project: Project) -> Iterator[str]:
    for response in project.responses:
        for variation in response.variations:
            rules = EVERYWHERE + (SWEDISH if variation.language == "sv" else ())
            for pattern, problem in rules:
                if re.search(pattern, variation.words, re.IGNORECASE | re.MULTILINE):
                    yield f"{response}: ({variation.language}) {problem}"
        if response.name.startswith("utter_intent_title_"):
            yield from _long_title(project, response.name)


def _long_title(project: Project, name: str) -> Iterator[str]:
    response = project.response(name)
    for variation in response.variations if response else ():
        if len(variation.text) > 40:
            yield f"{response}: ({variation.language}) a button title has at most 40 characters"
