"""The edge of every channel: what a customer typed is text and nothing else.

Rasa reads text that starts with ``/`` as an intent with entities, past all understanding
(``/restart``, ``/inform{"currency": "BTC"}``), and takes any length: a 400 kB message held
the whole server for seconds.
"""

from __future__ import annotations

import unicodedata

MAX_CHARACTERS = 2000

_SLASHES = frozenset(
    "/／∕⁄⧸╱⟋⁁𝈺᜵Ⳇ\N{COMBINING LONG SOLIDUS OVERLAY}\N{COMBINING SHORT SOLIDUS OVERLAY}"
)
_EXTERNAL = "external:"
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # letters that show nothing
_NOTHING = ("Cc", "Cf", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Mn", "Me")
_KEPT_CONTROLS = "\n\t"


def plain_text(raw: str) -> str:
    """``raw`` as harmless text of at most MAX_CHARACTERS.

    Lone surrogates and control characters (no file and no database takes them) become
    blanks; a command prefix at the start is dropped.
    """
    text = "".join(map(_clean, raw[: MAX_CHARACTERS * 2]))
    return text[_prefix(text) :][:MAX_CHARACTERS].strip()


def _prefix(text: str) -> int:
    """Where the text begins behind slashes, what looks like one, and what nobody sees."""
    at = 0
    while at < len(text):
        if text[at] in _SLASHES or _is_unseen(text[at]):
            at += 1
        elif text[at : at + len(_EXTERNAL)].casefold() == _EXTERNAL:
            at += len(_EXTERNAL)
        else:
            break
    return at


def _is_unseen(character: str) -> bool:
    return character in _BLANK or unicodedata.category(character) in _NOTHING


def _clean(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character
