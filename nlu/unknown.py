"""A coin that the bot does not know: a ticker-like word where a coin's name belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.coins import is_shouted
from nlu.found import Found, inside
from nlu.vocabulary import Vocabulary, words

_TICKER = r"(?P<coin>[A-Z][A-Z0-9]{1,9})"
_HEAD = (
    r"(?:coins?|tokens?|mynt(?:et)?|deposits?|withdrawals?|balance|holdings|wallet|trade|order"
    r"|insättning(?:en|ar)?|uttag(?:et)?|"
    r"saldot?|köp(?:et)?|affär(?:en)?)"
)
_POSITIONS = tuple(
    re.compile(p)
    for p in (
        rf"(?<![\w-]){_TICKER}[ -](?i:{_HEAD})\b",
        rf"\b(?i:my|min|mina|mitt|some|lite|of|bought|sold|sent|deposited|withdrew|transferred"
        rf"|received|köpte|sålde|skickade|satte in|tog ut|köpt|sålt|"
        rf"skickat|about|token|coin|myntet|swapped|bytte)[ ]{_TICKER}(?![\w-])",
        rf"\b(?i:coins?|tokens?|mynt(?:et)?|valuta|currency) (?i:is|är|heter|called"
        rf"|named)[ ]{_TICKER}(?![\w-])",
        rf"(?<![\w.,])\d[\d.,]{{0,20}}k?[ ]?{_TICKER}(?![\w])",
        rf"(?<![\w-]){_TICKER}[/-](?:USDT|USDC|BTC|ETH|EUR|USD)\b",
    )
)
# "Foobar coin": a name rather than a ticker, so only right before "coin" or "token".
_NAMED = re.compile(
    r"(?<!^)(?<![.!?] )(?<!\w)(?P<coin>[A-Z][a-z]{2,14}[A-Z]?[a-z]{0,10})[ ]?(?:coins?|tokens?)\b"
)
_LOUD = re.compile(rf"(?<![\w-]){_TICKER}[ -](?:COINS?|TOKENS?)\b")
_NOT_NAMES = words(
    """
    the my this that which what any all some new meme alt stable wrapped native fan governance
    utility your our these those security reward same one two other each every first last
    missing wrong right access api auth push no bit lite doge
    """
)
_LOUD_COINS = words("USDT USDC BTC ETH COIN TOKEN P2P")
_ID_LIKE = re.compile(
    r"(?:ERC|TRC|BEP|BIP|EIP|SLIP|HTTP|ISO|IOS|MD|SHA|V)\d+\Z|[A-Z]{1,2}\d{1,2}\Z"
)


def find_unknown(
    vocabulary: Vocabulary, text: str, taken: list[tuple[int, int]]
) -> Iterator[Found]:
    """``currency_unknown`` with the word as written; ``taken`` places are something else."""
    shouted = is_shouted(text)
    seen: set[str] = set()
    for match in _matches(text, shouted):
        word = match["coin"]
        place = match.span("coin")
        if (
            word.upper() in seen
            or _is_emphasis(text, *place)
            or inside(*place, taken)
            or not _could_be_coin(vocabulary, word)
        ):
            continue
        seen.add(word.upper())
        yield Found("currency_unknown", word, *place)


def _matches(text: str, shouted: bool) -> Iterator[re.Match[str]]:
    if shouted:
        yield from _LOUD.finditer(text)
        return
    for pattern in _POSITIONS:
        yield from pattern.finditer(text)
    yield from _NAMED.finditer(text)


def _is_emphasis(text: str, start: int, end: int) -> bool:
    """A word in capitals beside another one ("FEL SALDO") is loud, not a ticker."""
    before = re.search(r"(\w+)[ ,]{1,2}$", text[max(0, start - 30) : start])
    after = re.match(r"[ ,]{1,2}(\w+)", text[end : end + 30])
    neighbours = [m[1] for m in (before, after) if m]
    return any(
        n.isalpha() and n.isupper() and len(n) > 1 and n not in _LOUD_COINS for n in neighbours
    )


def _could_be_coin(vocabulary: Vocabulary, word: str) -> bool:
    lower = word.lower()
    if word.upper() in vocabulary.not_coins or lower in vocabulary.meanings or lower in _NOT_NAMES:
        return False
    return word.upper() not in vocabulary.tickers and not _ID_LIKE.match(word)
