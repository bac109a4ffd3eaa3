"""T3: what is a sign-in, and every way in which a token is none."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity.conversations import SQLiteConversations
from identity.database import Database
from identity.sealing import Sealer
from identity.signin import KeysUnavailable, SignIn, SignInRefused, SignInVerifier
from tests.unit.identity.exchange_keys import (
    AUDIENCE,
    ISSUER,
    NOW,
    b64,
    claims,
    jwk,
    pem,
    private,
    raw,
    signed_raw,
    token,
    verifier,
)

HEADER = '{"alg":"ES256","kid":"es-1","typ":"JWT"}'


def hs256_with(secret: bytes) -> str:
    """PyJWT refuses to sign with a PEM; an attacker's library does not."""
    head = json.dumps({"alg": "HS256", "kid": "rs-1"})
    signing = f"{b64(head.encode())}.{b64(json.dumps(claims()).encode())}"
    return f"{signing}.{b64(hmac.digest(secret, signing.encode(), hashlib.sha256))}"


def without_signature() -> str:
    return token().rpartition(".")[0] + "."


def swapped_payload() -> str:
    mine, theirs = token().split("."), token(claims(sub="bert")).split(".")
    return ".".join([mine[0], theirs[1], mine[2]])


BAD: dict[str, Any] = {
    "none": raw('{"alg":"none","kid":"es-1"}', json.dumps(claims())),
    "None": raw('{"alg":"None","kid":"es-1"}', json.dumps(claims()), b"x"),
    "no algorithm": signed_raw('{"kid":"es-1"}', json.dumps(claims())),
    "HS256 with the RSA key": hs256_with(pem("rs")),
    "HS256 with an empty secret": hs256_with(b""),
    "PS256 with the RSA key": token(key=private("rs"), alg="PS256", header={"kid": "rs-1"}),
    "RS256 named for the EC key": token(key=private("rs"), alg="RS256"),
    "ES256 named for the RSA key": token(header={"kid": "rs-1"}),
    "ES384": token(key=private("es384"), alg="ES384"),
    "a stranger's key": token(key=private("es-other")),
    "no signature": without_signature(),
    "another payload": swapped_payload(),
    "wrong issuer": token(claims(iss="https://evil.example")),
    "issuer with a slash": token(claims(iss=ISSUER + "/")),
    "no issuer": token(claims(iss=None)),
    "wrong audience": token(claims(aud="another-client")),
    "two audiences": token(claims(aud=[AUDIENCE, "another-client"])),
    "no audience": token(claims(aud=None)),
    "expired": token(claims(iat=NOW - 900, nbf=NOW - 900, exp=NOW - 60)),
    "no end": token(claims(exp=None)),
    "end as text": token(claims(exp=str(NOW + 300))),
    "end as a truth": token(claims(exp=True)),
    "end as a fraction": signed_raw(HEADER, json.dumps(claims(exp=NOW + 300.5))),
    "end is infinite": signed_raw(HEADER, json.dumps(claims(exp=float("inf")))),
    "end in the far future": token(claims(exp=NOW + 10 * 365 * 86_400)),
    "lives too long": token(claims(exp=NOW + 3601)),
    "not valid yet": token(claims(nbf=NOW + 61)),
    "valid after its end": token(claims(nbf=NOW + 50, exp=NOW + 40)),
    "no nbf": token(claims(nbf=None)),
    "issued in the future": token(claims(iat=NOW + 61, exp=NOW + 300)),
    "no iat": token(claims(iat=None)),
    "ends before it was issued": token(claims(iat=NOW + 10, exp=NOW + 5)),
    "no subject": token(claims(sub=None)),
    "empty subject": token(claims(sub="")),
    "subject is a number": signed_raw(HEADER, json.dumps(claims(sub=5))),
    "subject is a list": signed_raw(HEADER, json.dumps(claims(sub=["anna", "bert"]))),
    "subject with a line break": token(claims(sub="anna\nbert")),
    "subject with a blank": token(claims(sub="anna ")),
    "long subject": token(claims(sub="a" * 129)),
    "no jti": token(claims(jti=None)),
    "short jti": token(claims(jti="1")),
    "region is a path": token(claims(region="../se")),
    "no kid": token(header={"kid": ""}),
    "unknown kid": token(header={"kid": "es-9"}),
    "kid is a path": token(header={"kid": "../../../../dev/null"}),
    "kid is SQL": token(header={"kid": "es-1' OR '1'='1"}),
    "kid is a list": signed_raw('{"alg":"ES256","kid":["es-1"]}', json.dumps(claims())),
    "kid is null": signed_raw('{"alg":"ES256","kid":null}', json.dumps(claims())),
    "brings its own key": token(
        key=private("es-other"), header={"jwk": jwk("es-other", "es-1"), "kid": "es-1"}
    ),
    "names a key's address (jku)": token(header={"jku": "https://evil.example/jwks.json"}),
    "names a certificate's address (x5u)": token(header={"x5u": "https://evil.example/x.pem"}),
    "brings a certificate (x5c)": token(header={"x5c": ["MIIB"]}),
    "critical extension": signed_raw(
        '{"alg":"ES256","kid":"es-1","crit":["exp"],"exp":1}', json.dumps(claims())
    ),
    "another kind of token": token(header={"typ": "at+jwt"}),
    "a claim twice": signed_raw(HEADER, json.dumps(claims())[:-1] + ',"sub":"bert"}'),
    "an algorithm twice": signed_raw(
        '{"alg":"none","alg":"ES256","kid":"es-1"}', json.dumps(claims())
    ),
    "claims are a list": signed_raw(HEADER, "[]"),
    "claims are deep": signed_raw(HEADER, "[" * 3000),
    "claims are no JSON": signed_raw(HEADER, "sub=anna"),
    "claims are not UTF-8": ".".join([b64(HEADER.encode()), b64(b"\xff\xfe"), "eHg"]),
    "two parts": token().rpartition(".")[0],
    "four parts": token() + ".x",
    "encrypted": "a.b.c.d.e",
    "padded": token() + "=",
    "a line break in it": token()[:40] + "\n" + token()[40:],
    "a blank before it": " " + token(),
    "very long": token(claims(more="x" * 9000)),
    "empty": "",
    "dots": "..",
    "bytes": token().encode(),
    "none at all": None,
    "a number": 7,
    "a mapping": {"token": token()},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_t3_bad_token_is_refused_like_any_other_and_nothing_is_written(
    bad: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "identity.db"
    conversations = SQLiteConversations(Database(path), Sealer("k"), clock=lambda: NOW)
    secret = conversations.open("web").secret
    before = dump(path)
    with pytest.raises(SignInRefused) as refused:
        conversations.sign_in(secret, verifier().verify(bad), "web")
    assert str(refused.value) == "the sign-in is not valid"
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None  # a logger of locals would find the token there
    assert dump(path) == before
    if isinstance(bad, str) and len(bad) > 8:
        assert bad not in caplog.text
    assert "anna" not in caplog.text


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as db:
        return list(db.iterdump())


def test_t3_the_table_is_long_enough() -> None:
    assert len(BAD) >= 25


@pytest.mark.parametrize(
    ("kind", "alg", "kid"),
    [("es", "ES256", "es-1"), ("rs", "RS256", "rs-1"), ("ed", "EdDSA", "ed-1")],
)
def test_good_token_signs_its_customer_in(kind: str, alg: str, kid: str) -> None:
    good = token(claims(region="it"), private(kind), alg, {"kid": kid})
    assert verifier().verify(good) == SignIn("anna", NOW + 300, "0123456789abcdef", good, "it")


@pytest.mark.parametrize(
    "good",
    [
        claims(aud=[AUDIENCE]),
        claims(exp=NOW - 59, iat=NOW - 300, nbf=NOW - 300),  # the clocks may differ by 60 s
        claims(nbf=NOW + 60, iat=NOW + 60, exp=NOW + 300),
        claims(exp=NOW + 3600),
        claims(sub="auth0|62ab", more={"any": "thing"}),
    ],
    ids=["one audience in a list", "skewed end", "skewed start", "an hour", "other claims"],
)
def test_tokens_at_the_edge_are_good(good: dict[str, Any]) -> None:
    assert verifier().verify(token(good)).customer == good["sub"]


def test_sign_in_shows_no_token() -> None:
    good = token()
    assert good not in repr(verifier().verify(good))


def test_t3_any_changed_bit_is_refused() -> None:
    """All of them: the last character of a part carries bits that most decoders ignore."""
    good, check = token(), verifier()
    for position, character in enumerate(good):
        for bit in range(7):
            other = chr(ord(character) ^ (1 << bit))
            with pytest.raises(SignInRefused):
                check.verify(good[:position] + other + good[position + 1 :])


@pytest.mark.parametrize("name", ["none", "HS256 with the RSA key", "ES384", "kid is a list"])
def test_t3_what_could_never_be_good_does_not_even_ask_for_a_key(name: str) -> None:
    class Asked:
        def get(self, kid: str) -> None:
            pytest.fail(f"looked for {kid!r}")

    with pytest.raises(SignInRefused):
        SignInVerifier(Asked(), ISSUER, AUDIENCE, clock=lambda: NOW).verify(BAD[name])


@given(
    st.dictionaries(st.sampled_from(["iss", "aud", "sub", "iat", "nbf", "exp", "jti"]),
                    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
                    min_size=1, max_size=3)
)  # fmt: skip
def test_t3_any_odd_claims_are_refused_or_good_never_an_error(odd: dict[str, Any]) -> None:
    body = json.dumps({**claims(), **odd})
    try:
        found = verifier().verify(signed_raw(HEADER, body))
    except SignInRefused:
        return
    assert found.customer == json.loads(body)["sub"]
    assert NOW - 60 < found.expires <= NOW + 3660


def test_t29_without_keys_nobody_is_refused_and_nobody_gets_in() -> None:
    class Down:
        def get(self, kid: str) -> None:
            raise KeysUnavailable

    with pytest.raises(KeysUnavailable):
        SignInVerifier(Down(), ISSUER, AUDIENCE, clock=lambda: NOW).verify(token())


@pytest.mark.parametrize(("issuer", "audience"), [("", AUDIENCE), (ISSUER, "")])
def test_an_empty_issuer_or_audience_would_let_anybody_in(issuer: str, audience: str) -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        SignInVerifier(verifier(), issuer, audience)  # type: ignore[arg-type]


def test_the_tokens_of_these_tests_are_real() -> None:
    """A library of its own opinion reads them, so the refusals above are ours."""
    read = jwt.decode(
        token(), pem("es"), ["ES256"], options={"verify_exp": False, "verify_aud": False}
    )
    assert read == claims()
