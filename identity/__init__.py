"""Who is asking: a signed statement that a channel makes and the action server checks.

A token binds one conversation to one customer until a time. It travels in the metadata of
each message under ``METADATA_KEY``; nothing else (a sender id, a slot, an older message)
ever says who somebody is. Shared by channels and actions, so it imports neither.

The customer comes from a sign-in (``identity.signin``) that was bound to a conversation
(``identity.conversations``) or to a messenger account (``identity.links``);
``identity.setup.load_identity`` makes all of them from the environment.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

METADATA_KEY = "saldo_identity"
LIFETIME_SECONDS = 3600
"""How long a channel signs for. Each message carries a fresh token."""

_VERSION = "1"


def sign(conversation: str, customer: str, expires: int, key: str) -> str:
    """A token that says: in ``conversation`` speaks ``customer``, until ``expires`` (Unix s).

    Raises ValueError when the key, the conversation or the customer is empty.
    """
    if not (conversation and customer and key):
        raise ValueError("conversation, customer and key must not be empty")
    payload = _encode(json.dumps([customer, int(expires)], separators=(",", ":")).encode())
    return f"{_VERSION}.{payload}.{_encode(_mac(payload, conversation, key))}"


def verify(token: object, conversation: str, key: str | None, now: float) -> str | None:
    """The customer whom ``token`` names for ``conversation`` at ``now`` (Unix s), or None.

    None for anything that is not a valid token of this key and this conversation: a wrong
    type, a forged, foreign or expired one, or no key at all. Never raises.
    """
    if not isinstance(token, str) or not key or not conversation or len(token) > 4096:
        return None
    version, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    given = _decode(signature)
    if version != _VERSION or given is None:
        return None
    if not hmac.compare_digest(given, _mac(payload, conversation, key)):
        return None
    try:
        customer, expires = json.loads(_decode(payload) or b"null")
    except (ValueError, TypeError):
        return None
    return customer if isinstance(customer, str) and customer and now < expires else None


def _mac(payload: str, conversation: str, key: str) -> bytes:
    # The payload holds no dot and the conversation comes last: no two pairs sign alike.
    message = f"saldo.{_VERSION}.{payload}.{conversation}".encode()
    return hmac.new(key.encode(), message, hashlib.sha256).digest()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes | None:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
