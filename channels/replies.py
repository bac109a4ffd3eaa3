"""What a messenger's user is answered: for whom, and in which order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

SLOW_DOWN = "utter_slow_down"


class Offer(Enum):
    """What a reply in front of others leaves to say to its user alone."""

    NONE = "none"
    DIRECT_MESSAGE = "utter_direct_message_offer"
    CODE_IN_PUBLIC = "utter_link_code_in_public"


@dataclass(frozen=True)
class Reply:
    """``messages`` as ``Edge.answer`` gives them; ``aside``: for the user's eyes only."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    aside: list[dict[str, Any]] = field(default_factory=list)


Deliver = Callable[[Reply], Awaitable[None]]
"""Sends a reply to its user. Called before the user's next message is answered, so that
answers arrive in the order of their questions."""
