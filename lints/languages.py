"""Each response exists in every language, with the same placeholders, payloads and facts."""

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
    languages = list(project.allowed["languages"])
    same = set(project.allowed["same_in_every_language"])
    for response in project.responses:
        if [v.language for v in response.variations] != languages:
            yield (
                f"{response}: must have exactly these variations, in this order: "
                f"{', '.join(languages)} (the last is the default, without a condition)"
            )
            continue
        for variation in response.variations:
            yield from _check_one(response, variation)
        default = response.variations[-1]
        for variation in response.variations[:-1]:
            yield from _compare(response, variation, default, response.name in same)


def _check_one(response: Response, variation: Variation) -> Iterator[str]:
    if not variation.text.strip():
        yield f"{response}: the {variation.language} text is empty"
    if _stray_brace(variation.text):
        yield f"{response}: a brace in the {variation.language} text is no placeholder"


def _compare(response: Response, one: Variation, default: Variation, same: bool) -> Iterator[str]:
    only = sorted(placeholders(one.text) ^ placeholders(default.text))
    if only:
        yield f"{response}: placeholders in one language only: {', '.join(only)}"
    if [b.payload for b in one.buttons] != [b.payload for b in default.buttons]:
        yield f"{response}: the buttons' payloads differ between the languages"
    if one.facts != default.facts:
        yield f"{response}: the languages cite different facts"
    if not same and one.text == default.text and _prose(one):
        yield f"{response}: the {one.language} text is the {default.language} one"


def _stray_brace(text: str) -> bool:
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", text)))


def _prose(variation: Variation) -> bool:
    return bool(_LETTERS.search(_PLACEHOLDER.sub("", variation.text)))
