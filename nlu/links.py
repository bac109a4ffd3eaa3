"""The network behind a pasted explorer link. The link itself is never opened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.found import Found

_EXPLORERS = {
    "etherscan.io": "ERC20",
    "tronscan.org": "TRC20",
    "tronscan.io": "TRC20",
    "bscscan.com": "BSC",
    "solscan.io": "Solana",
    "explorer.solana.com": "Solana",
    "solana.fm": "Solana",
    "arbiscan.io": "Arbitrum One",
    "optimistic.etherscan.io": "Optimism",
    "polygonscan.com": "Polygon",
    "snowtrace.io": "Avalanche C-Chain",
    "basescan.org": "Base",
    "mempool.space": "Bitcoin",
    "blockstream.info": "Bitcoin",
    "blockchain.com": "Bitcoin",
    "blockchair.com": "",
    "xrpscan.com": "XRP",
    "tonscan.org": "TON",
    "tonviewer.com": "TON",
    "mintscan.io": "Cosmos",
    "dogechain.info": "Dogecoin",
    "cardanoscan.io": "Cardano",
}
_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?P<host>[a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){1,3})/\S", re.I
)


def network_of_link(text: str) -> Iterator[Found]:
    """``network`` entities from the host names of well-known explorers."""
    for match in _LINK.finditer(text):
        network = _EXPLORERS.get(match["host"].lower())
        if network:
            yield Found("network", network, *match.span("host"))
