"""Other languages than Swedish and English, only when a message clearly is in one.

Words that neither Swedish nor English has: two of them, and more than there are Swedish or
English ones. Norwegian and Danish share most words with Swedish, so theirs are chosen with care.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from nlu.vocabulary import read, words

_SCRIPTS = (
    *("CYRILLIC", "GREEK", "ARABIC", "HEBREW", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI"),
    *("DEVANAGARI", "GEORGIAN", "ARMENIAN"),
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


@lru_cache(maxsize=1)
def _lists() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Words of each language that are not ours, and words that are surely ours."""
    data = read("foreign.yml")
    ours = words(data["ours"])
    foreign = {str(code): words(listed) - ours for code, listed in data["foreign"].items()}
    return foreign, words(data["ours_for_sure"])


def foreign_language(text: str) -> str | None:
    """Code of a language that is clearly not Swedish or English ("xx": its script says so)."""
    written = _WORD.findall(text[:600].lower())
    if not written:
        return None
    if _in_other_script(text[:600]):
        return "xx"
    foreign, sure = _lists()
    ours = sum(w in sure for w in written)
    hits = Counter({code: sum(w in known for w in written) for code, known in foreign.items()})
    code, count = hits.most_common(1)[0]
    if count >= 2 and count > 2 * ours and count >= 0.2 * len(written):
        return code
    return None


def _in_other_script(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    foreign = sum(unicodedata.name(c, "").startswith(_SCRIPTS) for c in letters if ord(c) > 0x2FF)
    return foreign >= 2 and foreign > 0.5 * len(letters)
