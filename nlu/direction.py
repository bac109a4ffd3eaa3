"""Which way the money went, as far as the words say: out of the exchange, or into it.

The sentence vectors hardly see it ("phantom to okx" and "okx to phantom" are neighbours), while
it is all that tells a withdrawal from a deposit. On a fifth of the training messages, held out,
it lifted the F1 of deposits from 0.73 to 0.78 and of withdrawals from 0.77 to 0.80.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

_HERE = r"(?:okx|here|you(?!r)|your[ ](?:platform|site|exchange|side)|the[ ]exchange|er|ert|börsen)"
_OTHERS = (
    r"(?:binance|coinbase|kraken|bitstamp|bybit|kucoin|bitvavo|bitpanda|safello|gate|mexc|htx"
    r"|nexo|revolut|crypto\.com|trijo|ledger|trezor|metamask|phantom|exodus|electrum|trust"
    r"|bluewallet|rabby|(?:cold|hard|soft|hårdvaru|privat\w*|external|extern\w*|own|egen|egna)"
    r"[ -]?(?:wallet|plånbok)\w*|wallet\w*|plånbok\w*|planbok\w*|bank\w*|swedbank|nordea|seb"
    r"|handelsbanken|lönekonto\w*|iban)"
)
_MINE = (
    r"(?:(?:my|min|mitt|mina|the|a|an|en|ett|own|egna|egen|another|annan|other|new|nya)[ ]){0,3}"
)
_OUT = (
    r"\bwith?draw\w*|\bpay-?out\w*|\bcash(?:ed|ing)?[ -]out|\buttag\w*|\butbetal\w*"
    r"|\b(?:tog|ta|tar|tagit|plocka\w*|betala\w*|skicka\w*|föra?|fört|flytta\w*)"
    r"[ ](?:\w+[ ]){0,3}ut\b"
    r"|\bhärifrån|\bharifran|\bsent[ ](?:\w+[ ]){0,3}out",
    rf"\b(?:to|till|into|onto|at|hos|i|in|på)[ ]{_MINE}{_OTHERS}",
    rf"\b(?:from|från|fran|out[ ]of)[ ]{_MINE}{_HERE}\b",
)
_IN = (
    r"\bdeposit\w*|\btop(?:ped|ping)?[ -]?up|\binsätt\w*|\binsatt\w*|\b(?:satte?|sätta|sätter)[ ]"
    r"(?:\w+[ ]){0,3}in\b|\bhit\b|\bpaid[ ](?:\w+[ ]){0,2}in\b|\bswish\w*",
    rf"\b(?:from|från|fran)[ ]{_MINE}{_OTHERS}",
    rf"\b(?:to|till|into|onto)[ ]{_MINE}{_HERE}\b",
)
_PATTERNS = {
    way: tuple(re.compile(pattern, re.I) for pattern in patterns)
    for way, patterns in (("out", _OUT), ("in", _IN))
}


def direction(text: str) -> tuple[float, float]:
    """(out, in): how much of the words points each way, each from 0 to 1."""
    found = {
        way: sum(bool(pattern.search(text)) for pattern in patterns)
        for way, patterns in _PATTERNS.items()
    }
    total = max(1, found["out"] + found["in"])
    return found["out"] / total, found["in"] / total


def directions(texts: Sequence[str]) -> np.ndarray:
    """(len(texts), 2) float32."""
    return np.array([direction(text) for text in texts], dtype=np.float32).reshape(len(texts), 2)


def apart(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """(len(left), len(right)): the squared distances of two sets of directions, 0 to 2."""
    lengths = (np.einsum("ij,ij->i", each, each) for each in (left, right))
    squares = np.add.outer(*lengths)
    squares -= 2 * left @ right.T
    return np.asarray(squares)
