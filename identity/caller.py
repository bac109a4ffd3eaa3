"""The secret by which the action server knows its Rasa server.

The signed identity says for whom an action runs; this says who may call at all. A web page in
a browser on the same machine reaches loopback too, and the stock action server answers it.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping

HEADER = "X-Saldo-Caller"
VARIABLE = "SALDO_ACTION_SECRET"
LEAST = 16  # characters


class CallerError(ValueError):
    """One line that says what to set."""


def caller_secret(environ: Mapping[str, str]) -> str | None:
    """The secret; None where nobody can be signed in, so that only public facts are told.

    Raises CallerError: a server that answers about accounts is open to no stranger.
    """
    secret = environ.get(VARIABLE) or None
    if secret is None and environ.get("SALDO_IDENTITY_KEY"):
        raise CallerError(
            "Set SALDO_ACTION_SECRET beside SALDO_IDENTITY_KEY, alike for both servers."
        )
    if secret is not None and (len(secret) < LEAST or not secret.isascii()):
        raise CallerError("SALDO_ACTION_SECRET must be 16 or more plain characters.")
    return secret


def is_caller(given: str | None, secret: str) -> bool:
    """Constant time in what was given."""
    return hmac.compare_digest((given or "").encode(), secret.encode())
