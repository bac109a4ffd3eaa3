"""Messages that cannot be read as they are: blank, signs only, emoji only, too long."""

from __future__ import annotations

import unicodedata

from nlu.extract import MAX_LENGTH


def problem_of(text: str) -> str | None:
    """empty | emoji_only | too_long, or None for a message that can be read as it is."""
    if len(text) > MAX_LENGTH:
        return "too_long"
    if any(c.isalnum() for c in text):
        return None
    # So: emoji and other pictures; Sk: their skin tones
    return "emoji_only" if any(unicodedata.category(c) in ("So", "Sk") for c in text) else "empty"
