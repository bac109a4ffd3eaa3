"""OKX v5 request signatures (okx-api reference, section 0).

``base64(HMAC_SHA256(secret, timestamp + METHOD + requestPath + body))``, where
requestPath is what goes over the wire, query and percent-encoding included.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Protocol

import requests
from requests.auth import AuthBase


def timestamp(at: datetime) -> str:
    """UTC ISO-8601 with milliseconds and ``Z``, as the exchange wants it."""
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def signature(secret: str, stamp: str, method: str, request_path: str, body: str = "") -> str:
    """The value of ``OK-ACCESS-SIGN``. ``request_path`` includes the query."""
    text = f"{stamp}{method.upper()}{request_path}{body}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class ApiKey(Protocol):
    """What a signature is made from."""

    @property
    def api_key(self) -> str: ...

    @property
    def secret(self) -> str: ...

    @property
    def passphrase(self) -> str: ...

    @property
    def simulated(self) -> bool: ...


class SignedGet(AuthBase):
    """Signs a prepared GET. ``now`` gives the exchange's time, not this machine's."""

    def __init__(self, credentials: ApiKey, now: Callable[[], datetime]) -> None:
        self._credentials = credentials
        self._now = now

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        stamp = timestamp(self._now())
        keys = self._credentials
        request.headers["OK-ACCESS-KEY"] = keys.api_key
        request.headers["OK-ACCESS-SIGN"] = signature(keys.secret, stamp, "GET", request.path_url)
        request.headers["OK-ACCESS-TIMESTAMP"] = stamp
        request.headers["OK-ACCESS-PASSPHRASE"] = keys.passphrase
        if keys.simulated:
            request.headers["x-simulated-trading"] = "1"
        return request
