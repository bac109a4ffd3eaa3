"""Who speaks in a conversation, as a channel and the action server may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class State(Enum):
    VISITOR = "visitor"
    SIGNED_IN = "signed_in"
    SIGN_IN_AGAIN = "sign_in_again"
    """The conversation has an owner whose sign-in has ended. Nothing is lost: the channel
    asks to sign in again, hands no message on and shows no history until then."""


@dataclass(frozen=True)
class Speaker:
    """``customer`` is set only while the sign-in holds; ``ends``: Unix s, None: no end.
    ``conversation`` is Rasa's sender id. It is no secret, and opens nothing."""

    conversation: str
    state: State
    customer: str | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Subject:
    """What the exchange is shown to act on a customer's behalf: a sign-in's own token
    (``grant`` False), or the lasting grant of a linked messenger account."""

    customer: str
    token: str = field(repr=False)
    grant: bool
    id: str  # tells one sign-in or grant from the next
    region: str | None = None


def speaker(conversation: str, customer: str | None, ends: int | None, now: float) -> Speaker:
    """The one rule for what an owner and an end mean at ``now`` (Unix s)."""
    if customer is None:
        return Speaker(conversation, State.VISITOR)
    if ends is not None and now >= ends:
        return Speaker(conversation, State.SIGN_IN_AGAIN)
    return Speaker(conversation, State.SIGNED_IN, customer, ends)
