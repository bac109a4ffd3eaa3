"""Numbers that name a person or a card, by their checksums."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

# Groups as they are printed on a card: 4-4-4-4(-3), 4-6-5 (American Express), 4-6-4 (Diners).
_SEP = r"[ \n./_-]{1,3}"
_GROUPED = re.compile(
    rf"(?<![0-9.,-])(?:\d{{4}}(?:{_SEP}\d{{4}}){{3}}(?:{_SEP}\d{{3}})?|\d{{4}}{_SEP}\d{{6}}{_SEP}\d{{4,5}})"
    r"(?![0-9])"
)
_PLAIN = re.compile(r"(?<![0-9A-Za-z.,#-])\d{13,19}(?![0-9A-Za-z])")
_IN_PAIRS = re.compile(
    r"(?<![0-9.,-])\d(?:[ -]?\d){12,18}(?![0-9])"
)  # any grouping, said to be a card
_UNSAID = 16  # digits; a longer plain run is an order id of the exchange unless a card is spoken of
_ISSUER = re.compile(
    r"4|5[0-8]|2(?:20[0-5]|2[2-9]|[3-6]|7[01]|720)|3[47]|3(?:0[0-59]|[689])"
    r"|6(?:011|2|3[679]|4[4-9]|5|[0-9])|35(?:2[89]|[3-8])|81|82"
)
_CARD = re.compile(
    r"\b(?:credit|debit|bank|visa|master|kredit|konto|betal)?[ -]?(?:card|kort)"
    r"(?!a|er|ast|fat)\w{0,6}\b"
    r"|\bvisa\b|\bmastercard\b|\bamex\b|\bmaestro\b|\bpan\b",
    re.I,
)
_ORDER = re.compile(
    r"(?:order|deposit|trade|affär|insättning|uttag|withdrawal|uid|konto|account)\w*[\s:#.=-]{0,4}"
    r"(?:id|nr|no|nummer|number|är|is)?\S{0,3}\s?$",
    re.I,
)
_PNR = re.compile(
    r"(?<![0-9A-Za-z.,-])(?P<century>1[89]|20)?(?P<y>\d{2})(?P<gap>[-./ ]?)(?P<m>\d{2})(?P=gap)"
    r"(?P<d>\d{2})(?P<sep>[ ]?[-+][ ]?|[ \n./]?)(?P<n>\d{4})(?![0-9A-Za-z])"
)
_PNR_SAID = re.compile(
    r"person(?:al)?[ -]?(?:nummer|nr|number|identi\w*)|\bpnr\b|\bssn\b|samordnings|\bnational id"
    r"|social security|födelsenummer|personal id",
    re.I,
)
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d")
_MOBILE = re.compile(r"07[02369]")
_GROWN_UP = 2012
"""Who is born later has no account: a date after it with four digits is a time stamp."""


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
    """Payment card numbers: of an issuer's range, by their checksum.

    A plain run is not one where the words call it an order; a run of over 16 digits, and one in
    odd groups, only where a card is spoken of.
    """
    said = _CARD.search(text) is not None
    for pattern in (_GROUPED, _PLAIN, *((_IN_PAIRS,) if said else ())):
        for match in pattern.finditer(text):
            if not is_card(match.group()):
                continue
            if pattern is _PLAIN and not said:
                before = max(0, match.start() - 24)
                if len(match.group()) > _UNSAID or _ORDER.search(text, before, match.start()):
                    continue
            yield match.span()


def is_card(text: str) -> bool:
    """Whether the digits of ``text`` are a card number."""
    digits = re.sub(r"\D", "", text)
    return bool(_ISSUER.match(digits)) and luhn(digits) and len(set(digits)) > 1


def find_personnummer(text: str) -> Iterator[tuple[int, int]]:
    """Swedish personal numbers (and coordination numbers: day + 60) with a valid checksum."""
    said = _PNR_SAID.search(text) is not None
    for match in _PNR.finditer(text):
        ten = match["y"] + match["m"] + match["d"] + match["n"]
        if not luhn(ten) or not (year := _year(match)):
            continue
        if said or _is_marked(match, year, alone=match.group() == text.strip()):
            yield match.span()


def _is_marked(match: re.Match[str], year: int, alone: bool) -> bool:
    """Whether it can be nothing else: ten plain digits could be any number, a phone's included,
    and a late date with four digits could be a time of day."""
    clock = _CLOCK.fullmatch(match["n"]) is not None
    late = not match["century"] and _GROWN_UP < 2000 + int(match["y"]) < 2030
    if year > _GROWN_UP and clock:
        return False
    if match["gap"] or match["sep"] in (" ", "\n", ".", "/"):
        return (alone and not (late and clock)) or "-" in match["sep"] or "+" in match["sep"]
    if match["sep"] or match["century"]:
        return True
    return alone and not late and not _MOBILE.match(match["y"] + match["m"])


def _year(match: re.Match[str]) -> int | None:
    """The year of birth, or None when the digits are no date; the earlier of two centuries."""
    day = int(match["d"])
    day -= 60 if day > 60 else 0
    for century in (match["century"],) if match["century"] else ("19", "20"):
        try:
            return date(int(century + match["y"]), int(match["m"]), day).year
        except ValueError:
            continue
    return None
