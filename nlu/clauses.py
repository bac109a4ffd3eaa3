"""Where a message may turn from one errand to another: the seams between its clauses."""

from __future__ import annotations

import re
from typing import NamedTuple

MOST_PARTS = 3
_LEAST_WORDS = 2
_LEAST_LETTERS = 7
_LONGEST = 600  # characters; what is longer is a story, and a story is one errand

TURN, STOP, AND, NOW, COMMA = range(5)
# The plainer a seam, the lower its rank: these words say that something else begins. After "and
# now" comes what follows from the first part, as often as something else.
_TURN = (
    r"(?:(?:oh[ ])?(?:and[ ])?(?:also|besides(?:[ ]that)?|plus|by[ ]the[ ]way|btw|another[ ]thing"
    r"|one[ ]more[ ]thing|on[ ]top[ ]of[ ]that|apart[ ]from[ ]that|secondly|separately)"
    r"|(?:och[ ])?(?:dessutom|plus(?:[ ]att)?|förresten|förövrigt|för[ ]övrigt|en[ ]annan[ ]sak"
    r"|en[ ]sak[ ]till|sen[ ](?:så[ ])?(?:undrar|vill|behöver)|sedan[ ]undrar|utöver[ ]det"
    r"|för[ ]det[ ]andra))"
)
# "O", "å" and "n" join words as often as clauses ("insättning o uttag"), and "å" is "att", too.
_CLAUSE = (
    r"(?:jag|ja|mi(?:n|tt|na)|hur|var|vad|när|varför|vem|kan|har|får|ska|behöver|det|de|den|ni|man"
    r"|vill|är|finns|i|im|i'm|i've|ive|my|how|what|where|when|why|who|cant|can|could|the|is|are|do"
    r"|does|did|it|it's|its|you|need|want|please)\b"
)
_AND = rf",?[ ](?:(?:and|och|samt|&|as[ ]well[ ]as)[ ]|[oån][ ](?={_CLAUSE}))"
_SEAMS = (
    (TURN, re.compile(rf"(?:[.,;:!?]{{1,4}}[ ]?|[ ]|\n){_TURN}\b[ ,:.]{{1,2}}", re.I)),
    (
        STOP,
        re.compile(r"(?:[.!?]{1,6}[ \n]|[;\n]|[ ]-[ ])(?:(?:and|och|sen|sedan|then)[ ])?", re.I),
    ),
    (AND, re.compile(rf"{_AND}(?!(?:now|nu)\b)", re.I)),
    (NOW, re.compile(rf"{_AND}(?=(?:now|nu)\b)", re.I)),
    (COMMA, re.compile(r",[ ]|,?[ ](?:but|men)[ ]", re.I)),
)
_WORD = re.compile(r"[^\W\d_]+")


class Part(NamedTuple):
    """A stretch of the message, and how plainly the seam before it says that it is another one."""

    start: int
    end: int
    seam: int  # TURN, STOP, AND, NOW or COMMA


def parts_of(text: str) -> list[Part]:
    """Two or three parts that could be an errand each; none where the message has no seam.

    Takes the plainest seams first, and only such as leave enough words on both sides. Where a
    word says that something else begins, what stands before it is one thing.
    """
    if len(text) > _LONGEST:
        return []
    cuts: list[tuple[int, int, int]] = []
    for rank, pattern in _SEAMS:
        for match in pattern.finditer(text):
            if len(cuts) < MOST_PARTS - 1 and _fits(text, [*cuts, (*match.span(), rank)]):
                cuts.append((*match.span(), rank))
        if rank == TURN and cuts:
            break
    if not cuts:
        return []
    cuts.sort()
    edges = [0, *(end for _, end, _ in cuts)], [*(start for start, _, _ in cuts), len(text)]
    seams = [TURN, *(rank for _, _, rank in cuts)]
    return [Part(*part) for part in zip(*edges, seams, strict=True)]


def _fits(text: str, cuts: list[tuple[int, int, int]]) -> bool:
    """Whether every part between ``cuts`` has something to say, and none overlap."""
    begin = 0
    for start, end, _ in sorted(cuts):
        if start < begin or not _says_something(text[begin:start]):
            return False
        begin = end
    return _says_something(text[begin:])


def _says_something(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) >= _LEAST_WORDS and sum(map(len, words)) >= _LEAST_LETTERS
