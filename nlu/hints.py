"""Circumstances that no account shows and only the customer can tell.

memo (missing_memo) | security_change (the 24 h hold, C11) | p2p_bought (the T+N lock).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.found import Found

_TAG = r"(?:memo\w{0,2}|(?:destination[ -]?)?tag(?:gen)?|comment|payment[ ]id)\b"
_LACKING = (
    r"\b(?:forgot|forgotten|forget|without|missing|left[ ](?:out|off|blank)|no|wrong|omitted"
    r"|skipped"
    r"|did(?:[ ]not|n'?t)[ ](?:add|include|enter|put|write|use|fill[ ]in)|glömde|glömt|utan|saknar"
    r"|saknade|missade|missat|fel|inget|ingen|lämnade|skrev[ ](?:inte|aldrig)|fyllde[ ]inte[ ]i)\b"
)
_LACKED = (
    r"(?:missing|forgotten|empty|blank|wrong|lacking|glömd|glömt|tom|tomt|saknas|saknades|fel"
    r"|inte[ ](?:med|ifylld|ifyllt))\b"
)
_CHANGED = (
    r"\b(?:changed|reset|updated|switched|replaced|swapped|rebound|turned[ ](?:on|off)|enabled"
    r"|disabled"
    r"|added|removed|set[ ](?:up[ ])?a[ ]new|bytte|bytt|ändrade|ändrat|återställde|återställt"
    r"|uppdaterade"
    r"|uppdaterat|slog[ ](?:på|av)|slagit[ ](?:på|av)|la[ ]till|lagt[ ]till|tog[ ]bort|tagit[ ]bort"
    r"|satte[ ]ett[ ]nytt)\b"
)
_LOGIN = (
    r"(?:pass[ ]?word|passphrase|2fa|two[ -]factor\w*|phone(?:[ ]number)?|e-?mail(?:[ ]address)?"
    r"|authenticator|passkey|lösenord\w*|telefon(?:nummer|numret)?|mobilnum\w+|nummer|mejl\w*"
    r"|mail\w*"
    r"|e-post\w*|tvåfaktor\w*|tvåsteg\w*|autentiser\w*|mobil|telefon|device|enhet)\b"
)
_OTHERS = (
    r"(?<!to )(?<!someone )(?<!somebody )(?<!they )(?<!hacker )(?<!någon )(?<!nån )(?<!de )"
    r"(?<!dom )"
)
_BOUGHT = r"\b(?:bought|purchased|buy|köpte|köpt|köpta|köper|handlade)\b"
_P2P = r"\b(?:p2p|c2c|peer[ -]to[ -]peer)\b"
_GAP = r"[^.!?\n]{0,40}?"

_HINTS = {
    "memo": re.compile(rf"{_LACKING}{_GAP}\b{_TAG}|\b{_TAG}[^.!?\n]{{0,20}}?\b{_LACKED}", re.I),
    "security_change": re.compile(rf"{_OTHERS}{_CHANGED}[^.!?\n]{{0,24}}?\b{_LOGIN}", re.I),
    "p2p_bought": re.compile(
        rf"{_BOUGHT}{_GAP}{_P2P}|{_P2P}[ -]?(?:köp\w*|purchase\w*|bought)|{_P2P}{_GAP}{_BOUGHT}",
        re.I,
    ),
}


def find_hints(text: str) -> Iterator[Found]:
    """At most one: the first of the above that is spoken of."""
    for name, pattern in _HINTS.items():
        match = pattern.search(text)
        if match:
            yield Found("hint", name, *match.span())
            return
