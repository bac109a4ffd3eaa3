"""Names of people, as well as rules can tell: where they are given, and words nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from improve.words import tested_messages, training_messages

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What stands before a name. The words after the first group end the name.
_GIVEN = re.compile(
    r"(?:\b(?:my (?:full )?name(?:'s| is)|(?:full ?|last ?|first ?)?name ?:|call me|i am called"
    r"|jag heter|mitt namn är|(?:för|efter)?namn ?:|heter"
    r"|(?:kind |best )?regards|sincerely|yours|signed|mvh|m\.v\.h\.?|vänligen"
    r"|(?:vänliga |med vänliga )?hälsningar)\b[ ,:\n]{0,4})",
    re.I,
)
_NO_NAME = frozenset(
    """
    and i my me the a an but from with in on at to for of is it its this that not still please
    och jag min mitt men från med i på till för av är det den inte fortfarande snälla kan ni du
    vi en ett som vad hur när så har fick wrong fel funding trading thanks thank tack
    """.split()
)
_MOST = 3  # words of one name
_NEITHER = frozenset("i".split())


class Name(NamedTuple):
    """``text[start:end]``; ``said``: the words before it say that it is a name."""

    start: int
    end: int
    said: bool


def known_words(root: Path) -> frozenset[str]:
    """Lower-case words of the project's own messages and gazetteers: these name nobody."""
    found = set(_NO_NAME)
    for message in (*training_messages(root), *tested_messages(root)):
        found.update(word.lower() for word in _WORD.findall(message.text))
    for path in sorted((root / "nlu" / "gazetteer").glob("*.yml")):
        found.update(word.lower() for word in _WORD.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


def find_names(text: str, known: frozenset[str]) -> Iterator[Name]:
    """Names in ``text``. ``known`` empty: only where one is given as such."""
    given = list(_given(text))
    yield from given
    if known:
        for name in _unknown(text, known):
            if not any(name.start < one.end and one.start < name.end for one in given):
                yield name


def _given(text: str) -> Iterator[Name]:
    for match in _GIVEN.finditer(text):
        start = end = match.end()
        for _ in range(_MOST):
            word = _WORD.match(text, end + (1 if end > start else 0))
            if word is None or word.group().lower() in _NO_NAME:
                break
            end = word.end()
        if end > start:
            yield Name(start, end, True)


def _unknown(text: str, known: frozenset[str]) -> Iterator[Name]:
    """Capitalized words that the project has never seen, unless a sentence begins with one.

    Two of them in a row are a name anywhere.
    """
    words = [m for m in _WORD.finditer(text) if not _in_mark(text, m)]
    strange = [m.group()[:1].isupper() and not m.group().isupper() for m in words]
    strange = [s and m.group().lower() not in known for s, m in zip(strange, words, strict=True)]
    for at, match in enumerate(words):
        beside = [n for n in (at - 1, at + 1) if 0 <= n < len(words) and strange[n]]
        if strange[at] and (beside or not _begins_sentence(text, match.start())):
            yield Name(*match.span(), False)


def _in_mark(text: str, word: re.Match[str]) -> bool:
    opening = text.rfind("[", max(0, word.start() - 20), word.start())
    return opening >= 0 and "]" not in text[opening : word.start()]


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \"'“”(-")
    return not before or before[-1] in ".!?…:;\n"
