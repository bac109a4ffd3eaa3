"""The exchange's token endpoint: access on a customer's behalf, read only (RFC 8693).

The bot proves who it is with its client secret, and whom it asks for with the customer's own
sign-in (or the grant that the customer gave while signed in). It can name no customer by
itself, so its secret alone reads nobody's account.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, TypeGuard

import requests

from identity.speaker import Subject

SCOPE = "read"
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105
JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt"
REFRESH_TYPE = "urn:ietf:params:oauth:token-type:refresh_token"
TIMEOUT_SECONDS = 2.0
_MAX_BODY = 64 * 1024


class SubjectEnded(Exception):
    """The exchange no longer takes this sign-in or grant: it expired or was revoked."""


class ExchangeUnavailable(Exception):
    """No usable answer came; nothing is known about the sign-in."""


@dataclass(frozen=True)
class AccessToken:
    """``expires``: Unix s."""

    token: str = field(repr=False)
    expires: float


@dataclass(frozen=True)
class IssuedGrant:
    """``ends``: Unix s, or None where the exchange says nothing about it."""

    token: str = field(repr=False)
    ends: int | None


class TokenEndpoint:
    """A client of one token endpoint. Constructing it opens nothing."""

    def __init__(self, url: str, client_id: str, client_secret: str) -> None:
        self._url = url
        self._client = (client_id, client_secret)

    def on_behalf_of(self, subject: Subject, timeout: float = TIMEOUT_SECONDS) -> AccessToken:
        """Raises SubjectEnded, ExchangeUnavailable."""
        if subject.grant:
            form = {"grant_type": "refresh_token", "refresh_token": subject.token}
        else:
            form = {
                "grant_type": TOKEN_EXCHANGE,
                "subject_token": subject.token,
                "subject_token_type": JWT_TYPE,
            }
        asked = time.time()
        answer = self._post(self._url, {**form, "scope": SCOPE}, timeout)
        token, life = answer.get("access_token"), answer.get("expires_in")
        if not _header_safe(token) or not _whole(life) or answer.get("scope", SCOPE) != SCOPE:
            raise ExchangeUnavailable
        return AccessToken(token, asked + life)

    def grant(self, sign_in_token: str) -> IssuedGrant:
        """A lasting permission, for a messenger account that is to be linked.
        Raises SubjectEnded, ExchangeUnavailable."""
        answer = self._post(
            self._url,
            {
                "grant_type": TOKEN_EXCHANGE,
                "subject_token": sign_in_token,
                "subject_token_type": JWT_TYPE,
                "requested_token_type": REFRESH_TYPE,
                "scope": SCOPE,
            },
            TIMEOUT_SECONDS,
        )
        # RFC 8693, 2.2.1: the issued token stands in access_token whatever its type is
        token, life = answer.get("access_token"), answer.get("expires_in")
        if not _header_safe(token) or answer.get("issued_token_type") != REFRESH_TYPE:
            raise ExchangeUnavailable
        return IssuedGrant(token, int(time.time()) + life if _whole(life) else None)

    def revoke(self, grant_token: str) -> None:
        """The link is undone (RFC 7009). Raises ExchangeUnavailable."""
        self._post(self._url.rpartition("/")[0] + "/revoke", {"token": grant_token}, None)

    def _post(self, url: str, form: dict[str, str], timeout: float | None) -> dict[str, Any]:
        status, body = 0, b""
        try:
            with requests.Session() as session:
                session.trust_env = False
                with session.post(
                    url,
                    data=form,
                    auth=self._client,
                    timeout=timeout or TIMEOUT_SECONDS,
                    allow_redirects=False,
                    stream=True,
                    headers={"Accept": "application/json"},
                ) as response:
                    status = response.status_code
                    body = response.raw.read(_MAX_BODY, decode_content=True) or b""
        except (requests.RequestException, OSError):
            status = 0
        except Exception as error:  # urllib3's own, while the body is read
            if not type(error).__module__.startswith("urllib3"):
                raise
            status = 0
        # raised outside the except block: its context would keep the request and its tokens
        if status == 0:
            raise ExchangeUnavailable
        try:
            parsed = json.loads(body) if body else {}
        except (ValueError, RecursionError):
            parsed = None
        if not isinstance(parsed, dict):
            raise ExchangeUnavailable
        if status == 400 and parsed.get("error") in ("invalid_grant", "invalid_request"):
            raise SubjectEnded
        if status != 200:
            raise ExchangeUnavailable
        return parsed


def _header_safe(token: object) -> TypeGuard[str]:
    return (
        isinstance(token, str)
        and 0 < len(token) <= 8192
        and token.isascii()
        and (token.isprintable() and " " not in token)
    )


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**32
