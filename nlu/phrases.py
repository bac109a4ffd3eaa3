"""Account types, and whether a customer still has the account in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.found import Found
from nlu.vocabulary import Vocabulary, words

_LEAD = words(
    """
    in into from to under at my the both between i från till mitt min mina mellan och and or
    eller but men vs varken neither nor account konto > / :
    """
)
_ON = words("on på")
_LIES = words(
    """
    finns ligger ligga sitter är is are sits lies sit lie syns show shows
    """
)
_KEPT_FROM = words(
    """
    blocked banned stopped prevented restricted suspended barred me us
    """
)

_CONTROL = {
    "locked_out": (
        r"\b(?:locked[ ]out|can'?t[ ](?:log|sign|get)[ -]?(?:in|back|into)|can[ ]?not[ ](?:log"
        r"|sign|get)[ -]?(?:in|back|into)"
        r"|unable[ ]to[ ](?:log|sign|get)[ ]?in|no[ ]access|lost[ ](?:all[ ])?access|(?:do[ ]not"
        r"|don'?t)[ ]have[ ]access"
        r"|(?:password|lösenord\w*)[ ](?:was|has[ ]been|har|blev)[ ](?:changed|ändrats|bytts"
        r"|ändrat|bytt)"
        r"|kommer[ ](?:inte|ej)[ ](?:åt|in)|kan[ ](?:inte|ej)[ ](?:logga[ ]in|komma[ ](?:åt|in))"
        r"|utelåst|utlåst|utelåsta|utloggad"
        r"|har[ ](?:inte|ingen)[ ](?:längre[ ])?(?:åtkomst|tillgång)|ingen[ ]åtkomst"
        r"|kicked[ ](?:me[ ])?out|utkastad)\b"
    ),
    "active_theft": (
        r"\b(?:(?:money|funds|coins|crypto|btc|eth|usdt)[ ](?:is|are|keeps?)[ ](?:leaving"
        r"|going[ ]out|disappearing|draining|being[ ](?:sent|moved|drained|withdrawn|stolen"
        r"|taken))"
        r"|(?:draining|emptying|stealing|withdrawing|taking)[ ](?:it|my|the|everything|all|money"
        r"|funds)|being[ ](?:drained|emptied|robbed)|happening[ ](?:right[ ])?now"
        r"|(?:withdrawal|transfer)[ ](?:is[ ])?(?:pending|going|under[ ]way"
        r"|in[ ]progress)[ ](?:that[ ])?i[ ](?:did[ ]?n[o']t|never)"
        r"|tömmer|töms|tömmes|dräner\w*|pengar(?:na)?[ ](?:försvinner|lämnar|går[ ]ut|skickas)"
        r"|stjäl|just[ ]nu[ ]tas|pågår[ ](?:just[ ])?nu"
        r"|tar[ ](?:ut[ ])?(?:allt|mina|pengarna)|plockar[ ]ut)\b"
    ),
    "in_control": (
        r"\b(?:(?:i'?m|i[ ]am)?[ ]?still[ ](?:logged|signed)[ ]in|(?:can"
        r"|could)[ ](?:still[ ])?(?:log|sign|get)[ ](?:in|on|into)|still[ ](?:have"
        r"|got)[ ](?:access|control)"
        r"|i[ ](?:do[ ])?have[ ](?:access|control)|(?:i'?m|i[ ]am)[ ](?:in[ ]control"
        r"|logged[ ]in)|i[ ]can[ ]access"
        r"|(?:kan|kunde)[ ](?:jag[ ])?(?:fortfarande[ ])?(?:logga[ ]in|komma[ ](?:in|åt))|(?:är"
        r"|e)[ ](?:fortfarande[ ])?inloggad|kommer[ ](?:fortfarande[ ])?(?:in|åt)\b"
        r"|har[ ](?:fortfarande[ ])?(?:åtkomst|tillgång|kontroll))\b"
    ),
}
_CONTROL_PATTERNS = {name: re.compile(pattern, re.I) for name, pattern in _CONTROL.items()}
_QUESTION = re.compile(r"\b(?:how|hur|when|när|if|om|why|varför|what|vad)\b[^.!]{0,30}$", re.I)


def find_accounts(vocabulary: Vocabulary, doc: Any) -> Iterator[Found]:
    """funding | trading, where an account is meant and not the activity."""
    for start, end, meanings in vocabulary.phrases(doc):
        kind = next((m.kind for m in meanings if m.kind in ("funding", "trading")), None)
        if kind and _is_account(vocabulary, doc, start, end):
            last = doc[end - 1]
            yield Found("account_type", kind, doc[start].idx, last.idx + len(last))


def _is_account(vocabulary: Vocabulary, doc: Any, start: int, end: int) -> bool:
    phrase = doc[start:end].text.lower()
    if "account" in phrase or "konto" in phrase or "wallet" in phrase or "plånbok" in phrase:
        return True
    after = doc[end].lower_ if end < len(doc) else ""
    if after == "-" and end + 1 < len(doc):
        after = doc[end + 1].lower_
    if after in (
        "account",
        "accounts",
        "wallet",
        "konto",
        "kontot",
        "kontona",
        "balance",
        "saldo",
        "saldot",
        "side",
        "sidan",
    ):
        return True
    if after in vocabulary.not_account_after:
        return False
    if len([t for t in doc if t.is_alpha]) <= 2:
        return True
    if not start:
        return phrase not in ("trading", "handel")
    before = doc[start - 1].lower_
    earlier = [doc[i].lower_ for i in range(max(0, start - 4), start - 1)]
    if before == "the" and start > 1 and doc[start - 2].lower_ in _ON and phrase == "spot":
        return False  # "on the spot"
    if before in _ON:
        return any(word in _LIES for word in earlier)
    if before == "from" and any(word in _KEPT_FROM for word in earlier):
        return False
    return before in _LEAD


def find_control(text: str) -> Iterator[Found]:
    """in_control | active_theft | locked_out: what the security branch needs to know (B11)."""
    best = None
    for name, pattern in _CONTROL_PATTERNS.items():
        match = pattern.search(text)
        if match and not _QUESTION.search(text, max(0, match.start() - 40), match.start()):
            best = Found("control", name, *match.span())
            if name != "active_theft":
                break
    theft = _CONTROL_PATTERNS["active_theft"].search(text)
    if theft:  # what is being taken now weighs more than who can log in
        best = Found("control", "active_theft", *theft.span())
    if best:
        yield best
