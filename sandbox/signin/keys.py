"""The keys that sign-in tokens are signed with. They can be rotated at run time."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from jwt.algorithms import ECAlgorithm

ALGORITHM = "ES256"


@dataclass(frozen=True)
class SigningKey:
    kid: str
    private: EllipticCurvePrivateKey = field(repr=False)

    def public(self) -> dict[str, Any]:
        """The public half as a JWK."""
        shown: dict[str, Any] = json.loads(ECAlgorithm.to_jwk(self.private.public_key()))
        return {**shown, "kid": self.kid, "alg": ALGORITHM, "use": "sig"}


class KeyRing:
    """The newest key signs; older ones verify until they are dropped."""

    def __init__(self) -> None:
        self._keys = [_new()]

    def rotate(self, drop: bool = False) -> list[str]:
        """A new key from now on. ``drop``: tokens of the old ones count no more. The kids."""
        self._keys = [_new(), *([] if drop else self._keys)]
        return [key.kid for key in self._keys]

    def jwks(self) -> dict[str, Any]:
        return {"keys": [key.public() for key in self._keys]}

    def sign(self, claims: dict[str, Any]) -> str:
        newest = self._keys[0]
        return jwt.encode(claims, newest.private, ALGORITHM, headers={"kid": newest.kid})

    def read(self, token: str) -> dict[str, Any] | None:
        """The claims of a token that one of these keys signed; times are not looked at."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = next(key for key in self._keys if key.kid == kid)
            claims: dict[str, Any] = jwt.decode(
                token,
                key.private.public_key(),
                algorithms=[ALGORITHM],
                options={
                    "verify_exp": False, "verify_nbf": False, "verify_iat": False,
                    "verify_aud": False,
                },
            )  # fmt: skip
        except (jwt.PyJWTError, StopIteration, ValueError):
            return None
        return claims


def _new() -> SigningKey:
    return SigningKey(f"sandbox-{secrets.token_hex(6)}", generate_private_key(SECP256R1()))
