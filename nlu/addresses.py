"""Addresses by shape and checksum; a valid one says nothing about network or memo (EN5.3)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from shield.keys import base58check, crc16_xmodem

_B58 = "[1-9A-HJ-NP-Za-km-z]"
_SEGWIT = re.compile(r"(?:bc1|ltc1)[0-9a-z]{11,87}\Z", re.I)
_BECH32 = re.compile(
    r"(?:cosmos|osmo|inj|sei|celestia|terra|kava|dydx|addr|stake)1[0-9a-z]{20,110}\Z"
)
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _polymod_of(hrp: str, data: list[int]) -> int:
    values = [ord(c) >> 5 for c in hrp] + [0] + [ord(c) & 31 for c in hrp] + data
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


def is_bech32(text: str) -> bool:
    """Bech32 or Bech32m with a valid checksum; one case throughout (BIP 173, BIP 350)."""
    if text not in (text.lower(), text.upper()):
        return False
    hrp, _, data = text.lower().rpartition("1")
    if not hrp or any(c not in _CHARSET for c in data):
        return False
    return _polymod_of(hrp, [_CHARSET.index(c) for c in data]) in (1, 0x2BC830A3)


def _is_versioned(text: str) -> bool:
    payload = base58check(text)
    return payload is not None and len(payload) == 21


def _is_xrp(text: str) -> bool:
    payload = base58check(text, ripple=True)
    return payload is not None and len(payload) == 21 and payload[0] == 0


def _is_stellar(text: str) -> bool:
    raw = base64.b32decode(text)
    return raw[0] == 6 << 3 and crc16_xmodem(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def _is_ton(text: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(text)
    except binascii.Error:
        return False
    return len(raw) == 36 and crc16_xmodem(raw[:34]) == int.from_bytes(raw[34:], "big")


def _is_32_bytes(text: str) -> bool:
    """Solana: a bare public key without a checksum, so it must at least look like no word."""
    from bip_utils import Base58Decoder

    looks = re.search(r"\d", text) and re.search(r"[a-z]", text) and re.search(r"[A-Z]", text)
    return bool(looks) and len(Base58Decoder.Decode(text)) == 32


def _is_ss58(text: str) -> bool:
    import hashlib

    from bip_utils import Base58Decoder

    raw = Base58Decoder.Decode(text)
    digest = hashlib.blake2b(b"SS58PRE" + raw[:-2], digest_size=64).digest()
    return len(raw) == 35 and digest[:2] == raw[-2:]


_GRAMMARS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"0[xX][0-9a-fA-F]{40}\Z"), lambda text: True),
    (re.compile(rf"[13LMDTA9]{_B58}{{24,34}}\Z"), _is_versioned),
    (_SEGWIT, is_bech32),
    (_BECH32, is_bech32),
    (re.compile(rf"r{_B58}{{24,34}}\Z"), _is_xrp),
    (re.compile(r"G[A-Z2-7]{55}\Z"), _is_stellar),
    (re.compile(r"(?:EQ|UQ|kQ|0Q)[0-9A-Za-z_-]{46}\Z"), _is_ton),
    (re.compile(rf"{_B58}{{46,48}}\Z"), _is_ss58),
    (re.compile(rf"{_B58}{{32,44}}\Z"), _is_32_bytes),
)


def is_address(text: str) -> bool:
    """Whether ``text`` is an address on a network the exchange deals with."""
    return any(shape.match(text) and holds(text) for shape, holds in _GRAMMARS)
