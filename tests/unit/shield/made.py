"""Valid secrets, made from random numbers: nothing here was ever anybody's.

``SALDO_EXAMPLES=20`` makes twenty times as many (a few minutes instead of one).
"""

from __future__ import annotations

import base64
import hashlib
import os
import unicodedata
from random import Random

from bip_utils import (
    Base58Alphabets,
    Base58Encoder,
    Bip32KeyNetVersions,
    Bip32Slip10Secp256k1,
    Ed25519PrivateKey,
)

from shield.keys import crc16_xmodem
from shield.numbers import luhn
from shield.wordlists import SIZE, word_lists

COUNTS = (12, 15, 18, 21, 24)
LANGUAGES = (
    "english", "chinese_simplified", "chinese_traditional", "japanese", "korean", "french",
    "italian", "spanish", "czech", "portuguese",
)  # fmt: skip


def examples(count: int) -> int:
    """How many examples a property test draws."""
    return count * int(os.environ.get("SALDO_EXAMPLES", "1"))


def listed(language: str) -> list[str]:
    """The 2048 words in their order, as published (accents and all)."""
    words: list[str] = [""] * SIZE
    for word, index in word_lists()[language].items():
        # Short forms and forms without accents stand beside the published ones.
        words[index] = max(words[index], word, key=lambda w: (len(w), not w.isascii()))
    return words


_LISTS = {language: listed(language) for language in LANGUAGES}


def seed_words(entropy: bytes, language: str) -> list[str]:
    """The phrase of 16, 20, 24, 28 or 32 bytes, in the composed form."""
    count = len(entropy) * 8 * 33 // 32 // 11
    check = count // 3
    bits = int.from_bytes(entropy, "big") << check | hashlib.sha256(entropy).digest()[0] >> (
        8 - check
    )
    return [_LISTS[language][bits >> 11 * (count - 1 - at) & 2047] for at in range(count)]


def base58check(payload: bytes, ripple: bool = False) -> str:
    alphabet = Base58Alphabets.RIPPLE if ripple else Base58Alphabets.BITCOIN
    return str(Base58Encoder.CheckEncode(payload, alphabet))


def wif(key: bytes, compressed: bool, version: int = 0x80) -> str:
    return base58check(bytes([version]) + key + (b"\x01" if compressed else b""))


def extended(seed: bytes, version: str) -> str:
    """A BIP-32 master key with the version bytes of xprv, yprv or zprv."""
    private = {"x": "0488ade4", "y": "049d7878", "z": "04b2430c"}[version]
    versions = Bip32KeyNetVersions(bytes.fromhex("0488b21e"), bytes.fromhex(private))
    return str(Bip32Slip10Secp256k1.FromSeed(seed, versions).PrivateKey().ToExtended())


def solana_pair(seed: bytes) -> bytes:
    public = Ed25519PrivateKey.FromBytes(seed).PublicKey().RawCompressed().ToBytes()[-32:]
    return seed + bytes(public)


def base58(raw: bytes) -> str:
    return str(Base58Encoder.Encode(raw))


def stellar(seed: bytes) -> str:
    raw = bytes([18 << 3]) + seed
    return base64.b32encode(raw + crc16_xmodem(raw).to_bytes(2, "little")).decode()


def keystore(key: bytes) -> str:
    """The shape of Web3 Secret Storage, version 3 (the numbers mean nothing)."""
    part = key.hex()
    return (
        f'{{"address":"{part[:40]}","crypto":{{"cipher":"aes-128-ctr","ciphertext":"{part}",'
        f'"cipherparams":{{"iv":"{part[:32]}"}},"kdf":"scrypt","kdfparams":{{"dklen":32,"n":262144,'
        f'"p":1,"r":8,"salt":"{part[::-1]}"}},"mac":"{part[::2]}{part[1::2]}"}},'
        f'"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}}'
    )


def with_luhn(digits: str) -> str:
    return next(digits + d for d in "0123456789" if luhn(digits + d))


def card(dice: Random) -> str:
    """The digits of a card of one of the large issuers."""
    prefix, length = dice.choice(
        [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("2720", 16), ("34", 15), ("37", 15),
         ("6011", 16), ("65", 16), ("36", 14), ("3528", 16), ("3589", 16), ("62", 16),
         ("5018", 16), ("6304", 16)]
    )  # fmt: skip
    rest = length - len(prefix) - 1
    return with_luhn(prefix + "".join(dice.choices("0123456789", k=rest)))


def personnummer(dice: Random) -> tuple[str, str]:
    """(century, ten digits) of somebody born from 1930 to 2007; every third is a coordination
    number (day + 60)."""
    year, month, day = dice.randrange(1930, 2008), dice.randrange(1, 13), dice.randrange(1, 29)
    day += 60 if dice.random() < 0.33 else 0
    return str(year // 100), with_luhn(
        f"{year % 100:02}{month:02}{day:02}{dice.randrange(1000):03}"
    )


def published(language: str) -> str:
    """SHA-256 of the list as BIP-39 publishes it: decomposed, a word a line."""
    text = unicodedata.normalize("NFKD", "\n".join(_LISTS[language]) + "\n")
    return hashlib.sha256(text.encode()).hexdigest()
