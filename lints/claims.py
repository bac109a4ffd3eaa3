"""The claim firewall: nothing that the fact table forbids is said, in either language (T22).

``claims.yml`` gives each forbidden claim its patterns, one sample per language that a test
injects, and the few sentences that may name it in order to deny it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from lints.model import Project

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def normal(text: str) -> str:
    """Lower case, one kind of dash and blank, no look-alike digits."""
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES)
    return re.sub(r"\s+", " ", folded).casefold()


def check(project: Project) -> Iterator[str]:
    denials = re.compile("|".join(project.claims.get("denials") or ["(?!)"]))
    compiled = [
        (claim, re.compile("|".join(f"(?:{p})" for p in claim["patterns"])))
        for claim in project.claims["claims"]
    ]
    for response in project.responses:
        for variation in response.variations:
            text = denials.sub(" ", normal(variation.words))
            for claim, pattern in compiled:
                match = pattern.search(_without_allowed(text, claim, response.name))
                if match:
                    yield (
                        f"{response}: ({variation.language}) says what {claim['id']} forbids "
                        f"({claim['what']}): {match.group(0)!r}"
                    )


def _without_allowed(text: str, claim: dict[str, Any], name: str) -> str:
    for exception in claim.get("allowed") or []:
        if exception["response"] == name:
            for sentence in exception["sentences"]:
                text = text.replace(normal(sentence), " ")
    return text


def check_table(project: Project) -> Iterator[str]:
    """Every D fact has its claim, and no exception is stale."""
    covered = {fact for claim in project.claims["claims"] for fact in claim["facts"]}
    for fact in project.facts.values():
        if fact.verdict == "D" and fact.id not in covered:
            yield f"lints/claims.yml: no claim covers {fact.id}, which is D"
    for id in sorted(covered - set(project.facts)):
        yield f"lints/claims.yml: {id} is no fact of the table"
    for claim in project.claims["claims"]:
        for exception in claim.get("allowed") or []:
            yield from _stale(project, claim["id"], exception)


def _stale(project: Project, id: str, exception: dict[str, Any]) -> Iterator[str]:
    response = project.response(exception["response"])
    text = normal("\n".join(v.words for v in response.variations)) if response else ""
    for sentence in exception["sentences"]:
        if normal(sentence) not in text:
            yield (
                f"lints/claims.yml: {id}: {exception['response']} does not say {sentence!r} "
                "any more; remove the exception"
            )
