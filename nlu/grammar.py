"""Which words say in what language a sentence is built, and which only what it is about.

"min withdrawal är stuck" is Swedish: its small words and endings are, whatever language its nouns
come from. The words are in ``gazetteer/languages.yml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from nlu.plain import without_marks
from nlu.vocabulary import read, words

_ENDING = re.compile(r"-?(?:ades|ade|arna|erna|ats|ar|at|ad|as|a|et|en)\Z")
_SHORTEST_STEM = 3


@dataclass(frozen=True)
class Grammar:
    """Small words and verbs of each language (``small``: of both), and what else is listed.

    ``both``: spelt alike in the two; ``borrowed``: taken over into the other language.
    """

    swedish: frozenset[str]
    english: frozenset[str]
    both: frozenset[str]
    borrowed: frozenset[str]
    small: frozenset[str]


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The tables of the gazetteer, with the forms that follow from them."""
    listed = {name: words(text) for name, text in read("languages.yml").items()}
    swedish = set(listed["sv_small"] | listed["sv_verbs"])
    for verb in listed["sv_verbs_in_a"]:
        swedish |= {verb + ending for ending in ("", "r", "de", "t", "s", "des")}
    swedish |= {without_marks(word) for word in swedish}
    borrowed = listed["borrowed"] | listed["polite"]
    swedish -= listed["both"] | borrowed
    english = listed["en_small"] - listed["both"] - borrowed
    return Grammar(
        frozenset(swedish), english, listed["both"], borrowed, frozenset(swedish | english)
    )


def bent_in_swedish(word: str, english: frozenset[str]) -> bool:
    """Whether an English stem has a Swedish ending: "failade", "cancellat", "checka"."""
    ending = _ENDING.search(word)
    if ending is None or word in english or word in grammar().borrowed:
        return False  # "wallet" is no "wall" with an ending
    stem = word[: ending.start()]
    if len(stem) < _SHORTEST_STEM:
        return False
    single = stem[:-1] if stem[-1] == stem[-2] else stem
    return not english.isdisjoint((stem, stem + "e", single))
