"""Coins and networks: gazetteer phrases, told apart by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from nlu.amounts import BETWEEN
from nlu.found import Found
from nlu.networks import OWN_ONLY, is_contrasted, network_meant
from nlu.vocabulary import Meaning, Vocabulary, words

_COIN_AFTER = words(
    """
    coin coins token tokens mynt deposit deposits withdrawal withdrawals balance saldo saldot
    wallet insättning insättningen insättningar uttag uttaget uttagen order trade holdings
    """
)
_COIN_BEFORE = words(
    """
    meant mean menar menade mena avser my min mina mitt bought sold sent sell buy deposited
    withdrew received swapped köpte sålde köpt sålt skickade skicka satte bytte
    deposit withdraw convert converted swap buying selling köpa sälja byta växla
    some lite of to into till mot ingen inga no any coin
    """
)
_SAYS_WHICH = words("is its it's are was är e ä va var the only just bara")
_PUTS = words("sätta sätter satt satte lägga la lade ta tar tog tagit föra put")
_NOT = words("not inte ej")
_OF = words(
    """
    deposit withdrawal insättning insättningar insättningen uttag uttaget uttagen köp köpet
    försäljning försäljningen överföring överföringen saldo order ordern resten hälften
    """
)
"""Before "av", which beside other words is "by" ("bränd av sol")."""
_LONG = sorted(word for word in _COIN_BEFORE if len(word) > 4)  # known with one slip, too


def is_shouted(text: str) -> bool:
    """Whether the message is written in capitals, which then say nothing about a word."""
    written = [w for w in re.findall(r"[^\W\d_]{2,}", text) if len(w) < 25]
    return len(written) > 2 and sum(w.isupper() for w in written) >= 0.7 * len(written)


def find_coins(vocabulary: Vocabulary, doc: Any, shouted: bool) -> list[Found]:
    """Currencies and networks in a tokenised folded text."""
    text = doc.text
    phrases = list(vocabulary.phrases(doc))
    taken = {at for start, end, _ in phrases for at in range(start, end)}
    spans = [*phrases, *_compounds(vocabulary, doc, taken)]
    coins: list[Found] = []
    networks: list[Found] = []
    sure = {
        at
        for start, end, meanings in phrases
        for at in range(start, end)
        if any(m.kind in ("coin", "dual") and not m.plain for m in meanings)
    }
    for start, end, meanings in sorted(spans, key=lambda s: s[0]):
        place = (doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))
        names_network = any(m.kind in ("network", "dual") for m in meanings)
        if names_network and networks and is_contrasted(text, place[0]):
            continue  # the one that was not used says nothing about the case
        network = network_meant(doc, start, end, meanings, coins)
        if network:
            networks.append(Found("network", network, *place))
            continue
        coin = next((m for m in meanings if m.kind == "coin"), None)
        if coin and (
            _is_coin(doc, start, end, coin, shouted) or _against_another(doc, start, end, sure)
        ):
            coins.append(Found("currency", coin.value, *place))
    if not coins:
        coins.extend(_implied(vocabulary, networks))
    return [*coins, *networks]


def _compounds(
    vocabulary: Vocabulary, doc: Any, taken: set[int]
) -> Iterator[tuple[int, int, set[Meaning]]]:
    for token in doc:
        if len(token) > 6 and token.is_alpha and token.i not in taken:
            meanings = vocabulary.compound(token.lower_)
            if meanings:
                yield token.i, token.i + 1, meanings


def _implied(vocabulary: Vocabulary, networks: list[Found]) -> Iterator[Found]:
    for network in networks:
        if network.value in OWN_ONLY or network.value == "Lightning":
            yield network._replace(name="currency", value=vocabulary.own_coin[network.value])


def _is_coin(doc: Any, start: int, end: int, coin: Meaning, shouted: bool) -> bool:
    if not coin.plain or len(doc) <= (1 if coin.plain == "word" else 2):
        return True
    before = doc[start - 1] if start else None
    after = doc[end] if end < len(doc) else None
    if before is not None and before.lower_ in BETWEEN and start > 1:
        before = doc[start - 2]  # "2 st sol"
    if before is not None and _is_number(before.text):
        return True
    named = end - start == 1 and doc[start].is_title and start > 0 and len(doc[start]) > 4
    upper = (doc[start].is_upper or named) and not shouted
    if after is not None and after.lower_ in _COIN_AFTER:
        return coin.plain != "word" or upper
    two_before = doc[start - 2] if start > 1 else None
    spoken_of = before is not None and (
        _leads_to_coin(before.lower_) or _is_of(before, two_before) or _is_put(before, two_before)
    )
    if coin.plain == "word":
        return upper and (spoken_of or _paired(doc, start, end))
    # "nvm its sol": a few words that end with it.
    says_which = before is not None and before.lower_ in _SAYS_WHICH
    return (
        upper
        or spoken_of
        or _paired(doc, start, end)
        or (says_which and end == len(doc) and len(doc) <= 5)
    )


def _leads_to_coin(word: str) -> bool:
    """Also as "bougth" or "skikade": who is in a hurry misspells."""
    if word in _COIN_BEFORE or len(word) < 5:
        return word in _COIN_BEFORE
    return process.extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=1) is not None


def _is_of(before: Any, word: Any) -> bool:
    """In "uttag av sol"."""
    return before.lower_ == "av" and word is not None and word.lower_ in _OF


def _against_another(doc: Any, start: int, end: int, sure: set[int]) -> bool:
    """In "sol not eth", "not eth but sol", "inte eth, sol": beside a coin that it is or isn't.

    ``sure``: places of words that are coins whatever stands around them.
    """
    before = [doc[at].lower_ for at in range(max(0, start - 3), start)]
    after = [doc[at].lower_ for at in range(end, min(len(doc), end + 3)) if doc[at].text != ","]
    at_once = end + 1 + (end < len(doc) and doc[end].text == ",")
    if after and after[0] in _NOT and at_once in sure:
        return True
    if before and before[-1] in _NOT and sure:
        return end == len(doc) or not doc[end].is_alpha  # "the eth is not near done"
    return (
        len(before) > 2
        and before[0] in _NOT
        and start - 2 in sure
        and before[-1] in (",", "utan", "but")
    )


def _is_put(before: Any, word: Any) -> bool:
    """In "sätta in sol", "ta ut sol"."""
    return before.lower_ in ("in", "ut") and word is not None and word.lower_ in _PUTS


def _paired(doc: Any, start: int, end: int) -> bool:
    """In "SOL/USDT" or "SOL-USDT"."""
    neighbours = (doc[start - 1].text if start else "", doc[end].text if end < len(doc) else "")
    return any(n in ("-", "/") for n in neighbours)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[.,]?\d[\d.,]{0,20}k?", text) is not None
