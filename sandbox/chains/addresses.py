"""Addresses and TxIDs that look real and check out: right alphabet, length and checksum."""

from __future__ import annotations

import base64
from binascii import crc_hqx
from typing import Any

from bip_utils import (
    Base58Alphabets,
    Base58Encoder,
    Bech32Encoder,
    Ed25519PrivateKey,
    SegwitBech32Encoder,
    SS58Encoder,
)
from eth_utils.address import to_checksum_address

from sandbox.seeds import digest

EVM = {
    "ERC20": 1,
    "BSC": 56,
    "Arbitrum One": 42161,
    "Optimism": 10,
    "Polygon": 137,
    "Avalanche C-Chain": 43114,
    "Base": 8453,
    "X Layer": 196,
}
"""EVM networks and their chain ids."""


def slug(network: str) -> str:
    """``"Arbitrum One"`` -> ``"arbitrum-one"``, as in ``/evm/arbitrum-one``."""
    return network.lower().replace(" ", "-")


def address(network: str, *owner: object) -> str:
    """The address of ``owner`` on ``network``. One EVM address serves all EVM networks."""
    if network in EVM:
        return str(to_checksum_address("0x" + digest("evm", *owner)[:20].hex()))
    return str(_FORMS.get(network, _plain)(digest(network, *owner)))


def tag(*owner: object) -> str:
    """A memo or tag: seven digits."""
    return str(1_000_000 + int.from_bytes(digest("tag", *owner)[:4], "big") % 9_000_000)


def txid(network: str, *parts: object) -> str:
    """A TxID in the network's own form."""
    raw = digest("tx", network, *parts)
    if network in EVM:
        return "0x" + raw.hex()
    if network == "Solana":
        return str(Base58Encoder.Encode(raw + digest("tx2", network, *parts)))
    if network == "Ripple":
        return raw.hex().upper()
    return raw.hex()


def _bitcoin(raw: bytes) -> Any:
    return SegwitBech32Encoder.Encode("bc", 0, raw[:20])


def _litecoin(raw: bytes) -> Any:
    return SegwitBech32Encoder.Encode("ltc", 0, raw[:20])


def _tron(raw: bytes) -> Any:
    return Base58Encoder.CheckEncode(b"\x41" + raw[:20])


def _dogecoin(raw: bytes) -> Any:
    return Base58Encoder.CheckEncode(b"\x1e" + raw[:20])


def _solana(raw: bytes) -> Any:
    public = Ed25519PrivateKey.FromBytes(raw).PublicKey().RawCompressed().ToBytes()
    return Base58Encoder.Encode(public[-32:])  # the library puts a zero byte in front


def _ripple(raw: bytes) -> Any:
    return Base58Encoder.CheckEncode(b"\x00" + raw[:20], Base58Alphabets.RIPPLE)


def _cosmos(raw: bytes) -> Any:
    return Bech32Encoder.Encode("cosmos", raw[:20])


def _cardano(raw: bytes) -> Any:
    return Bech32Encoder.Encode("addr", b"\x61" + raw[:28])


def _polkadot(raw: bytes) -> Any:
    return SS58Encoder.Encode(raw, 0)


def _ton(raw: bytes) -> str:
    body = b"\x51\x00" + raw
    return base64.urlsafe_b64encode(body + crc_hqx(body, 0).to_bytes(2, "big")).decode()


def _plain(raw: bytes) -> str:
    return raw.hex()[:40]


_FORMS: dict[str, Any] = {
    "Bitcoin": _bitcoin,
    "Litecoin": _litecoin,
    "TRC20": _tron,
    "Dogecoin": _dogecoin,
    "Solana": _solana,
    "Ripple": _ripple,
    "Cosmos": _cosmos,
    "Cardano": _cardano,
    "Polkadot": _polkadot,
    "TON": _ton,
}
