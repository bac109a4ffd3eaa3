"""The exchange's word for who its customer is: a short-lived JWT, checked strictly.

The token comes from a client, so everything about it is an attempt until proven. Accepted is
one shape only: ``alg`` of a fixed list and fitting the key that the ``kid`` names in the
exchange's JWKS; header fields ``alg``, ``kid``, ``typ`` and no other (``jwk``, ``jku``,
``x5u``, ``crit`` would let a token bring its own rules); claims ``iss``, ``aud``, ``sub``,
``iat``, ``nbf``, ``exp``, ``jti``, each once; at most an hour of life; 60 s of clock skew.
Every other token is refused with the same words (threat model T3).
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import jwt

from identity.jwks import ALGORITHMS, Key, KeysUnavailable

__all__ = ["KeysUnavailable", "SignIn", "SignInRefused", "SignInVerifier"]

log = logging.getLogger(__name__)

SKEW_SECONDS = 60
MAX_LIFETIME_SECONDS = 3600
_MAX_TOKEN = 8192
_HEADER = {"alg", "kid", "typ"}
_SUBJECT = re.compile(r"[\x21-\x7e]{1,128}")
_ID = re.compile(r"[\x21-\x7e]{8,128}")
_REGION = re.compile(r"[a-z0-9-]{1,16}")
_MOST_SECONDS = 2**40  # a time far beyond; larger numbers are no times


class SignInRefused(Exception):
    """This is no valid sign-in. It never says why: that would help who is guessing."""

    def __init__(self) -> None:
        super().__init__("the sign-in is not valid")


@dataclass(frozen=True)
class SignIn:
    """A verified sign-in. ``expires``: Unix s, by the exchange's clock. ``id``: the token's
    ``jti``. ``region``: the claim of that name, for an exchange with several sites."""

    customer: str
    expires: int
    id: str
    token: str = field(repr=False)
    region: str | None = None


class Keys(Protocol):
    """Where public keys come from (port)."""

    def get(self, kid: str) -> Key | None:
        """Raises KeysUnavailable."""


class SignInVerifier:
    """Checks sign-ins of one exchange. ``clock`` gives Unix seconds."""

    def __init__(
        self, keys: Keys, issuer: str, audience: str, clock: Callable[[], float] = time.time
    ) -> None:
        if not issuer or not audience:
            raise ValueError("issuer and audience must not be empty")
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._clock = clock

    def verify(self, token: object) -> SignIn:
        """Raises SignInRefused, and KeysUnavailable when it can't be told now.

        May fetch keys (up to some seconds): call it off the event loop.
        """
        try:
            return self._verify(token)
        except _Bad as bad:
            log.info("A sign-in was refused (%s).", bad)
        raise SignInRefused

    def _verify(self, token: object) -> SignIn:
        if not isinstance(token, str) or len(token) > _MAX_TOKEN or token.count(".") != 2:
            raise _Bad("shape")
        header = _json_part(token.split(".")[0])
        claims = _json_part(token.split(".")[1])
        _bytes_part(token.split(".")[2])
        self._check_signature(token, header)
        return self._sign_in(claims, token)

    def _check_signature(self, token: str, header: dict[str, Any]) -> None:
        kid, algorithm = header.get("kid"), header.get("alg")
        if set(header) - _HEADER or str(header.get("typ", "JWT")).upper() != "JWT":
            raise _Bad("header")
        if algorithm not in ALGORITHMS or not isinstance(kid, str):
            raise _Bad("algorithm or kid")
        key = self._keys.get(kid)
        if key is None or key.algorithm != algorithm:
            raise _Bad("key")
        try:
            jwt.api_jws.decode(token, key.key, algorithms=[key.algorithm])
        except (jwt.PyJWTError, ValueError, TypeError):
            raise _Bad("signature") from None

    def _sign_in(self, claims: dict[str, Any], token: str) -> SignIn:
        now = self._clock()
        issued, valid, expires = (_seconds(claims, name) for name in ("iat", "nbf", "exp"))
        audience = claims.get("aud")
        if isinstance(audience, list) and len(audience) == 1:
            audience = audience[0]
        if claims.get("iss") != self._issuer or audience != self._audience:
            raise _Bad("issuer or audience")
        if now >= expires + SKEW_SECONDS or max(issued, valid) > now + SKEW_SECONDS:
            raise _Bad("time")
        if not 0 < expires - issued <= MAX_LIFETIME_SECONDS or valid > expires:
            raise _Bad("lifetime")
        region = claims.get("region")
        if region is not None:
            region = _text(claims, "region", _REGION)
        return SignIn(
            customer=_text(claims, "sub", _SUBJECT),
            expires=expires,
            id=_text(claims, "jti", _ID),
            token=token,
            region=region,
        )


class _Bad(Exception):
    """Why, for the log alone: one of our own words, nothing of the token."""


def _bytes_part(part: str) -> bytes:
    """Strict base64url: one spelling only, so that no changed character passes."""
    try:
        raw = base64.urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        raise _Bad("encoding") from None
    if not raw or base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != part:
        raise _Bad("encoding")
    return raw


def _json_part(part: str) -> dict[str, Any]:
    try:
        parsed = json.loads(_bytes_part(part).decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _Bad("JSON") from None
    if not isinstance(parsed, dict):
        raise _Bad("JSON")
    return parsed


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _seconds(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _MOST_SECONDS:
        raise _Bad(name)
    return value


def _text(claims: dict[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _Bad(name)
    return value
