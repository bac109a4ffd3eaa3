"""Each response exists in both languages, with the same placeholders, payloads and facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lints.model import Project, Response, Variation

_PLACEHOLDER = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def placeholders(text: str) -> frozenset[str]:
    return frozenset(_PLACEHOLDER.findall(text))


def check(project: Project) -> Iterator[str]:
    names = Counter(response.name for response in project.responses)
    for name, times in names.items():
        if times > 1:
            yield f"{name}: is defined {times} times"
    same = set(project.allowed.get("same_in_both_languages") or ())
    for response in project.responses:
        yield from _check_one(response, response.name in same)


def _check_one(response: Response, may_be_same: bool) -> Iterator[str]:
    if [v.language for v in response.variations] != ["sv", "en"]:
        yield (
            f"{response}: must have exactly two variations, first Swedish (condition: language "
            "is sv), then the English default"
        )
        return
    sv, en = response.variations
    for variation in (sv, en):
        if not variation.text.strip():
            yield f"{response}: the {variation.language} text is empty"
        if _stray_brace(variation.text):
            yield f"{response}: a brace in the {variation.language} text is no placeholder"
    if placeholders(sv.text) != placeholders(en.text):
        only = sorted(placeholders(sv.text) ^ placeholders(en.text))
        yield f"{response}: placeholders in one language only: {', '.join(only)}"
    if [b.payload for b in sv.buttons] != [b.payload for b in en.buttons]:
        yield f"{response}: the buttons' payloads differ between the languages"
    if sv.facts != en.facts:
        yield f"{response}: the languages cite different facts"
    if not may_be_same and sv.text == en.text and _prose(sv):
        yield f"{response}: the Swedish text is the English one"


def _stray_brace(text: str) -> bool:
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", text)))


def _prose(variation: Variation) -> bool:
    return bool(_LETTERS.search(_PLACEHOLDER.sub("", variation.text)))
