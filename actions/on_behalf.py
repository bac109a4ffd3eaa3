"""Reading an account on its customer's behalf: an access token for a signed-in customer.

The token is asked for when the first look-up needs it, with the customer's own sign-in as
its reason, and serves that sign-in alone until shortly before it expires. When the exchange
no longer takes the sign-in, the conversation's sign-in ends here too.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from requests import PreparedRequest
from requests.auth import AuthBase

from actions.adapters.deadline import Deadline
from actions.adapters.errors import error
from actions.diagnosis.records import Failure, Source
from identity.exchange import (
    TIMEOUT_SECONDS,
    AccessToken,
    ExchangeUnavailable,
    SubjectEnded,
    TokenEndpoint,
)
from identity.setup import Identity
from identity.speaker import Subject

EARLY_SECONDS = 10.0  # before its end a token is renewed: it must outlive the turn
MOST_KEPT = 4096  # access tokens
BAD_TOKEN = "401"  # the API's code for an access token that counts no more  # noqa: S105


class Bearer(AuthBase):
    """Puts the access token into a prepared request."""

    def __init__(self, token: AccessToken) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.token}"
        return request


@dataclass
class _Slot:
    """One sign-in's access token. The lock makes its renewal a single flight."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: AccessToken | None = None
    ended: bool = False
    attempts: int = 0  # that have ended, one way or the other


class Delegation:
    """A :class:`~actions.adapters.credentials.CredentialStore` for an exchange that runs the
    bot itself. Nothing is asked before the first look-up."""

    def __init__(
        self,
        identity: Identity,
        tokens: TokenEndpoint,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._identity = identity
        self._tokens = tokens
        self._clock = clock
        self._lock = threading.Lock()
        self._slots: OrderedDict[tuple[str, str], _Slot] = OrderedDict()

    def get(self, customer: str, conversation: str) -> OnBehalfOf | None:
        """Raises StoreUnavailable: who can't be told is nobody."""
        subject = self._identity.subject(conversation, customer)
        return OnBehalfOf(self, conversation, subject) if subject else None

    def token(self, conversation: str, subject: Subject, deadline: Deadline) -> AccessToken:
        """The sign-in's access token. Raises SubjectEnded, ExchangeUnavailable."""
        slot = self._slot(conversation, subject)
        attempts = slot.attempts
        if not slot.lock.acquire(timeout=deadline.remaining()):
            raise ExchangeUnavailable
        try:
            if slot.ended:
                raise SubjectEnded
            if slot.token is None or self._clock() >= slot.token.expires - EARLY_SECONDS:
                left = min(TIMEOUT_SECONDS, deadline.remaining())
                if left <= 0 or slot.attempts != attempts:  # who was waited for got none
                    raise ExchangeUnavailable
                try:
                    slot.token = self._tokens.on_behalf_of(subject, left)
                finally:
                    slot.attempts += 1
            return slot.token
        except SubjectEnded:
            if not slot.ended:
                slot.ended, slot.token = True, None
                self._identity.end(conversation, subject)
            raise
        finally:
            slot.lock.release()

    def drop(self, conversation: str, subject: Subject, used: AccessToken | None) -> None:
        """The API refused the token ``used``: the next look-up asks for another."""
        slot = self._slot(conversation, subject)
        with slot.lock:
            if slot.token is used:
                slot.token = None

    def _slot(self, conversation: str, subject: Subject) -> _Slot:
        with self._lock:
            slot = self._slots.setdefault((conversation, subject.id), _Slot())
            self._slots.move_to_end((conversation, subject.id))
            while len(self._slots) > MOST_KEPT:
                self._slots.popitem(last=False)
            return slot


class OnBehalfOf:
    """An :class:`~actions.adapters.credentials.Access` of one turn."""

    def __init__(self, delegation: Delegation, conversation: str, subject: Subject) -> None:
        self._delegation = delegation
        self._conversation = conversation
        self._subject = subject
        self._used: AccessToken | None = None
        self.ended = False  # the exchange no longer takes the sign-in

    @property
    def fingerprint(self) -> str:
        # with the sign-in: what one sign-in has read never serves after it has ended
        parts = f"on behalf of {self._subject.customer} {self._subject.id}"
        return hashlib.sha256(parts.encode()).hexdigest()[:32]

    @property
    def region(self) -> str | None:
        return self._subject.region

    def authorise(
        self, now: Callable[[], datetime], source: Source, deadline: Deadline
    ) -> AuthBase:
        failure = Failure.DENIED
        try:
            self._used = self._delegation.token(self._conversation, self._subject, deadline)
            return Bearer(self._used)
        except SubjectEnded:
            self.ended = True
        except ExchangeUnavailable:
            failure = Failure.UNAVAILABLE
        raise error(source, failure)

    def refused(self, code: str | None) -> bool:
        if code != BAD_TOKEN:
            return False
        self._delegation.drop(self._conversation, self._subject, self._used)
        return True
