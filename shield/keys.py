"""Private keys by their own checksums, and 64-hex ones by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_B58 = "1-9A-HJ-NP-Za-km-z"
_WIF = re.compile(rf"(?<![{_B58}])[5KLc9][{_B58}]{{50,51}}(?![{_B58}])")
_BIP38 = re.compile(rf"(?<![{_B58}])6P[{_B58}]{{56}}(?![{_B58}])")
_EXTENDED = re.compile(rf"(?<![A-Za-z0-9])[xyzYZtuvUV]prv[{_B58}]{{80,112}}")
_STELLAR = re.compile(r"(?<![A-Z0-9])S[A-Z2-7]{55}(?![A-Z0-9])")
_XRP = re.compile(rf"(?<![{_B58}])s[{_B58}]{{25,30}}(?![{_B58}])")
_SOLANA = re.compile(rf"(?<![{_B58}])[{_B58}]{{86,88}}(?![{_B58}])")
_BYTES = re.compile(r"\[\s{0,4}\d{1,3}(?:\s{0,4},\s{0,4}\d{1,3}){63}\s{0,4}\]")
_PEM = re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0[xX])?[0-9a-fA-F]{64}(?![0-9A-Za-z])")

# The label nearest to a 64-hex string says what it is (a TxID and a raw key look the same).
_LABEL = re.compile(
    r"(?P<tx>\btx\b|\btx[ -]?id\b|\btx[ -]?hash\b|\bhash\w*|\btransa[ck]tion\w*|\btransaktion\w*"
    r"|/tx/|/transaction/|\bdeposit\w*|\binsättning\w*)"
    r"|(?P<key>\b(?:private|priv|secret|wallet|hemliga?|privata?)[ -]?(?:key|nyckeln?)s?\b"
    r"|\bprivatnyckeln?\b|\bprivkey\b|\bpk\b|\bkey\b|\bnyckeln?\b)",
    re.I,
)
_BEFORE, _AFTER = 80, 40


def find_keys(text: str) -> Iterator[tuple[int, int]]:
    """Positions of private keys in folded ``text``."""
    for pattern in (_EXTENDED, _PEM):
        yield from (m.span() for m in pattern.finditer(text))
    for pattern, proof in (
        (_WIF, _is_wif),
        (_BIP38, _is_bip38),
        (_STELLAR, _is_stellar_seed),
        (_XRP, _is_xrp_seed),
        (_SOLANA, _is_solana_pair),
    ):
        yield from (m.span() for m in pattern.finditer(text) if proof(m.group()))
    for match in _BYTES.finditer(text):
        if all(int(n) < 256 for n in re.findall(r"\d+", match.group())):
            yield match.span()
    for match in _HEX.finditer(text):
        if said_to_be_key(text, *match.span()):
            yield match.span()


def said_to_be_key(text: str, start: int, end: int) -> bool:
    """Whether the words around ``text[start:end]`` call it a key rather than a transaction."""
    before = list(_LABEL.finditer(text, max(0, start - _BEFORE), start))
    nearest = before[-1] if before else _LABEL.search(text, end, end + _AFTER)
    return nearest is not None and nearest.lastgroup == "key"


def _is_wif(text: str) -> bool:
    payload = base58check(text)
    return (
        payload is not None
        and payload[0] in (0x80, 0xEF)
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


def _is_solana_pair(text: str) -> bool:
    """Solana's key pairs and TxIDs are both 64 bytes; only a pair's halves belong together."""
    from bip_utils import Base58Decoder, Ed25519PrivateKey

    try:
        raw = Base58Decoder.Decode(text)
        if len(raw) != 64:
            return False
        public = Ed25519PrivateKey.FromBytes(raw[:32]).PublicKey().RawCompressed().ToBytes()
    except ValueError:
        return False
    return bool(public[-32:] == raw[32:])
