"""One way of reading text: what the eye sees, with a map back to the original positions.

Matching happens on folded text (NFKC, no zero-width or bidi characters, plain dashes, quotes
and blanks, look-alike letters resolved inside mixed-script words); positions are reported in
the original (threat model T20).
"""

from __future__ import annotations

import contextlib
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = {**dict.fromkeys(map(ord, "‘’‚‛ʼ´`′"), "'"), **dict.fromkeys(map(ord, "“”„‟″«»"), '"')}
_PLAIN = {**_DASHES, **_QUOTES}
_MAX_MARKS = 4  # combining marks kept on one letter; more is noise ("zalgo")

# Letters of other scripts that look like Latin ones (from the confusables of UTS 39).
_LOOKALIKE = str.maketrans(
    "авеёзіјкмнорсԁѕтухһԝгпѵьԛАВЕКМНОРСТУХІЈЅԌԚԜѴαεικνορτυχγϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹոսօհցքզյՕՍԼՏ",
    "abee3ijkmhopcdstyxhwrnvbqABEKMHOPCTYXIJSGQWVaeikvoptuxycjABEZHIKMNOPTYXCnuohgpqjOULS",
)
_LATIN_LOOKALIKE = str.maketrans("ɑıȷɡɩʟʀɴʜᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜱǀ", "aijgilrnhacdejkmoptuvwzsl")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # seen by nobody


def _garbled(char: str) -> list[str]:
    """How ``char`` looks when its UTF-8 was read as Windows-1252 or Latin-1 ("Ã¤" for "ä")."""
    raw = char.encode("utf-8")
    seen = {raw.decode("latin-1")}
    with contextlib.suppress(UnicodeDecodeError):  # five bytes mean nothing in Windows-1252
        seen.add(raw.decode("cp1252"))
    return sorted(seen)


_MOJIBAKE = {seen: char for char in "åäöÅÄÖéüæøÆØ’‘“”–—…" for seen in _garbled(char)}
_MOJIBAKE_STARTS = frozenset(seen[0] for seen in _MOJIBAKE)


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
        if text[index] in _MOJIBAKE_STARTS:
            size, meant = _mojibake(text, index)
            if size:
                out.append(_plain(meant))
                starts.append(index)
                index += size
                continue
        end = index + 1
        while end < len(text) and (_continues(text[end]) or _is_invisible(text[end])):
            end += 1
        # What nobody sees goes first: it would keep a letter and its mark from being one.
        seen = (
            [c for c in text[index:end] if not _is_invisible(c)] if end > index + 1 else text[index]
        )
        cluster = "".join(seen[: 1 + _MAX_MARKS])
        for char in unicodedata.normalize("NFKC", cluster):
            plain = _plain(char)
            if plain:
                out.append(plain)
                starts.append(index)
        index = end
    return Folded(_resolve_lookalikes("".join(out)), tuple(starts), len(text))


def _mojibake(text: str, index: int) -> tuple[int, str]:
    """The length and the letter of a garbled letter at ``index``; (0, "") where there is none."""
    for size in (3, 2):
        meant = _MOJIBAKE.get(text[index : index + size])
        if meant:
            return size, meant
    return 0, ""


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
    if _is_invisible(char):
        return ""
    if char == "\n" or char.isalnum():
        return char
    return " " if unicodedata.category(char) in ("Cc", "Zs", "Zl", "Zp") else char


def _is_invisible(char: str) -> bool:
    if char in _INVISIBLE or 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF:
        return True
    return not char.isalnum() and unicodedata.category(char) in ("Cf", "Cn", "Co", "Cs")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _is_lookalike_script(char: str) -> bool:
    return "Ͱ" <= char <= "\u0587"  # Greek, Cyrillic, Armenian


def _resolve_lookalikes(text: str) -> str:
    """Replace look-alikes in words that also hold Latin letters: real Russian stays.

    In a message of Latin letters also in words made of look-alikes alone ("my ВТС deposit"),
    and long words of look-alikes and digits: no language writes such, a disguised key does.
    """
    text = text.translate(_LATIN_LOOKALIKE)
    if not any(map(_is_lookalike_script, text)):
        return text
    mostly_latin = 2 * sum(map(_is_latin, text)) > sum(map(str.isalpha, text))
    words = []
    for word in _split_keeping(text):
        strange = [char for char in word if _is_lookalike_script(char)]
        disguised = mostly_latin and all(ord(char) in _LOOKALIKE for char in strange)
        keylike = len(word) > 15 and any(map(str.isdigit, word))
        mixed = bool(strange) and (disguised or keylike or any(map(_is_latin, word)))
        words.append(latin(word) if mixed else word)
    return "".join(words)


def latin(word: str) -> str:
    """``word`` with each letter that looks like a Latin one replaced by that; as long."""
    return word.translate(_LOOKALIKE)


def _split_keeping(text: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for index, char in enumerate(text):
        if char in " \n":
            parts.extend((text[start:index], char))
            start = index + 1
    parts.append(text[start:])
    return parts
