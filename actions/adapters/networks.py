"""Networks: the exchange's chain names and this project's canonical ones."""

from __future__ import annotations

EVM = (
    "ERC20",
    "BSC",
    "Arbitrum One",
    "Optimism",
    "Polygon",
    "Avalanche C-Chain",
    "Base",
    "X Layer",
)
"""Networks that speak Ethereum's JSON-RPC. "ERC20" is Ethereum itself."""

NATIVE = {
    "Bitcoin": "BTC",
    "ERC20": "ETH",
    "BSC": "BNB",
    "Arbitrum One": "ETH",
    "Optimism": "ETH",
    "Polygon": "POL",
    "Avalanche C-Chain": "AVAX",
    "Base": "ETH",
    "X Layer": "OKB",
    "TRC20": "TRX",
    "Solana": "SOL",
}
"""The coin that each readable network moves and takes its fees in."""

_ALIASES = {
    "bitcoin": "Bitcoin",
    "btc": "Bitcoin",
    "lightning": "Lightning",
    "erc20": "ERC20",
    "ethereum": "ERC20",
    "trc20": "TRC20",
    "tron": "TRC20",
    "solana": "Solana",
    "bsc": "BSC",
    "bep20": "BSC",
    "bnb smart chain": "BSC",
    "arbitrum one": "Arbitrum One",
    "arbitrum one (bridged)": "Arbitrum One",
    "optimism": "Optimism",
    "optimism (bridged)": "Optimism",
    "polygon": "Polygon",
    "polygon (bridged)": "Polygon",
    "avalanche c-chain": "Avalanche C-Chain",
    "avalanche c": "Avalanche C-Chain",
    "base": "Base",
    "x layer": "X Layer",
    "ripple": "XRP",
    "xrp": "XRP",
    "ton": "TON",
    "stellar": "Stellar",
    "stellar lumens": "Stellar",
    "cosmos": "Cosmos",
    "eos": "EOS",
    "dogecoin": "Dogecoin",
    "litecoin": "Litecoin",
    "cardano": "Cardano",
    "polkadot": "Polkadot",
}


def canonical_network(name: str) -> str | None:
    """A network's name, however it is spelt, as this project writes it; None: unknown."""
    return _ALIASES.get(" ".join(name.lower().split()))


def network_of(chain: str) -> str | None:
    """The canonical network of an exchange's chain name ("USDT-Arbitrum one")."""
    _, dash, network = chain.partition("-")
    return canonical_network(network) if dash else None
