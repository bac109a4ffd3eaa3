"""Numbers that name a person or a card, by their checksums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_DIGIT = "0-9"
_GROUPED = re.compile(
    rf"(?<![{_DIGIT}.,-])\d{{4}}(?:[ -]\d{{4}}){{3}}(?:[ -]\d{{3}})?(?![{_DIGIT}])"
)
_AMEX = re.compile(r"(?<![0-9.,-])3[47]\d{2}[ -]\d{6}[ -]\d{5}(?![0-9])")
_PLAIN = re.compile(r"(?<![0-9A-Za-z.,#-])\d{13,16}(?![0-9A-Za-z])")
_ISSUER = re.compile(
    r"4|5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)|3[47]|3(?:0[0-5]|[689])|6(?:011|4[4-9]|5)|35"
)
_ORDER = re.compile(
    r"(?:order|deposit|trade|affär|insättning)\w*[\s:#.=-]{0,4}(?:id|nr|no|nummer)?\S{0,3}\s?$",
    re.I,
)
_PNR = re.compile(
    r"(?<![0-9A-Za-z.,])(?P<century>1[89]|20)?(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})(?P<sep>[-+]?)"
    r"(?P<n>\d{4})(?![0-9A-Za-z])"
)
_PNR_SAID = re.compile(
    r"person(?:al)?[ -]?(?:nummer|nr|number|identi\w*)|\bpnr\b|\bssn\b|samordnings", re.I
)


def luhn(digits: str) -> bool:
    """The checksum of payment cards and of the Swedish personnummer."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = int(char)
        if position % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def find_cards(text: str) -> Iterator[tuple[int, int]]:
    """Payment card numbers. Plain runs over 16 digits are the exchange's order ids, not cards."""
    for pattern in (_GROUPED, _AMEX, _PLAIN):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            if not _ISSUER.match(digits) or not luhn(digits) or len(set(digits)) < 2:
                continue
            if pattern is _PLAIN and _ORDER.search(text, max(0, match.start() - 24), match.start()):
                continue
            yield match.span()


def find_personnummer(text: str) -> Iterator[tuple[int, int]]:
    """Swedish personal numbers (and coordination numbers: day + 60) with a valid checksum."""
    said = _PNR_SAID.search(text) is not None
    for match in _PNR.finditer(text):
        ten = match["y"] + match["m"] + match["d"] + match["n"]
        if not _is_date(match) or not luhn(ten):
            continue
        # Ten plain digits could be any number: then the words must say what they are,
        # or nothing else be said.
        if match["sep"] or match["century"] or said or match.group() == text.strip():
            yield match.span()


def _is_date(match: re.Match[str]) -> bool:
    day = int(match["d"])
    day -= 60 if day > 60 else 0
    centuries = (match["century"],) if match["century"] else ("19", "20")
    for century in centuries:
        try:
            date(int(century + match["y"]), int(match["m"]), day)
        except ValueError:
            continue
        return True
    return False
