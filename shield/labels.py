"""What the words around a string call it: a key and a TxID can look the same."""

from __future__ import annotations

import re

_KEY = (
    r"\b(?:private?|privata?|priv|secret|hemliga?|wallet|plånboks?|signing|signerings)"
    r"[ _-]{0,2}(?:key|nyckeln?|nycklar|nyckel)s?\b"
    r"|\bprivatnyckeln?\b|\bprivkey\b|\bpk\b|\bwif\b|\bx?prv\b|\bkeystore\b|\bentropy\b"
    r"|\b(?:hex[ -]?)?seed\b|\bmnemonic\b"
)
_TRANSACTION = (
    r"\btxn?s?\b|\btx[ _-]?id\w*\b|\btx[ _-]?hash\w*\b|\bhash\w*"
    r"|\btransa[ck]tion\w*|\btransaktion\w*|/tx/|/transaction/|\bblock\b"
)
# Called by these only when nothing clearer is said.
_WEAK_KEY = r"\bkey\b|\bnyckeln?\b"
_WEAK_TRANSACTION = r"\bdeposit\w*|\binsättning\w*|\bwithdrawal\w*|\buttag\w*"
_CLEAR = re.compile(rf"(?P<tx>{_TRANSACTION})|(?P<key>{_KEY})", re.I)
_ANY = re.compile(rf"(?P<tx>{_TRANSACTION}|{_WEAK_TRANSACTION})|(?P<key>{_KEY}|{_WEAK_KEY})", re.I)
_BEFORE, _AFTER = 100, 50
# "this is not a txid but ...", "inte ett txid": then that label says nothing.
_DENIED = re.compile(
    r"\b(?:not|no|isn't|isnt|inte|ej|inget|ingen)[ ](?:a |an |the |my |en |ett |min |mitt )?$", re.I
)


def said_to_be_key(text: str, start: int, end: int) -> bool:
    """Whether the words around ``text[start:end]`` call it a key rather than a transaction.

    The nearest label before it counts, else the first one after it; a clear one ("private key",
    "TxID") more than a vague one ("key", "deposit").
    """
    for pattern in (_CLEAR, _ANY):
        before = _labels(pattern, text, max(0, start - _BEFORE), start)
        after = _labels(pattern, text, end, end + _AFTER)
        if before or after:
            return (before[-1] if before else after[0]) == "key"
    return False


def _labels(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[str | None]:
    return [
        match.lastgroup
        for match in pattern.finditer(text, start, end)
        if not _DENIED.search(text, max(0, match.start() - 16), match.start())
    ]
