"""One way of reading text: what the eye sees, with a map back to the original positions.

Matching happens on folded text (NFKC, no zero-width or bidi characters, plain dashes, quotes
and blanks, look-alike letters resolved inside mixed-script words); positions are reported in
the original (threat model T20).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = {**dict.fromkeys(map(ord, "‘’‚‛ʼ´`′"), "'"), **dict.fromkeys(map(ord, "“”„‟″«»"), '"')}
_PLAIN = {**_DASHES, **_QUOTES}
_MAX_MARKS = 4  # combining marks kept on one letter; more is noise ("zalgo")

# Letters of other scripts that look like Latin ones (from the confusables of UTS 39).
_LOOKALIKE = str.maketrans(
    "авеёзіјкмнорсԁѕтухһԝАВЕКМНОРСТУХІЈЅαεικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abee3ijkmhopcdstyxhwABEKMHOPCTYXIJSaeikvoptuxyABEZHIKMNOPTYX",
)


@dataclass(frozen=True)
class Folded:
    """Folded ``text`` and, for each of its characters, the index in the original."""

    text: str
    starts: tuple[int, ...] | None
    length: int

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Positions in the original of ``text[start:end]``."""
        if self.starts is None:
            return start, end
        first = self.starts[start] if start < len(self.starts) else self.length
        if end <= start:
            return first, first
        if end >= len(self.starts):
            return first, self.length
        # Two folded characters can come from one original (a ligature): end after it.
        following = self.starts[end]
        if following == self.starts[end - 1]:
            following = self._after(following)
        return first, following

    def _after(self, index: int) -> int:
        assert self.starts is not None
        at = bisect_left(self.starts, index + 1)
        return self.starts[at] if at < len(self.starts) else self.length


def fold(text: str) -> Folded:
    """Fold ``text`` in one pass; linear in its length."""
    if text.isascii():
        return Folded(_controls(text), None, len(text))
    out: list[str] = []
    starts: list[int] = []
    index = 0
    while index < len(text):
        end = index + 1
        while end < len(text) and _continues(text[end]):
            end += 1
        cluster = text[index : min(end, index + 1 + _MAX_MARKS)]
        for char in unicodedata.normalize("NFKC", cluster):
            plain = _plain(char)
            if plain:
                out.append(plain)
                starts.append(index)
        index = end
    return Folded(_resolve_lookalikes("".join(out)), tuple(starts), len(text))


def _continues(char: str) -> bool:
    """A combining mark, or the second or third part of a decomposed Korean syllable."""
    return unicodedata.combining(char) > 0 or "\u1160" <= char <= "\u11ff"


def _controls(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _plain(char: str) -> str:
    replaced = _PLAIN.get(ord(char))
    if replaced is not None:
        return replaced
    if char == "\n" or char.isalnum():
        return char
    category = unicodedata.category(char)
    if category in ("Cf", "Cn", "Co", "Cs") or 0xFE00 <= ord(char) <= 0xFE0F:
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else char


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_lookalike_script(char: str) -> bool:
    return "Ͱ" <= char <= "ӿ"


def _resolve_lookalikes(text: str) -> str:
    """Replace look-alikes only in words that also hold Latin letters: real Russian stays."""
    if not any(map(_is_lookalike_script, text)):
        return text
    words = []
    for word in _split_keeping(text):
        mixed = any(map(_is_latin, word)) and any(map(_is_lookalike_script, word))
        words.append(word.translate(_LOOKALIKE) if mixed else word)
    return "".join(words)


def _split_keeping(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for index, char in enumerate(text):
        if char in " \n":
            parts.extend((text[start:index], char))
            start = index + 1
    parts.append(text[start:])
    return parts
