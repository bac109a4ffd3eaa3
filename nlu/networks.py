"""Where a coin's name stands for its network: "via solana", "tron network", "USDT (polygon)"."""

from __future__ import annotations

import re
from typing import Any

from nlu.found import Found
from nlu.vocabulary import Meaning, words

_VIA = words("via through using across genom")
_ON = words("on på over över")
_WITH = words("by with med")
_ARTICLE = words("the a den det my min mitt")
_NET_AFTER = words(
    """
    network net networks chain blockchain mainnet nätverk nätverket nätet kedja kedjan
    blockkedja blockkedjan explorer address addresses adress adressen rails protocol invoice faktura
    """
)
_NET_BEFORE = words("network nätverk nätverket chain kedja kedjan")
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
# Coins that live on somebody else's network: "USDT tron" names a network, "btc eth" does not.
_TOKENS = words(
    """
    USDT USDC DAI USDE TUSD PYUSD FDUSD LINK UNI SHIB PEPE AAVE WBTC
    """
)
# Networks that people use for their own coin only.
OWN_ONLY = words(
    """
    Bitcoin XRP Dogecoin Litecoin Cardano Polkadot Stellar EOS Cosmos
    """
)


def network_meant(
    doc: Any, start: int, end: int, meanings: set[Meaning], coins: list[Found]
) -> str | None:
    """The network that ``doc[start:end]`` names, or None when it can only be a coin.

    ``coins``: the coins before it in the message.
    """
    for meaning in meanings:
        if meaning.kind == "network":
            return meaning.value
    dual = next((m for m in meanings if m.kind == "dual"), None)
    if dual is None:
        return None
    told = _told_by_neighbours(doc, start, end, coins, dual.value in OWN_ONLY)
    if told is None:
        told = _told_by_joint(doc.text, doc[start].idx, coins)
    return dual.value if told else None


def is_contrasted(text: str, at: int) -> bool:
    """ "... instead of TRON": the network that was not used."""
    return _INSTEAD.search(text, max(0, at - 40), at) is not None


def _told_by_neighbours(
    doc: Any, start: int, end: int, coins: list[Found], own_only: bool
) -> bool | None:
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
    if before[:1].isdigit():
        return False
    if before in _ON or before in _WITH:
        moved = _MOVED.search(doc.text[: doc[start].idx]) is not None
        return not own_only and (bool(coins) or moved)
    near = range(max(0, start - 3), start)
    return True if any(doc[i].lower_ in _NET_BEFORE for i in near) else None


def _told_by_joint(text: str, at: int, coins: list[Found]) -> bool:
    """Right after a coin: in brackets, or a token's name without a comma between."""
    if not coins:
        return False
    gap = text[coins[-1].end : at].strip()
    return gap in ("(", "[") or (gap in ("", "-") and coins[-1].value in _TOKENS)
