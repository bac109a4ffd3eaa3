"""Bearer tokens at rest: sealed with AES-256-GCM, each to the place where it lies."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Sealer:
    """Seals small JSON values with a key derived from ``secret`` (the identity key)."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("the sealing secret must not be empty")
        derived = HKDF(SHA256(), 32, salt=None, info=b"saldo sealed subject tokens v1")
        self._cipher = AESGCM(derived.derive(secret.encode()))

    def seal(self, value: Any, *place: str) -> bytes:
        """``value`` sealed to ``place``: it opens nowhere else."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, json.dumps(value).encode(), _bound(place))

    def open(self, sealed: bytes | None, *place: str) -> Any | None:
        """The value, or None for anything that was not sealed to ``place`` with this key."""
        if not sealed or len(sealed) <= _NONCE:
            return None
        try:
            return json.loads(self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(place)))
        except (InvalidTag, ValueError):
            return None


def _bound(place: tuple[str, ...]) -> bytes:
    return json.dumps(place).encode()
