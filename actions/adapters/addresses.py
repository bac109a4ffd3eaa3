"""Addresses: which networks one belongs to, and whether its checksum holds.

A valid checksum says nothing about network, token or memo (EN5.3).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bip_utils import (
    AtomAddrDecoder,
    Base58ChecksumError,
    Base58Decoder,
    Base58Encoder,
    Bech32ChecksumError,
    SegwitBech32Decoder,
    SubstrateEd25519AddrDecoder,
    XlmAddrDecoder,
    XlmAddrTypes,
    XrpAddrDecoder,
)
from eth_utils.address import is_checksum_address, is_hex_address

from actions.adapters.grammar import clean
from actions.adapters.networks import EVM

MAX_ADDRESS = 128
_VERSIONS = {  # first byte of a Base58Check address of 21 bytes
    0x00: ("Bitcoin",),
    0x05: ("Bitcoin", "Litecoin"),  # Litecoin's old script addresses
    0x1E: ("Dogecoin",),
    0x16: ("Dogecoin",),
    0x30: ("Litecoin",),
    0x32: ("Litecoin",),
    0x41: ("TRC20",),
}


@dataclass(frozen=True)
class Address:
    """``valid``: False when the form is right and the checksum is not. ``checksummed``:
    False where the form carries none (a lower-case EVM or a Solana address)."""

    canonical: str
    networks: tuple[str, ...]
    valid: bool
    checksummed: bool = True


def classify_address(text: str) -> Address | None:
    """The address that ``text`` is, or None when it looks like none that is known."""
    address = clean(text)
    if not 25 <= len(address) <= MAX_ADDRESS or not address.isascii():
        return None
    for form in _FORMS:
        found = form(address)
        if found is not None:
            return found
    return None


def _evm(address: str) -> Address | None:
    if address[:2] not in ("0x", "0X") or not is_hex_address("0x" + address[2:]):
        return None
    digits = address[2:]
    if digits in (digits.lower(), digits.upper()):  # B15: no checksum, still valid
        return Address("0x" + digits.lower(), EVM, valid=True, checksummed=False)
    return Address("0x" + digits.lower(), EVM, valid=is_checksum_address("0x" + digits))


def _segwit(address: str) -> Address | None:
    lower = address.lower()
    for prefix, network in (("bc", "Bitcoin"), ("ltc", "Litecoin")):
        if lower.startswith(prefix + "1"):
            single_case = address in (lower, address.upper())
            valid = single_case and _decodes(partial(SegwitBech32Decoder.Decode, prefix, lower))
            return Address(lower, (network,), valid)
    return None


def _prefixed(address: str) -> Address | None:
    if address.startswith("cosmos1"):
        return Address(
            address,
            ("Cosmos",),
            _decodes(lambda: AtomAddrDecoder.DecodeAddr(address, hrp="cosmos")),
        )
    if address.startswith("addr1"):
        # Shelley addresses come in many kinds: the prefix and Bech32's alphabet tell enough
        return Address(address, ("Cardano",), address[5:].isalnum(), checksummed=False)
    if address.startswith("G") and len(address) == 56:
        return Address(
            address,
            ("Stellar",),
            _decodes(lambda: XlmAddrDecoder.DecodeAddr(address, addr_type=XlmAddrTypes.PUB_KEY)),
        )
    if len(address) == 48 and address[:2] in ("EQ", "UQ", "kQ", "0Q"):
        return Address(address, ("TON",), _ton_checksum(address))
    return None


def _base58check(address: str) -> Address | None:
    raw = _raw_base58(address)
    if raw is None:
        return None
    if len(raw) == 25 and raw[0] in _VERSIONS and 26 <= len(address) <= 35:
        return Address(
            address, _VERSIONS[raw[0]], _decodes(lambda: Base58Decoder.CheckDecode(address))
        )
    return None


def _ripple(address: str) -> Address | None:
    if not address.startswith("r") or not 25 <= len(address) <= 35 or not address.isalnum():
        return None
    return Address(address, ("XRP",), _decodes(lambda: XrpAddrDecoder.DecodeAddr(address)))


def _polkadot(address: str) -> Address | None:
    if not address.startswith("1") or not 46 <= len(address) <= 48:
        return None
    valid = _decodes(lambda: SubstrateEd25519AddrDecoder.DecodeAddr(address, ss58_format=0))
    return Address(address, ("Polkadot",), True) if valid else None


def _solana(address: str) -> Address | None:
    raw = _raw_base58(address)
    if raw is None or len(raw) != 32:
        return None
    return Address(address, ("Solana",), valid=True, checksummed=False)


_FORMS: tuple[Callable[[str], Address | None], ...] = (
    _evm,
    _segwit,
    _prefixed,
    _ripple,
    _base58check,
    _polkadot,
    _solana,
)


def _raw_base58(address: str) -> bytes | None:
    try:
        return bytes(Base58Decoder.Decode(address))
    except ValueError:
        return None


def _decodes(decode: Callable[[], object]) -> bool:
    try:
        decode()
    except (ValueError, Base58ChecksumError, Bech32ChecksumError):
        return False
    return True


def _ton_checksum(address: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(address)
    except (binascii.Error, ValueError):
        return False
    return len(raw) == 36 and binascii.crc_hqx(raw[:34], 0) == int.from_bytes(raw[34:], "big")


def tron_address(hex_address: str) -> str | None:
    """A TRON address in its Base58Check form, from the 21 or 20 bytes of hex of an API."""
    digits = hex_address.lower().removeprefix("0x")
    if len(digits) == 40:
        digits = "41" + digits
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return None
    if len(raw) != 21 or raw[0] != 0x41:
        return None
    return str(Base58Encoder.CheckEncode(raw))
