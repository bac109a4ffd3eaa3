"""Private keys by their own checksums, and 64-hex ones by the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from shield.labels import said_to_be_key
from shield.wallets import find_wallets

_B58 = "1-9A-HJ-NP-Za-km-z"
_BECH32 = "02-9ac-hj-np-z"
# What begins like this is a private key, or the beginning of one, whatever follows.
_MARKED = re.compile(
    rf"(?<![A-Za-z0-9])(?:[xyzYZtuvUV]prv[{_B58}]{{8,120}}|PVT_(?:K1|R1)_[{_B58}]{{20,60}}"
    rf"|edsk[{_B58}]{{50,94}}|ed25519:[{_B58}]{{80,90}}|(?:suiprivkey|nsec)1[{_BECH32}]{{50,70}}"
    rf"|(?:root|acct|addr|stake|ed25519e?)_x?sk1[{_BECH32}]{{50,170}}"
    rf"|(?:ed25519|secp256k1)-priv-(?:0[xX])?[0-9a-fA-F]{{64}}"
    rf"|AGE-SECRET-KEY-1[0-9A-Z]{{50,64}})",
)
_BIP38 = re.compile(rf"(?<![{_B58}])6P[{_B58}]{{56}}(?![{_B58}])")
_WIF = re.compile(rf"(?<![{_B58}])[{_B58}]{{51,52}}(?![{_B58}])")
_STELLAR = re.compile(r"(?<![A-Z0-9])S[A-Z2-7]{55}(?![A-Z0-9])")
_XRP = re.compile(rf"(?<![{_B58}])s[{_B58}]{{25,30}}(?![{_B58}])")
_PAIR = re.compile(rf"(?<![{_B58}])[{_B58}]{{86,88}}(?![{_B58}])")
_NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?:[\s,;]{1,4}\d{1,3}){31,63}(?!\d|\.\d)")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?[0-9a-fA-F]{64}(?:[0-9a-fA-F]{64})?(?![0-9A-Za-z])")
_HEX_GROUPS = re.compile(
    r"(?<![0-9A-Za-z])(?:0[xX])?[0-9a-fA-F]{2,32}(?:[ \n:-]{1,2}[0-9a-fA-F]{2,32}){1,31}"
    r"(?![0-9A-Za-z])"
)
Place = tuple[int, int]


def find_keys(text: str) -> Iterator[Place]:
    """Positions of private keys in folded ``text``."""
    yield from (m.span() for m in _MARKED.finditer(text))
    for pattern, proof in PROVEN:
        yield from (m.span() for m in pattern.finditer(text) if proof(m.group()))
    yield from find_wallets(text)
    yield from _byte_arrays(text)
    for match in _HEX.finditer(text):
        digits = match.group()[-128:]
        paired = len(digits) == 128 and _is_pair(bytes.fromhex(digits))
        if paired or said_to_be_key(text, *match.span()):
            yield match.span()
    for match in _HEX_GROUPS.finditer(text):
        digits = re.sub(r"^0[xX]|[ \n:-]", "", match.group())
        if len(digits) == 64 and said_to_be_key(text, *match.span()):
            yield match.span()


def _byte_arrays(text: str) -> Iterator[Place]:
    """A key as 32 or 64 numbers below 256: in brackets, proven a pair, or called a key."""
    for match in _NUMBERS.finditer(text):
        numbers = [int(n) for n in re.findall(r"\d+", match.group())]
        if len(numbers) not in (32, 64) or max(numbers) > 255:
            continue
        start, end = match.span()
        before, after = text[:start].rstrip()[-1:], text[end:].lstrip()[:1]
        bracketed = before in ("[", "{", "(") and after in ("]", "}", ")")
        if (
            bracketed
            or said_to_be_key(text, start, end)
            or (len(numbers) == 64 and _is_pair(bytes(numbers)))
        ):
            yield start, end


def _is_wif(text: str) -> bool:
    """A Base58Check key of Bitcoin or one of its kin (Litecoin, Dogecoin, Dash), main or test."""
    payload = base58check(text)
    return (
        payload is not None
        and payload[0] >= 0x80
        and (len(payload) == 33 or (len(payload) == 34 and payload[-1] == 1))
    )


def _is_bip38(text: str) -> bool:
    payload = base58check(text)
    return payload is not None and payload[:1] == b"\x01" and len(payload) == 39


def base58check(text: str, ripple: bool = False) -> bytes | None:
    """The payload of a Base58Check string, or None when it or its checksum is wrong."""
    from bip_utils import Base58Alphabets, Base58ChecksumError, Base58Decoder

    alphabet = Base58Alphabets.RIPPLE if ripple else Base58Alphabets.BITCOIN
    try:
        return bytes(Base58Decoder.CheckDecode(text, alphabet))
    except (Base58ChecksumError, ValueError):
        return None


def _is_xrp_seed(text: str) -> bool:
    payload = base58check(text, ripple=True)
    return payload is not None and (
        (len(payload) == 17 and payload[0] == 0x21)
        or (len(payload) == 19 and payload[:3] == b"\x01\xe1\x4b")
    )


def _is_stellar_seed(text: str) -> bool:
    import base64

    raw = base64.b32decode(text)
    return raw[0] == 18 << 3 and crc16_xmodem(raw[:-2]) == int.from_bytes(raw[-2:], "little")


def crc16_xmodem(data: bytes) -> int:
    """CRC-16/XMODEM, the checksum of Stellar's and TON's text forms."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def _is_pair_text(text: str) -> bool:
    """Solana's key pairs and TxIDs are both 64 bytes; only a pair's halves belong together."""
    from bip_utils import Base58Decoder

    try:
        return _is_pair(Base58Decoder.Decode(text))
    except ValueError:
        return False


def _is_pair(raw: bytes) -> bool:
    """Whether 64 bytes are an Ed25519 seed and the public key that it makes."""
    from bip_utils import Ed25519PrivateKey

    if len(raw) != 64:
        return False
    try:
        public = Ed25519PrivateKey.FromBytes(raw[:32]).PublicKey().RawCompressed().ToBytes()
    except ValueError:
        return False
    return bool(public[-32:] == raw[32:])


PROVEN: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (_WIF, _is_wif),
    (_BIP38, _is_bip38),
    (_STELLAR, _is_stellar_seed),
    (_XRP, _is_xrp_seed),
    (_PAIR, _is_pair_text),
)
