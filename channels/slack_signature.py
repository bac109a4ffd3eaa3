"""Whether a request is Slack's: signed with the app's secret, and just now (threat model T10)."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable, Mapping

WINDOW_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class SlackSignature:
    """Checks Slack's ``v0`` signatures. ``clock`` gives Unix seconds."""

    def __init__(self, secrets: tuple[str, ...], clock: Callable[[], float] = time.time) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a signing secret must not be empty")
        self._secrets = [secret.encode() for secret in secrets]
        self._clock = clock

    def holds(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether ``body`` was signed by Slack within the window. Never raises."""
        stamp = headers.get("x-slack-request-timestamp") or ""
        given = headers.get("x-slack-signature") or ""
        if not _TIMESTAMP.fullmatch(stamp) or not _SIGNATURE.fullmatch(given):
            return False
        if abs(self._clock() - int(stamp)) > WINDOW_SECONDS:
            return False
        signed = b"v0:" + stamp.encode() + b":" + body
        # every secret is tried, so that the time tells nothing of which one fits
        fits = [
            hmac.compare_digest(f"v0={hmac.new(key, signed, hashlib.sha256).hexdigest()}", given)
            for key in self._secrets
        ]
        return any(fits)
