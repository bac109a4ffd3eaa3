"""The edge of every channel: what a customer typed is text and nothing else.

Rasa reads text that starts with ``/`` as an intent with entities, past all understanding
(``/restart``, ``/inform{"currency": "BTC"}``), and takes any length: a 400 kB message held
the whole server for seconds.
"""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 2000

_COMMAND = re.compile(r"(?:[\s/／∕⁄⧸\u200b-\u200f\u2060\ufeff]+|EXTERNAL:)+", re.IGNORECASE)
_KEPT_CONTROLS = "\n\t"


def plain_text(raw: str) -> str:
    """``raw`` as harmless text of at most MAX_CHARACTERS.

    Lone surrogates and control characters (no file and no database takes them) become
    blanks; a command prefix at the start is dropped.
    """
    text = "".join(map(_clean, raw[: MAX_CHARACTERS * 2]))
    if prefix := _COMMAND.match(text):
        text = text[prefix.end() :]
    return text[:MAX_CHARACTERS].strip()


def _clean(character: str) -> str:
    if character in _KEPT_CONTROLS:
        return character
    return " " if unicodedata.category(character) in ("Cc", "Cs") else character
