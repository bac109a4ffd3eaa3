"""Who signed a private request. Raises Refusal with the code that the exchange answers."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import unquote

from sandbox.exchange.errors import Refusal
from sandbox.scenario.model import Scenario
from sandbox.seeds import demo_keys

Reader = Callable[[str], "str | None"]
"""From an ``Authorization`` header to the customer who may be read now."""

MAX_SKEW_MS = 30_000
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_REQUIRED = (
    ("OK-ACCESS-KEY", "50103"),
    ("OK-ACCESS-PASSPHRASE", "50104"),
    ("OK-ACCESS-SIGN", "50106"),
    ("OK-ACCESS-TIMESTAMP", "50107"),
)


def sign(secret: str, prehash: bytes) -> str:
    """base64(HMAC-SHA256(secret, timestamp + METHOD + target + body))."""
    return base64.b64encode(hmac.digest(secret.encode(), prehash, "sha256")).decode()


def signature_fits(
    signature: str, secret: str, stamp: str, method: str, target: str, body: bytes
) -> bool:
    """Over the raw target first, then over the unquoted one: clients sign either.

    ccxt signs what it puts on the wire; python-okx signs the plain text that its HTTP
    library then percent-encodes.
    """
    for reading in (target, unquote(target)):
        expected = sign(secret, f"{stamp}{method}{reading}".encode() + body)
        if hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            return True
    return False


def _milliseconds(stamp: str) -> int:
    if not _STAMP.fullmatch(stamp):
        raise Refusal("50112", gateway=True)
    try:
        return int(datetime.fromisoformat(stamp[:-1] + "+00:00").timestamp() * 1000)
    except ValueError:
        raise Refusal("50112", gateway=True) from None


class BadBearer(Exception):
    """An access token that is unknown, expired, or whose sign-in has ended."""


class Gate:
    """Knows the scenario's keys and checks what a request carries against them.
    ``reader`` knows the access tokens that were issued on a customer's behalf."""

    def __init__(self, scenario: Scenario, reader: Reader | None = None) -> None:
        self._scenario = scenario
        self._reader = reader
        self._names = {demo_keys(name).api_key: name for name in scenario.customers}

    def owner(self, headers: Mapping[str, str]) -> str:
        """The customer whose key is named, unchecked, or whose token it is; ``""`` if none."""
        if self._reader and (header := headers.get("Authorization")):
            return self._reader(header) or ""
        return self._names.get(headers.get("OK-ACCESS-KEY", ""), "")

    def admit_bearer(self, authorization: str) -> str:
        """The customer on whose behalf the bearer reads. Raises BadBearer, Refusal."""
        name = self._reader(authorization) if self._reader else None
        if name is None:
            raise BadBearer
        if self._scenario.customers[name].site != self._scenario.site:
            raise Refusal("50119", gateway=True)
        return name

    def admit(
        self, headers: Mapping[str, str], method: str, target: str, body: bytes, now: int
    ) -> str:
        """The signer's name. ``now`` is the server's clock in ms, ``target`` path and query
        as they came over the wire, ``headers`` case-insensitive."""
        for header, code in _REQUIRED:
            if not headers.get(header):
                raise Refusal(code, gateway=True)
        stamp = headers["OK-ACCESS-TIMESTAMP"]
        if abs(_milliseconds(stamp) - now) > MAX_SKEW_MS:
            raise Refusal("50102", gateway=True)
        name = self.owner(headers)
        if not name:
            raise Refusal("50111", gateway=True)
        customer = self._scenario.customers[name]
        if customer.site != self._scenario.site:
            raise Refusal("50119", gateway=True)
        if customer.simulated != (headers.get("x-simulated-trading", "0") == "1"):
            raise Refusal("50101", gateway=True)
        keys = demo_keys(name)
        if not hmac.compare_digest(
            keys.passphrase.encode(), headers["OK-ACCESS-PASSPHRASE"].encode("utf-8", "replace")
        ):
            raise Refusal("50105", gateway=True)
        if not signature_fits(headers["OK-ACCESS-SIGN"], keys.secret, stamp, method, target, body):
            raise Refusal("50113", gateway=True)
        return name
