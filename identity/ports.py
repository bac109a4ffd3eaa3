"""What channels and the action server ask of identity: the ports, and what they hand over.

``identity.conversations`` and ``identity.links`` are these ports on a SQLite file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from identity.signin import SignIn
from identity.speaker import Speaker, Subject


@dataclass(frozen=True)
class Opened:
    """A conversation and the secret that resumes it. ``new``: it began just now, empty."""

    speaker: Speaker
    secret: str = field(repr=False)
    new: bool = True


class Conversations(Protocol):
    """Where conversations are kept (port). Every method may raise StoreUnavailable; then
    nobody is let in. None of them blocks longer than a small write."""

    def open(self, channel: str) -> Opened:
        """A new conversation of a visitor."""

    def resume(self, secret: object) -> Speaker | None:
        """Whose conversation ``secret`` opens; None for whatever opens none."""

    def sign_in(self, secret: object, sign_in: SignIn, channel: str) -> Opened:
        """Bind a verified sign-in. Keep the secret that comes back: it may be another one.

        A visitor's conversation becomes the customer's, the customer's own goes on, and
        without either (none, or somebody else's) a new one begins. Raises SignInRefused for
        a sign-in that was ended here.
        """

    def sign_out(self, secret: object, channel: str) -> Opened:
        """End the sign-in and the secret; a new visitor's conversation begins."""

    def subject(self, conversation: str, customer: str) -> Subject | None:
        """What stands for ``customer`` before the exchange, while the sign-in holds."""

    def end(self, conversation: str, sign_in_id: str) -> None:
        """The exchange no longer knows this sign-in: ask to sign in again."""

    def forget(self, customer: str) -> list[str]:
        """Erase a customer's conversations here; their ids, for whoever keeps more."""

    def purge(self, before: float) -> list[str]:
        """Erase conversations not seen since ``before`` (Unix s); their ids."""


class LinkResult(Enum):
    LINKED = "linked"
    NOT_VALID = "not_valid"
    """Wrong, used or expired: which of them is not said."""
    TOO_MANY_TRIES = "too_many_tries"


class TooManyCodes(Exception):
    """This customer has asked for codes too often; the last one still works."""


@dataclass(frozen=True)
class Grant:
    """The exchange's lasting permission for the bot to read for one customer, asked for
    while the customer was signed in. ``ends``: Unix s, None: when the link ends."""

    token: str = field(repr=False)
    ends: int | None = None
    region: str | None = None


@dataclass(frozen=True)
class Unlinked:
    """What a removed link leaves to do: tell the exchange that the grant is over."""

    channel: str
    external: str
    conversation: str  # the one that is over
    grant_token: str | None = field(repr=False)


class Links(Protocol):
    """Who a messenger's users are (port). Methods may raise StoreUnavailable."""

    def make_code(self, customer: str, grant: Grant | None) -> str:
        """A code that links one account to ``customer``, in place of any code before.
        Raises TooManyCodes."""

    def redeem(self, channel: str, external: str, code: str) -> LinkResult:
        """The user ``external`` of ``channel`` sent ``code`` in a direct message. Linked, a
        new conversation begins unless the user was a visitor until now."""

    def speaker(self, channel: str, external: str) -> Speaker:
        """Who this user is, with a conversation of their own in any case."""

    def unlink(self, channel: str, external: str) -> Unlinked | None:
        """Undo; the user is a visitor again, in a new conversation. None: was not linked."""

    def unlink_customer(self, customer: str) -> list[Unlinked]:
        """Undo all links of a customer, from the help centre or at erasure."""

    def linked(self, customer: str) -> list[tuple[str, str]]:
        """(channel, external) of each account that is linked to ``customer``."""

    def subject(self, conversation: str, customer: str) -> Subject | None:
        """What stands for ``customer`` before the exchange, while the link holds."""

    def end(self, conversation: str, grant_id: str) -> None:
        """The exchange no longer knows this grant: ask to link again."""

    def purge(self, before: float) -> list[str]:
        """Erase users not seen since ``before`` (Unix s) who are not linked; their
        conversations' ids."""
