"""The exchange's public keys (JWKS, RFC 7517): fetched from one configured URL, and kept.

A key is used for the one algorithm that its type stands for, whatever a token says. What
is no key of ALGORITHMS (a symmetric one, a short RSA key, one without a ``kid``) is left out.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

log = logging.getLogger(__name__)

ALGORITHMS = ("ES256", "RS256", "EdDSA")
FETCH_SECONDS = 3.0
REFRESH_SECONDS = 10.0
"""An unknown ``kid`` is looked for at most this often."""
MAX_AGE_SECONDS = 600.0
"""After this a key that the exchange took away is no longer trusted."""
MAX_STALE_SECONDS = 86_400.0
"""How long the last good keys serve while the endpoint fails."""
_MAX_BODY = 256 * 1024
_MAX_KEYS = 50
_MAX_KID = 128
_SHORTEST_RSA = 2048


class KeysUnavailable(Exception):
    """The exchange's keys can't be had, so nobody's sign-in can be checked now."""


@dataclass(frozen=True)
class Key:
    """A public key and the only algorithm that it may verify."""

    algorithm: str
    key: Any = field(repr=False)


class KeySet:
    """Thread-safe. Nothing is fetched before the first ``get``.

    ``fetch`` returns the body of the JWKS document; ``clock`` counts seconds.
    """

    def __init__(
        self, fetch: Callable[[], bytes], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._flight = threading.Lock()
        self._keys: dict[str, Key] = {}
        self._fetched: float | None = None  # when the last good answer came
        self._tried: float | None = None

    def get(self, kid: str) -> Key | None:
        """The key named ``kid``; None when the exchange has no such key.

        Raises KeysUnavailable when there are no keys, or only ones that are too old, or
        when an unknown ``kid`` could not be looked for.
        """
        found = self._keys.get(kid)
        if found is not None and self._age() < MAX_AGE_SECONDS:
            return found
        if found is not None and self._age() < MAX_STALE_SECONDS:
            # one caller asks anew; the others need not wait for it
            if self._flight.acquire(blocking=False):
                self._refresh_and_release()
            return self._keys.get(kid)
        self._flight.acquire()
        good = self._refresh_and_release()
        if self._age() >= MAX_STALE_SECONDS:
            raise KeysUnavailable
        if kid not in self._keys and not good:
            raise KeysUnavailable
        return self._keys.get(kid)

    def _age(self) -> float:
        return self._clock() - self._fetched if self._fetched is not None else MAX_STALE_SECONDS

    def _refresh_and_release(self) -> bool:
        """Whether the last attempt, made now if one is due, was good."""
        try:
            now = self._clock()
            if self._tried is None or now - self._tried >= REFRESH_SECONDS:
                self._tried = now
                keys = self._ask()
                if keys is not None:
                    self._keys, self._fetched = keys, now
            return self._fetched is not None and self._fetched == self._tried
        finally:
            self._flight.release()

    def _ask(self) -> dict[str, Key] | None:
        try:
            keys = read_keys(self._fetch())
        except (requests.RequestException, OSError, ValueError) as error:
            log.warning("The sign-in keys could not be fetched (%s).", type(error).__name__)
            return None
        if not keys:
            log.warning("The sign-in keys' document holds no usable key.")
            return None
        return keys


def read_keys(body: bytes) -> dict[str, Key]:
    """kid -> key, for each usable key of a JWKS document. Raises ValueError."""
    try:
        parsed = json.loads(body)
    except RecursionError:
        raise ValueError("nested too deep") from None
    rows = parsed.get("keys") if isinstance(parsed, dict) else None
    if not isinstance(rows, list):
        raise ValueError("not a JWKS document")
    keys: dict[str, Key] = {}
    twice: set[str] = set()
    for row in rows[:_MAX_KEYS]:
        kid = row.get("kid") if isinstance(row, dict) else None
        if not isinstance(kid, str) or not 0 < len(kid) <= _MAX_KID:
            continue
        key = _key(row)
        if kid in keys:
            twice.add(kid)  # which of them is meant? neither
        if key is not None:
            keys[kid] = key
    return {kid: key for kid, key in keys.items() if kid not in twice}


def _key(row: dict[str, Any]) -> Key | None:
    if row.get("use", "sig") != "sig" or "d" in row or row.get("kty") == "oct":
        return None
    try:
        material = jwt.PyJWK.from_dict({k: v for k, v in row.items() if k != "alg"}).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        return None
    algorithm = None
    if isinstance(material, EllipticCurvePublicKey) and material.curve.name == "secp256r1":
        algorithm = "ES256"
    elif isinstance(material, RSAPublicKey) and material.key_size >= _SHORTEST_RSA:
        algorithm = "RS256"
    elif isinstance(material, Ed25519PublicKey):
        algorithm = "EdDSA"
    if algorithm is None or row.get("alg", algorithm) != algorithm:
        return None
    return Key(algorithm, material)


def fetcher(url: str) -> Callable[[], bytes]:
    """Fetches ``url`` and nothing else: no redirect, no proxy or netrc of the environment."""

    def fetch() -> bytes:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(
                url, timeout=FETCH_SECONDS, allow_redirects=False, stream=True
            ) as response:
                if response.status_code != 200:
                    raise ValueError(f"status {response.status_code}")
                body = b""
                deadline = time.monotonic() + 2 * FETCH_SECONDS
                for piece in response.iter_content(16 * 1024):
                    body += piece
                    if len(body) > _MAX_BODY or time.monotonic() > deadline:
                        raise ValueError("too much or too slow")
                return body

    return fetch
