"""Names of people, as well as rules can tell: where they are given, and words nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from improve.words import frozen_messages, training_messages

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# What stands before a name, however it is written.
_GIVEN = re.compile(
    r"(?:\b(?:i am called|jag heter|(?:full ?|last ?|first ?)?name ?:|(?:för|efter)?namn ?:"
    r"|(?:kind |best )?regards|mvh|m\.v\.h\.?|(?:vänliga |med vänliga )?hälsningar)[ ,:\n]{1,4})",
    re.I,
)
# What also stands before other words: then only what is written or spelled like a name is one.
_PERHAPS = re.compile(
    r"(?:\b(?:my (?:full )?name(?:'s| is)|mitt namn är|heter|call me|signed|sincerely|yours"
    r"|vänligen)[ ,:\n]{1,4})",
    re.I,
)
_NO_NAME_WORDS = """
    and i my me the a an but from with in on at to for of is it its this that not still please
    och jag min mitt men från med i på till för av är det den inte fortfarande snälla kan ni du
    vi en ett som vad hur när så har fick wrong fel funding trading thanks thank tack
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_MOST = 3  # words of one name


class Name(NamedTuple):
    """``text[start:end]``; ``said``: the words before it say that it is a name."""

    start: int
    end: int
    said: bool


def known_words(root: Path) -> frozenset[str]:
    """Lower-case words of the project's own messages and gazetteers: these name nobody."""
    found = set(_NO_NAME)
    for message in (*training_messages(root), *frozen_messages(root)):
        found.update(word.lower() for word in _WORD.findall(message.text))
    for path in sorted((root / "nlu" / "gazetteer").glob("*.yml")):
        found.update(word.lower() for word in _WORD.findall(path.read_text(encoding="utf-8")))
    return frozenset(found)


def find_names(text: str, known: frozenset[str]) -> Iterator[Name]:
    """Names in ``text``. ``known`` empty: only where one is given as such."""
    given = [*_after(_GIVEN, text, lambda word: True)]
    given += _after(_PERHAPS, text, lambda word: _is_title(word) or _is_strange(word, known))
    yield from given
    if known:
        for name in _unknown(text, known):
            if not any(name.start < one.end and one.start < name.end for one in given):
                yield name


def _after(cue: re.Pattern[str], text: str, fits: Callable[[str], bool]) -> Iterator[Name]:
    for match in cue.finditer(text):
        start = end = match.end()
        for _ in range(_MOST):
            word = _WORD.match(text, end + (1 if end > start else 0))
            if word is None or word.group().lower() in _NO_NAME or not fits(word.group()):
                break
            end = word.end()
        if end > start:
            yield Name(start, end, True)


def _is_title(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


def _is_strange(word: str, known: frozenset[str]) -> bool:
    return bool(known) and word.islower() and word not in known


def _unknown(text: str, known: frozenset[str]) -> Iterator[Name]:
    """Capitalized words that the project has never seen, unless a sentence begins with one.

    Two of them in a row are a name anywhere.
    """
    words = [m for m in _WORD.finditer(text) if not _in_mark(text, m)]
    strange = [_is_title(m.group()) and m.group().lower() not in known for m in words]
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
