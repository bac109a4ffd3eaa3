"""Seed phrases: BIP-39 in all its languages and lengths, by word list and checksum."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LENGTHS = (24, 21, 18, 15, 12)
_WORD = re.compile(r"[^\W\d_]+")
_SAID = re.compile(
    r"\b(?:seed|mnemonic|recovery|secret|backup)[ -]?(?:phrase|words?|fras)\b|\bseed\b|\bmnemonic\b"
    r"|\b(?:återställnings|fröfras|frö|seed|minnes|säkerhets)[ -]?(?:fras|ord)(?:en|er)?\b",
    re.I,
)
_SAID_RUN = 6  # listed words in a row that count when a seed phrase is spoken of
_CJK = "chinese"
_MAX_WINDOWS = 1000  # places in one run that are tried for a checksum
# bip_utils has no Japanese list, but nobody else writes a dozen spaced words in hiragana.
_HIRAGANA = re.compile(r"[ぁ-ゖ]{2,8}(?:\s{1,4}[ぁ-ゖ]{2,8}){11,23}")


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, int]]:
    """Word -> index for each language, as the eye compares them (NFKC, lower case)."""
    from bip_utils import Bip39Languages
    from bip_utils.bip.bip39.bip39_mnemonic_utils import Bip39WordsListGetter

    lists = {}
    for language in Bip39Languages:
        words = Bip39WordsListGetter().GetByLanguage(language)
        lists[language.name.lower()] = {
            unicodedata.normalize("NFKC", words.GetWordAtIdx(i)).lower(): i for i in range(2048)
        }
    english = lists["english"]
    # The first four letters are enough in English, and people write only those.
    lists["english_short"] = {word[:4]: index for word, index in english.items()}
    # Accents are often left out.
    for name in ("french", "spanish", "portuguese", "czech"):
        lists[name].update({_bare(w): i for w, i in list(lists[name].items())})
    return lists


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def checksum_holds(indices: list[int]) -> bool:
    """BIP-39: the last len/3 bits are the first bits of the SHA-256 of the others."""
    bits = len(indices) * 11
    check = bits // 33
    number = 0
    for index in indices:
        number = number << 11 | index
    entropy = (number >> check).to_bytes((bits - check) // 8, "big")
    return hashlib.sha256(entropy).digest()[0] >> (8 - check) == number & ((1 << check) - 1)


def _tokens(text: str) -> list[tuple[str, int, int]]:
    tokens = []
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word[0] > "⺀" and len(word) > 1 and not "가" <= word[0] <= "힣":
            if "぀" <= word[0] <= "ヿ":
                tokens.append((word, match.start(), match.end()))
            else:  # Chinese: each character is a word
                tokens.extend(
                    (c, match.start() + i, match.start() + i + 1) for i, c in enumerate(word)
                )
        else:
            tokens.append((word, match.start(), match.end()))
    return tokens


def _runs(tokens: list[tuple[str, int, int]], words: dict[str, int]) -> Iterator[tuple[int, int]]:
    """Stretches (first, past the last) of tokens that all stand in the list."""
    start = None
    for at, (word, _, _) in enumerate(tokens):
        if word in words:
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(tokens)


def _window(indices: list[int]) -> tuple[int, int] | None:
    for length in LENGTHS:
        for at in range(min(len(indices) - length + 1, _MAX_WINDOWS)):
            if checksum_holds(indices[at : at + length]):
                return at, at + length
    return None


def find_seeds(text: str) -> Iterator[tuple[int, int]]:
    """Positions of seed phrases in folded ``text``.

    A checksum that holds is proof. Without it, a dozen listed words in a row are one too
    (a typing mistake does not make it less secret), except in Chinese, whose list is simply
    the commonest characters; and half a dozen are, where a seed phrase is spoken of.
    """
    yield from (m.span() for m in _HIRAGANA.finditer(text))
    tokens = _tokens(text)
    if len(tokens) < _SAID_RUN:
        return
    said = _SAID.search(text) is not None
    for language, words in _lists().items():
        for first, last in _runs(tokens, words):
            if said:
                first = _after_label(tokens, first, last)
            size = last - first
            indices = [words[tokens[at][0]] for at in range(first, last)]
            if size >= LENGTHS[-1]:
                found = _window(indices)
                if not language.startswith(_CJK):
                    yield tokens[first][1], tokens[last - 1][2]
                elif found:
                    yield tokens[first + found[0]][1], tokens[first + found[1] - 1][2]
            elif said and size >= _SAID_RUN and not language.startswith(_CJK):
                yield tokens[first][1], tokens[last - 1][2]


def _after_label(tokens: list[tuple[str, int, int]], first: int, last: int) -> int:
    """ "seed" and "phrase" are themselves in the English list: not part of what follows."""
    while first < last and tokens[first][0] in ("seed", "phrase", "word", "wallet", "secret"):
        first += 1
    return first
