"""An exchange that signs sign-ins, for tests: real keys, made once."""

from __future__ import annotations

import base64
import json
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from identity.jwks import read_keys
from identity.signin import SignInVerifier

ISSUER = "https://exchange.example"
AUDIENCE = "saldo"
NOW = 1_700_000_000


@cache
def private(kind: str) -> Any:
    """A key by name: es, es-other, rs, rs-short, ed, es384."""
    if kind.startswith("rs"):
        return rsa.generate_private_key(65537, 1024 if kind == "rs-short" else 2048)
    if kind == "ed":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP384R1() if kind == "es384" else ec.SECP256R1())


def jwk(kind: str, kid: str, **more: Any) -> dict[str, Any]:
    """The public half as the JWKS document has it; None takes a member away."""
    public = private(kind).public_key()
    if kind.startswith("rs"):
        shown = jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True)
    elif kind == "ed":
        shown = jwt.algorithms.OKPAlgorithm.to_jwk(public, as_dict=True)
    else:
        shown = jwt.algorithms.ECAlgorithm.to_jwk(public, as_dict=True)
    shown.pop("key_ops", None)
    return {k: v for k, v in {**shown, "kid": kid, "use": "sig", **more}.items() if v is not None}


def jwks(*rows: Any) -> bytes:
    return json.dumps({"keys": list(rows)}).encode()


def pem(kind: str) -> bytes:
    encoded: bytes = (
        private(kind).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    return encoded


def claims(**change: Any) -> dict[str, Any]:
    """Good claims with ``change``; None takes one away."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "anna",
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 300,
        "jti": "0123456789abcdef",
        **change,
    }
    return {name: value for name, value in good.items() if value is not None}


def token(
    body: dict[str, Any] | None = None,
    key: Any = None,
    alg: str = "ES256",
    header: dict[str, Any] | None = None,
) -> str:
    """A signed token. ``header`` replaces the members of the header."""
    chosen = {"kid": "es-1", **(header or {})}
    return jwt.encode(
        body or claims(), key or private("es"), alg, {k: v for k, v in chosen.items() if v != ""}
    )


def raw(header: str, body: str, signature: bytes = b"") -> str:
    """A token of exactly these JSON texts."""
    return ".".join(b64(part) for part in (header.encode(), body.encode(), signature))


def signed_raw(header: str, body: str) -> str:
    """Exactly these JSON texts, truly signed with the ES256 key."""
    signing = f"{b64(header.encode())}.{b64(body.encode())}"
    algorithm = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    return f"{signing}.{b64(algorithm.sign(signing.encode(), private('es')))}"


def b64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Published:
    """The keys that the exchange publishes, without a network."""

    def __init__(self) -> None:
        self.keys = read_keys(jwks(jwk("es", "es-1"), jwk("rs", "rs-1"), jwk("ed", "ed-1")))

    def get(self, kid: str) -> Any:
        return self.keys.get(kid)


def verifier(now: float = NOW) -> SignInVerifier:
    return SignInVerifier(Published(), ISSUER, AUDIENCE, clock=lambda: now)
