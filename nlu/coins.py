"""Coins and networks: gazetteer phrases, told apart by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from nlu.found import Found
from nlu.vocabulary import Meaning, Vocabulary

_VIA = frozenset("via through using across genom".split())
_ON = frozenset("on på over över".split())
_WITH = frozenset("by with med".split())
_ARTICLE = frozenset("the a den det my min mitt".split())
_NET_AFTER = frozenset(
    "network net networks chain blockchain mainnet nätverk nätverket nätet kedja kedjan blockkedja blockkedjan "
    "explorer address addresses adress adressen rails protocol".split()
)
_NET_BEFORE = frozenset("network nätverk nätverket chain kedja kedjan".split())
_MOVED = re.compile(
    r"\b(?:sent|send|deposit|insätt|satte|skick|with?dr|uttag|tog ut|transfer|överför|usdt|usdc)",
    re.I,
)
_INSTEAD = re.compile(
    r"(?:instead of|in place of|rather than|istället för|i stället för|not|inte|"
    r"(?:address|adress\w*) (?:was|är|var) (?:for|för|on|på))"
    r"[ ](?:the |on |via |over |på |över )?$",
    re.I,
)
_COIN_AFTER = frozenset(
    "coin coins token tokens mynt deposit deposits withdrawal withdrawals balance saldo saldot wallet insättning "
    "insättningen insättningar uttag uttaget uttagen order trade holdings".split()
)
_COIN_BEFORE = frozenset(
    "my min mina mitt bought sold sent sell buy köpte sålde köpt sålt skickade skicka satte some lite of to into till mot ingen inga no any coin".split()
)
_JOINED = frozenset("-/+&,".split())
# Coins that live on somebody else's network: "USDT tron" names a network, "btc eth" does not.
_TOKENS = frozenset("USDT USDC DAI USDE TUSD PYUSD FDUSD LINK UNI SHIB PEPE AAVE WBTC".split())
# Networks that people use for their own coin only.
_OWN_ONLY = frozenset(
    "Bitcoin Lightning XRP Dogecoin Litecoin Cardano Polkadot Stellar EOS Cosmos".split()
)


def is_shouted(text: str) -> bool:
    """Whether the message is written in capitals, which then say nothing about a word."""
    words = [w for w in re.findall(r"[^\W\d_]{2,}", text) if len(w) < 25]
    return len(words) > 2 and sum(w.isupper() for w in words) >= 0.7 * len(words)


def find_coins(vocabulary: Vocabulary, doc: Any, shouted: bool) -> list[Found]:
    """Currencies and networks in a tokenised folded text."""
    spans = [*vocabulary.phrases(doc), *_compounds(vocabulary, doc)]
    coins: list[Found] = []
    networks: list[Found] = []
    for start, end, meanings in sorted(spans, key=lambda s: s[0]):
        place = (doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        network = _network(doc, start, end, meanings, coins)
        if network:
            # "sent by BSC instead of TRON": the one that was not used says nothing about the case
            if not (networks and _INSTEAD.search(doc.text[max(0, place[0] - 40) : place[0]])):
                networks.append(Found("network", network, *place))
            continue
        coin = next((m for m in meanings if m.kind == "coin"), None)
        if coin and _is_coin(doc, start, end, coin, shouted):
            coins.append(Found("currency", coin.value, *place))
    if not coins:
        coins.extend(_implied(vocabulary, networks))
    return [*coins, *networks]


def _compounds(vocabulary: Vocabulary, doc: Any) -> Iterator[tuple[int, int, set[Meaning]]]:
    for token in doc:
        if len(token) > 6 and token.is_alpha:
            meanings = vocabulary.compound(token.lower_)
            if meanings:
                yield token.i, token.i + 1, meanings


def _implied(vocabulary: Vocabulary, networks: list[Found]) -> Iterator[Found]:
    for network in networks:
        if network.value in _OWN_ONLY:
            yield network._replace(name="currency", value=vocabulary.own_coin[network.value])


def _network(
    doc: Any, start: int, end: int, meanings: set[Meaning], coins: list[Found]
) -> str | None:
    for meaning in meanings:
        if meaning.kind == "network":
            return meaning.value
    dual = next((m for m in meanings if m.kind == "dual"), None)
    if dual is None:
        return None
    own_only = dual.value in _OWN_ONLY
    return dual.value if _in_network_position(doc, start, end, coins, own_only) else None


def _in_network_position(
    doc: Any, start: int, end: int, coins: list[Found], own_only: bool
) -> bool:
    after = doc[end].lower_ if end < len(doc) else ""
    if after == "-" and end + 1 < len(doc):
        after = doc[end + 1].lower_
    if after in _NET_AFTER:
        return True
    at = start - 1
    while at >= 0 and doc[at].lower_ in _ARTICLE:
        at -= 1
    before = doc[at].lower_ if at >= 0 else ""
    if before in _VIA:
        return True
    if before in _ON or before in _WITH:
        if own_only:
            return False
        moved = before in _ON and _MOVED.search(doc.text[: doc[start].idx]) is not None
        return bool(coins) or moved
    if any(doc[i].lower_ in _NET_BEFORE for i in range(max(0, start - 3), start)):
        return True
    last = coins[-1] if coins else None
    gap = doc.text[last.end : doc[start].idx] if last else ","
    if gap.strip() in ("(", "[") or (gap.strip() in ("", "-") and last and last.value in _TOKENS):
        return True
    return bool(_INSTEAD.search(doc.text[max(0, doc[start].idx - 40) : doc[start].idx])) and bool(
        coins
    )


def _is_coin(doc: Any, start: int, end: int, coin: Meaning, shouted: bool) -> bool:
    if not coin.plain or len(doc) <= 2:
        return True
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    if before is not None and _is_number(before.text):
        return True
    upper = doc[start].is_upper and not shouted
    if after is not None and after.lower_ in _COIN_AFTER:
        return coin.plain != "word" or upper
    spoken_of = before is not None and before.lower_ in _COIN_BEFORE
    if coin.plain == "word":
        return upper and (spoken_of or _paired(doc, start, end))
    return upper or spoken_of or _paired(doc, start, end)


def _paired(doc: Any, start: int, end: int) -> bool:
    """In "SOL/USDT" or "SOL-USDT"."""
    neighbours = (doc[start - 1].text if start else "", doc[end].text if end < len(doc) else "")
    return any(n in ("-", "/") for n in neighbours)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[.,]?\d[\d.,]{0,20}k?", text) is not None
