"""Names of networks: from the exchange's "<ccy>-<network>" to the canonical name."""

from __future__ import annotations

BANK = "bank"
"""The network of a bank transfer; not a blockchain (SV1.9)."""

# Money of a state: it arrives over a bank.
_FIAT = frozenset(
    {
        "AED",
        "ARS",
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HUF",
        "IDR",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "NOK",
        "NZD",
        "PHP",
        "PLN",
        "RON",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "UAH",
        "USD",
        "VND",
        "ZAR",
    }
)

_CANONICAL = {
    "arbitrum": "Arbitrum One",
    "arbitrum one": "Arbitrum One",
    "avalanche c": "Avalanche C-Chain",
    "avalanche c-chain": "Avalanche C-Chain",
    "base": "Base",
    "bep20": "BSC",
    "bitcoin": "Bitcoin",
    "bsc": "BSC",
    "cardano": "Cardano",
    "cosmos": "Cosmos",
    "dogecoin": "Dogecoin",
    "eos": "EOS",
    "erc20": "ERC20",
    "ethereum": "ERC20",
    "lightning": "Lightning",
    "litecoin": "Litecoin",
    "optimism": "Optimism",
    "polkadot": "Polkadot",
    "polygon": "Polygon",
    "ripple": "XRP",
    "solana": "Solana",
    "stellar": "Stellar",
    "stellar lumens": "Stellar",
    "ton": "TON",
    "trc20": "TRC20",
    "tron": "TRC20",
    "x layer": "X Layer",
    "xrp": "XRP",
}


def network_of(chain: str, ccy: str = "") -> str:
    """The canonical network of an exchange chain name ("USDT-TRC20" -> "TRC20").

    A fiat currency has no chain (reference 3): that is a bank transfer. A name that
    nobody listed is given back without its currency, so that it can still be said.
    """
    prefix, dash, rest = chain.partition("-")
    name = (rest if dash else prefix).strip()
    if not name:
        return BANK if is_fiat(ccy or prefix) else (ccy or prefix)
    return _CANONICAL.get(name.casefold(), name)


def is_fiat(ccy: str) -> bool:
    """True for a currency that arrives over a bank and never on a blockchain."""
    return ccy.upper() in _FIAT


def same_chain(one: str, other: str) -> bool:
    """The case of chain names varies between endpoints and years (reference 2.1)."""
    return one.casefold() == other.casefold()


def same_tx(one: str | None, other: str | None) -> bool:
    """True when both name one transaction: hex ignores case and "0x", base58 does not."""
    if not one or not other:
        return False
    return _tx_key(one) == _tx_key(other)


def _tx_key(tx_id: str) -> str:
    bare = tx_id.strip()
    short = bare[2:] if bare[:2] in ("0x", "0X") else bare
    return short.lower() if len(short) == 64 and _is_hex(short) else bare


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in text)


def address_key(address: str) -> str:
    """Comparable form of an address: EVM and Bech32 ignore case, Base58 does not (B15)."""
    bare = address.strip()
    lower = bare.lower()
    return lower if lower.startswith(("0x", "bc1", "tb1", "ltc1")) else bare
