"""The identity of a running bot: what the environment must say, and erasing a customer."""

from __future__ import annotations

from pathlib import Path

import pytest

from identity.links import Grant
from identity.setup import IdentityError, load_identity
from identity.signin import SignIn

KEY = {"SALDO_IDENTITY_KEY": "demo-identity-key"}
SIGN_IN = {"SALDO_JWKS_URL": "https://e.example/jwks", "SALDO_JWT_ISSUER": "https://e.example"}
TOKENS = {
    "SALDO_TOKEN_URL": "https://e.example/token",
    "SALDO_CLIENT_ID": "saldo",
    "SALDO_CLIENT_SECRET": "client-secret-canary",
}


def test_nothing_is_opened_or_fetched_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "state" / "identity.db"
    found = load_identity({**KEY, **SIGN_IN, **TOKENS, "SALDO_IDENTITY_DB": str(path)})
    assert found.verifier is not None
    assert found.tokens is not None
    assert not path.parent.exists()
    assert "canary" not in f"{found!r}{vars(found)}"
    assert KEY["SALDO_IDENTITY_KEY"] not in repr(found)


def test_a_bot_may_take_no_sign_ins() -> None:
    found = load_identity(KEY)
    assert (found.verifier, found.tokens) == (None, None)


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {**SIGN_IN, **TOKENS},
        {**KEY, "SALDO_JWKS_URL": "https://e.example/jwks"},
        {**KEY, "SALDO_JWT_ISSUER": "https://e.example"},
        {**KEY, **SIGN_IN, "SALDO_JWKS_URL": "http://e.example/jwks"},
        {**KEY, **SIGN_IN, "SALDO_JWKS_URL": "https://"},
        {**KEY, **SIGN_IN, "SALDO_JWKS_URL": "ftp://127.0.0.1/jwks"},
        {**KEY, **TOKENS, "SALDO_TOKEN_URL": ""},
        {**KEY, **TOKENS, "SALDO_CLIENT_ID": ""},
        {**KEY, **TOKENS, "SALDO_CLIENT_SECRET": ""},
        {**KEY, **TOKENS, "SALDO_TOKEN_URL": "http://127.0.0.1.evil.example/token"},
    ],
    ids=range(11),
)
def test_t29_half_a_configuration_is_none(environ: dict[str, str]) -> None:
    with pytest.raises(IdentityError) as refused:
        load_identity(environ)
    assert "\n" not in str(refused.value)
    assert "canary" not in str(refused.value)


def test_forgotten_customer_leaves_nothing_and_the_rest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    found = load_identity({**KEY, "SALDO_IDENTITY_DB": str(path)})
    ids = []
    for customer in ("anna", "bert"):
        sign_in = SignIn(customer, 4_000_000_000, f"jti-of-{customer}", "token")
        ids.append(found.conversations.sign_in(None, sign_in, "web").speaker.conversation)
        code = found.links.make_code(customer, Grant(f"grant-of-{customer}"))
        found.links.redeem("slack", f"U-{customer}", code)
    linked = found.links.speaker("slack", "U-anna").conversation
    assert found.forget("anna") == ([ids[0], linked], ["grant-of-anna"])
    assert found.subject(ids[0], "anna") is None
    assert found.subject(ids[1], "bert") is not None
    assert found.links.linked("bert") == [("slack", "U-bert")]
    assert found.forget("anna") == ([], [])
