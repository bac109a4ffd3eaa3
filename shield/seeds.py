"""Seed phrases: BIP-39 in all its languages and lengths, whole or in pieces."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import combining

from shield.text import latin
from shield.wordlists import (
    LENGTHS,
    ORDINARY,
    checksum_holds,
    languages_of,
    plain,
    segmented,
    word_lists,
)

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u0338])*")
_STRUCK = re.compile(r"[\u0300-\u0338]")  # what no letter took in: struck out, or noise
_ESCAPED = re.compile(r"\\[nrt]|&nbsp;")  # of JSON and HTML
_DISGUISED = re.compile(r"(?<=[a-z])[013457|$@]{1,3}(?=[a-z])")
_DISGUISE = str.maketrans("013457|$@", "oleastlsa")
_SAID = re.compile(
    r"\b(?:seed|mnemonic|recovery|secret|backup)[ -]?(?:phrase|words?|fras)\b|\bseed\b|\bmnemonic\b"
    r"|\b(?:återställnings|fröfras|frö|seed|minnes|säkerhets|backup)[ -]?(?:fras|ord)(?:en|er)?\b"
    r"|\b(?:12|15|18|21|24|twelve|twentyfour|twenty-four|tolv|tjugofyra)[ ](?:words|ord(?:en)?)\b"
    r"|助记词|助記詞|ニーモニック|니모닉",
    re.I,
)
_FILLER_WORDS = "word words ord ordet number nr no nummer and och then sedan sen comma"
_FILLERS = frozenset(_FILLER_WORDS.split())
_LABELS = frozenset(["seed", "phrase", "word", "wallet", "secret", "mnemonic"])
_CHINESE = ("chinese_simplified", "chinese_traditional")
_OTHER_LETTERS = ("japanese", "korean")
_LATIN = 36  # letters of a dozen of the shortest words, written without blanks
_OTHER = 24
_SAID_RUN = 6  # listed words in a row that count when a seed phrase is spoken of
_PIECE = 3
_MAX_WINDOWS = 1000  # places in one run that are tried for a checksum


class Token(NamedTuple):
    """A word as it is compared: which of the message, where in the folded text, standing alone?"""

    number: int
    word: str
    start: int
    end: int
    alone: bool


Place = tuple[int, int]


def find_seeds(text: str) -> Iterator[Place]:
    """Positions of seed phrases, and of pieces of one, in folded ``text``.

    A dozen listed words in a row are one, whether or not the checksum holds: a slip makes it no
    less secret. Half a dozen are, where a seed phrase is spoken of. Three or more that are not
    the words of everyday are a piece of one. Chinese, whose list is simply its commonest
    characters, needs the checksum, or the blanks between characters that no prose has.
    """
    text = _ESCAPED.sub(lambda m: " " * len(m.group()), text)
    said = _SAID.search(text) is not None
    tokens = tokens_of(text)
    yield from _find(text, tokens, said)
    if _DISGUISED.search(text):
        text = _DISGUISED.sub(lambda m: m.group().translate(_DISGUISE), text)
        yield from _find(text, tokens_of(text), said)


def _find(text: str, tokens: list[Token], said: bool) -> Iterator[Place]:
    for token in tokens:
        if len(token.word) >= _OTHER:
            yield from _without_blanks(token)
    rest = [token for token in tokens if token.word not in _FILLERS]
    known = languages_of()
    hits = Counter(lang for token in tokens for lang in known.get(token.word, ()))
    for language, count in hits.items():
        if count < _PIECE:
            continue
        find = _chinese if language in _CHINESE else _in_rows
        yield from find(text, tokens, language, said)
        if len(rest) < len(tokens):
            yield from (
                _place(row)
                for row in _rows(rest, language)
                # One less: a word of the phrase may itself be one that was left out.
                if len(row) >= LENGTHS[-1] - 1 and _rare(row) >= _SAID_RUN and _alone(row)
            )


def tokens_of(text: str) -> list[Token]:
    """The words of ``text``; of Chinese, each character."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if _is_han(word[0]):
            signs = [(i, c) for i, c in enumerate(word) if not combining(c)]
            for i, sign in signs:
                place = start + i, start + i + 1
                tokens.append(Token(len(tokens), sign, *place, len(signs) == 1))
        else:
            tokens.append(Token(len(tokens), _comparable(word), start, match.end(), True))
    return tokens


def piece_of(text: str) -> bool:
    """Whether folded ``text`` is nothing but one or more listed words: perhaps part of a phrase."""
    return all_listed(text) and any(token.word not in ORDINARY for token in tokens_of(text))


def all_listed(text: str) -> bool:
    """Whether folded ``text`` has only words of one list, everyday ones included."""
    tokens = tokens_of(text)
    if not 0 < len(tokens) <= LENGTHS[0]:
        return False
    known = languages_of()
    shared = set(known.get(tokens[0].word, ()))
    for token in tokens[1:]:
        shared &= set(known.get(token.word, ()))
    return bool(shared)


def _comparable(word: str) -> str:
    word = plain(word)
    if word.isascii():
        return word
    word = plain(_STRUCK.sub("", word))
    return latin(word) if "Ͱ" <= word[0] <= "\u0587" else word


def _is_han(char: str) -> bool:
    return char > "⺀" and not "぀" <= char <= "ヿ" and not "가" <= char <= "힣"


def _in_rows(text: str, tokens: list[Token], language: str, said: bool) -> Iterator[Place]:
    rows = list(_rows(tokens, language))
    for row in rows:
        if said:
            row = _after_label(row, language)
        enough = len(row) >= LENGTHS[-1] or (said and len(row) >= _SAID_RUN)
        if enough or (len(row) >= _PIECE and _is_piece(text, row, len(tokens), said)):
            yield _place(row)
    # A slip of the pen: one word in a dozen that no list knows.
    for before, after in itertools.pairwise(rows):
        apart = after[0].number - before[-1].number
        row = [*before, *after]
        # Prose has a word of no list more often than once in a dozen.
        if apart == 2 and len(row) >= LENGTHS[-1] - 1 and _rare(row) >= _PIECE:
            yield _place(row)


def _is_piece(text: str, row: list[Token], words: int, said: bool) -> bool:
    """Whether ``row`` is a piece of a phrase: more rare words than prose has side by side.

    Fewer are enough where they stand by themselves: as the whole message or line, or after a
    colon; and where a seed phrase is spoken of.
    """
    rare = _rare(row)
    if len(row) == words:
        return rare >= _PIECE
    if len(row) <= _PIECE or rare < _PIECE:
        return False
    before, after = text[: row[0].start].rstrip(" \"'1."), text[row[-1].end :].lstrip(" \"'.")
    apart = (not before or before[-1] in ":\n") and (not after or after[0] == "\n")
    return said or apart or (rare >= 5 and rare >= len(row) * 0.6)


def _rows(tokens: list[Token], language: str) -> Iterator[list[Token]]:
    """Stretches of tokens that all stand in the list of ``language``."""
    words = word_lists()[language]
    row: list[Token] = []
    for token in tokens:
        if token.word in words:
            row.append(token)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _rare(row: Sequence[Token]) -> int:
    """How many different words of ``row`` are not everyday ones."""
    return len({token.word for token in row} - ORDINARY)


def _alone(row: Sequence[Token]) -> bool:
    return all(token.alone for token in row)


def _place(row: Sequence[Token]) -> Place:
    return row[0].start, row[-1].end


def _after_label(row: list[Token], language: str) -> list[Token]:
    """ "seed" and "phrase" are themselves in the English list: not part of what follows, unless
    the checksum says that they are."""
    words = word_lists()[language]
    labels = len([*itertools.takewhile(lambda token: token.word in _LABELS, row)])
    for first in range(labels):
        phrase = row[first:]
        if len(phrase) in LENGTHS and checksum_holds([words[token.word] for token in phrase]):
            return phrase
    return row[labels:]


def _without_blanks(token: Token) -> Iterator[Place]:
    other = token.word[0] > "⺀"
    if not other and len(token.word) < _LATIN:
        return
    for language in word_lists():
        if language in _CHINESE or other != (language in _OTHER_LETTERS):
            continue
        if segmented(token.word[:512], language) >= LENGTHS[-1]:
            yield token.start, token.end


def _chinese(_text: str, tokens: list[Token], language: str, said: bool) -> Iterator[Place]:
    words = word_lists()[language]
    for row in _rows(tokens, language):
        if len(row) > _PIECE and _alone(row):
            yield _place(row)
            continue
        indices = [words[token.word] for token in row]
        if len(row) in LENGTHS and checksum_holds(indices):
            yield _place(row)
        elif said and (found := _window(indices)):
            yield _place(row[found[0] : found[1]])


def _window(indices: list[int]) -> tuple[int, int] | None:
    for length in LENGTHS:
        for at in range(min(len(indices) - length + 1, _MAX_WINDOWS)):
            if checksum_holds(indices[at : at + length]):
                return at, at + length
    return None
