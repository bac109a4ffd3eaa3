"""How one customer's account is read: with the customer's own key, or on their behalf."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from requests.auth import AuthBase

from actions.adapters.deadline import Deadline
from actions.adapters.signing import SignedGet
from actions.diagnosis.records import Source


class Access(Protocol):
    """Permission to read one customer's account (port). Used from several threads."""

    @property
    def fingerprint(self) -> str:
        """Tells customers apart in memory (limits, caches) without being a secret."""

    @property
    def region(self) -> str | None:
        """The customer's region; None: the configured default."""

    def authorise(
        self, now: Callable[[], datetime], source: Source, deadline: Deadline
    ) -> AuthBase:
        """What makes a request the customer's. ``now``: the exchange's time. May ask the
        exchange first, within ``deadline``; raises AdapterError for ``source``."""

    def refused(self, code: str | None) -> bool:
        """The exchange denied a request with ``code``: whether to authorise and ask again."""


@dataclass(frozen=True)
class Credentials:
    """One customer's API key, an :class:`Access`. ``simulated``: a demo key of the
    exchange's own demo trading. Its repr shows no part of the secrets."""

    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)
    region: str | None = None
    simulated: bool = False

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.api_key.encode()).hexdigest()[:32]

    def authorise(
        self, now: Callable[[], datetime], source: Source, deadline: Deadline
    ) -> AuthBase:
        return SignedGet(self, now)

    def refused(self, code: str | None) -> bool:
        return False


class CredentialStore(Protocol):
    """Where the access to a signed-in customer's account comes from (port)."""

    def get(self, customer: str, conversation: str) -> Access | None:
        """For ``customer``, who was verified to speak in ``conversation``; None when there
        is no access. Does not ask the exchange."""
