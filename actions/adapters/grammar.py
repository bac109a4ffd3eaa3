"""TxIDs and order ids: what form they have, and which networks that form fits.

Nothing that fails here reaches a URL (T15, T16). Every pattern is bounded and free of
nested repetition, so that matching is linear (T19). Input is compared after NFKC and
without invisible characters, which chat programs and web pages sprinkle in (T20).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bip_utils import Base58Decoder

from actions.adapters.networks import EVM

MAX_INPUT = 512  # characters looked at; a canonical id has at most 128

_HEX64 = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_EVM_HASH = re.compile(r"0[xX][0-9a-fA-F]{64}", re.ASCII)
_BASE58_SIGNATURE = re.compile(r"[1-9A-HJ-NP-Za-km-z]{86,88}", re.ASCII)
_TON_HASH = re.compile(r"[A-Za-z0-9+/_-]{43}=", re.ASCII)
_ORDER_ID = re.compile(r"[0-9]{15,20}", re.ASCII)

_PLAIN_HEX_NETWORKS = (
    "Bitcoin",
    "TRC20",
    "XRP",
    "Litecoin",
    "Dogecoin",
    "Cardano",
    "Cosmos",
    "Stellar",
    "EOS",
    "TON",
    "Lightning",
)
_WRAPPING = " \t\r\n\"'`´’‘”“<>()[]{}.,;:!?…"


@dataclass(frozen=True)
class TxId:
    """``canonical``: hex in lower case, "0x" kept for EVM; Base58 as it is.
    ``networks``: those whose TxIDs look like this, the likeliest first."""

    canonical: str
    networks: tuple[str, ...]


def clean(text: str) -> str:
    """NFKC, without invisible characters and without quotes or punctuation around it."""
    shown = unicodedata.normalize("NFKC", text[:MAX_INPUT])
    return "".join(c for c in shown if unicodedata.category(c) != "Cf").strip(_WRAPPING)


def classify_txid(text: str) -> TxId | None:
    """The TxID that ``text`` is, or None when it is none."""
    candidate = clean(text)
    if _EVM_HASH.fullmatch(candidate):
        return TxId(candidate.lower(), (*EVM, "Polkadot"))
    if _HEX64.fullmatch(candidate):
        return TxId(candidate.lower(), _PLAIN_HEX_NETWORKS)
    if _BASE58_SIGNATURE.fullmatch(candidate) and len(Base58Decoder.Decode(candidate)) == 64:
        return TxId(candidate, ("Solana",))
    if _TON_HASH.fullmatch(candidate):
        return TxId(candidate, ("TON",))
    return None


def classify_order_id(text: str) -> str | None:
    """The order id (15 to 20 digits) that ``text`` is, or None."""
    candidate = clean(text)
    return candidate if _ORDER_ID.fullmatch(candidate) else None
