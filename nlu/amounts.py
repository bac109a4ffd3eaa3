"""Amounts of money, as they are written in Sweden and elsewhere, with a decimal point."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from nlu.found import Found

_TIMES = {
    **dict.fromkeys(("k", "tusen", "thousand", "lax", "laxar", "papp"), 1_000),
    **dict.fromkeys(("hundra", "hundred"), 100),
    **dict.fromkeys(("miljon", "miljoner", "million", "mille"), 1_000_000),
}
_NUMBER = (
    r"(?P<number>\d{1,3}(?:[ '.,]\d{3}){1,4}(?:[.,]\d{1,8})?(?![\d])|\d{1,12}(?:[.,]\d{1,18})?"
    r"|[.,]\d{1,18})"
    rf"(?:[ ]?(?P<times>{'|'.join(_TIMES)})(?!\w))?"
)
_PATTERN = re.compile(rf"(?<![\w.,/#:-])(?P<sign>[$€£][ ]?)?{_NUMBER}(?![\dxX]|[.,]\d)")
_PIECE_WORDS = ("st", "stk", "styck", "stycken", "pcs", "pieces")
BETWEEN = frozenset({*_PIECE_WORDS, *_TIMES})
"""Between a number and its coin: "2 st sol", "2 tusen sol"."""
_PIECES = rf"(?:(?:{'|'.join(_PIECE_WORDS)})\b\.?[ ](?:of[ ]|av[ ])?)?"
_UNIT_AFTER = re.compile(rf"[ ]?(?:-)?{_PIECES}(?P<unit>[$€£]|[A-Za-zÅÄÖåäö1]{{1,12}}[.:]?)")
_VERB = re.compile(
    r"\b(?:sent|send|sending|deposited|deposit(?:ed)?[ ](?:of|is)|withdrew|withdrawn"
    r"|withdrawal[ ]of|transferred|moved|bought|sold|paid|put[ ]in|"
    r"received|got|only|amount(?:[ ]is|[ ]of)?|missing|lost|belopp(?:et)?(?:[ ]är)?|skickade"
    r"|skickat|satte[ ]in|satt[ ]in|tog[ ]ut|tagit[ ]ut|"
    r"köpte|köpt|sålde|sålt|överförde|förde[ ]över|betalade|fick|saknar|värde"
    r"|insättning(?:en)?[ ]på|uttag(?:et)?[ ]på|balance[ ]of|saldo[ ]på)"
    r"[ ](?:in[ ]|just[ ]|bara[ ]|about[ ]|exactly[ ]|ca[ ]|ungefär[ ]|exakt[ ])?:?$",
    re.I,
)
_OF_THEM = re.compile(r"[ ](?:of (?:them|those|it)|av (?:dem|dom|det)|stycken)\b", re.I)
_NOT_MONEY = re.compile(
    r"[ ]?(?:%|procent|percent|st\b|confirm|bekräft|block|times|gånger|sat/|gwei|h\b|hours?|hrs?"
    r"|min|tim|dag|days?|d\b|weeks?|veck|sek(?:under)?\b(?=er)"
    r"|seconds?|sekund|months?|månad|år\b|years?|words?|ord\b|am\b|pm\b|[:/]\d|x\b|networks?"
    r"|wallets?|accounts?|konton|people|deposits?|insättningar"
    r"|orders?|ordrar|devices?|enheter|coins\b|mynt\b|tokens\b|other|different|olika|or\b|eller\b)",
    re.I,
)


def find_amounts(
    text: str, units: Collection[str], fiat: Collection[str], swedish: bool | None = None
) -> Iterator[Found]:
    """Numbers that the words make amounts.

    ``units``: lower-case words that name a coin; ``fiat``: those that name a state's money.
    ``swedish``: how "1,500" is read (1.5 in Swedish, fifteen hundred in English, and when
    unknown, fifteen hundred only next to a state's money or a dollar coin).
    """
    for match in _PATTERN.finditer(text):
        unit = _unit(text, match)
        known = unit in units or unit in fiat
        if re.match(r"0\d", match["number"]):
            continue  # a time of day or the beginning of an id
        if not known and not match["sign"]:
            after = text[match.end() : match.end() + 14]
            if _NOT_MONEY.match(after) or not _stands_as_amount(text, match):
                continue
        value = parse(match["number"], swedish, _is_state_money(unit, fiat) or bool(match["sign"]))
        if value is None:
            continue
        if match["times"]:
            value *= _TIMES[match["times"].lower()]
        yield Found("amount", _plain(value), match.start("number"), match.end())


def _unit(text: str, match: re.Match[str]) -> str:
    after = _UNIT_AFTER.match(text, match.end())
    return after["unit"].lower().rstrip(".:") if after else ""


def _is_state_money(unit: str, fiat: Collection[str]) -> bool:
    return unit in fiat or unit in ("usdt", "usdc", "tether", "eurc")


def _stands_as_amount(text: str, match: re.Match[str]) -> bool:
    if not any(c.isalnum() for c in text[: match.start()] + text[match.end() :]):
        return True  # nothing but a number: it answers a question
    fraction = re.search(r"[.,](\d+)$", match["number"])
    if fraction and len(fraction[1]) > 3:
        return True
    if _OF_THEM.match(text, match.end()):
        return True
    return _VERB.search(text, max(0, match.start() - 40), match.start()) is not None


def parse(number: str, swedish: bool | None, state_money: bool) -> Decimal | None:
    """A written number: blanks and apostrophes group, the last sign is the decimal one."""
    bare = number.replace(" ", "").replace("'", "")
    points, commas = bare.count("."), bare.count(",")
    if points and commas:
        decimal = "." if bare.rfind(".") > bare.rfind(",") else ","
        bare = bare.replace("," if decimal == "." else ".", "").replace(",", ".")
    elif points > 1 or commas > 1:
        bare = bare.replace(".", "").replace(",", "")
    elif commas and _groups(bare, ",") and (swedish is False or (swedish is None and state_money)):
        bare = bare.replace(",", "")
    elif points and _groups(bare, ".") and swedish and state_money:
        bare = bare.replace(".", "")
    bare = bare.replace(",", ".")
    return Decimal(bare) if bare.strip(".") else None


def _groups(bare: str, sign: str) -> bool:
    """Whether the only ``sign`` could group thousands: three digits after it, no leading zero."""
    before, _, after = bare.partition(sign)
    return len(after) == 3 and before not in ("", "0")


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
