"""The token endpoint: RFC 8693 token exchange, refresh of a grant, RFC 7009 revocation.

Answers have the members of RFC 6749, 5.1 and 5.2. The client authenticates with HTTP Basic.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote_plus

from sandbox.answer import Answer
from sandbox.signin.sessions import ACCESS_SECONDS, GRANT_SECONDS, SignIns

CLIENT_ID = "saldo"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT = "urn:ietf:params:oauth:token-type:jwt"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
REFRESH = "urn:ietf:params:oauth:token-type:refresh_token"
_NO_STORE = {"Cache-Control": "no-store"}


class OAuth:
    """``secret`` is the bot's client secret: one client is registered."""

    def __init__(self, sign_ins: SignIns, secret: str) -> None:
        self._sign_ins = sign_ins
        self._secret = secret

    def answer(self, path: str, authorization: str, body: bytes, now: float) -> Answer:
        """``path`` is ``/oauth/token`` or ``/oauth/revoke``; ``now``: Unix s."""
        if not self._is_client(authorization):
            challenge = {"WWW-Authenticate": 'Basic realm="sandbox"', **_NO_STORE}
            return Answer({"error": "invalid_client"}, 401, headers=challenge)
        form = _form(body)
        if form is None:
            return _refused("invalid_request")
        if path == "/oauth/revoke":
            self._sign_ins.drop_grant(form.get("token", ""))
            return Answer({}, headers=dict(_NO_STORE))
        if form.get("scope", "read") != "read":
            return _refused("invalid_scope")
        kind = form.get("grant_type")
        if kind == EXCHANGE:
            return self._exchange(form, now)
        if kind == "refresh_token":
            return self._refresh(form, now)
        return _refused("unsupported_grant_type")

    def _exchange(self, form: Mapping[str, str], now: float) -> Answer:
        wanted = form.get("requested_token_type", ACCESS)
        if form.get("subject_token_type") != JWT or wanted not in (ACCESS, REFRESH):
            return _refused("invalid_request")
        session = self._sign_ins.session_of(form.get("subject_token", ""), now)
        if session is None:  # RFC 8693, 2.2.2
            return _refused("invalid_request")
        if wanted == REFRESH:
            grant = self._sign_ins.grant(session.customer, now)
            return _issued(grant, REFRESH, GRANT_SECONDS, "N_A")
        token = self._sign_ins.access(session.customer, session.id, now)
        return _issued(token, ACCESS, ACCESS_SECONDS, "Bearer")

    def _refresh(self, form: Mapping[str, str], now: float) -> Answer:
        grant = form.get("refresh_token", "")
        customer = self._sign_ins.granted(grant, now)
        if customer is None:
            return _refused("invalid_grant")
        token = self._sign_ins.access(customer, grant, now)
        return _issued(token, ACCESS, ACCESS_SECONDS, "Bearer")

    def _is_client(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (ValueError, binascii.Error):
            return False
        fits = hmac.compare_digest(unquote_plus(secret).encode(), self._secret.encode())
        return scheme.lower() == "basic" and unquote_plus(name) == CLIENT_ID and fits


def _form(body: bytes) -> dict[str, str] | None:
    """The fields of an urlencoded body; None when one stands twice (RFC 6749, 3.2)."""
    try:
        fields = parse_qs(body.decode("ascii"), max_num_fields=20)
    except ValueError:
        return None
    if any(len(values) != 1 for values in fields.values()):
        return None
    return {name: values[0] for name, values in fields.items()}


def _issued(token: str, kind: str, seconds: int, token_type: str) -> Answer:
    return Answer(
        {
            "access_token": token,
            "issued_token_type": kind,
            "token_type": token_type,
            "expires_in": seconds,
            "scope": "read",
        },
        headers=dict(_NO_STORE),
    )


def _refused(error: str) -> Answer:
    return Answer({"error": error}, 400, headers=dict(_NO_STORE))
