"""What a widget and the channel say to each other, and the strict reading of it.

Client to server, each acknowledged with ``{"ok": true, ...}`` or ``{"error": <Problem>}``:

- ``hello`` ``{secret?, since?}``: resume the browser's conversation after message ``since``
- ``send`` ``{id, text}`` · ``press`` ``{id, button}``: one message; ``id`` is the client's own
  name for it, so that sending it again (a lost acknowledgement) does nothing twice
- ``sign_in`` ``{token}`` · ``sign_out`` ``{}``

Server to client: ``messages`` ``[Entry.shown(), ...]`` · ``typing`` ``{on}`` ·
``heard`` ``{seq, lang}`` (the language of what the customer wrote) · ``failed`` ``{seq}`` (it
could not be answered) · ``renew`` ``{}`` (say hello again: the secret was replaced).

Nothing here names a customer: who speaks is what the session secret opens.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from typing import Any

from channels.journal import Entry
from identity.speaker import Speaker, State

MAX_EVENT_BYTES = 16_384
"""Of one packet: a sign-in of 8 kB or 2,000 characters of text fit."""
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_BUTTON = re.compile(r"b-[0-9a-f]{16}")
_MOST_SEQ = 2**31


class Problem(str, Enum):
    """Why something was not done; the widget has kind words for each."""

    BAD_REQUEST = "bad_request"
    EMPTY = "empty"
    SLOW_DOWN = "slow_down"  # with ``wait``: seconds
    SIGN_IN_AGAIN = "sign_in_again"  # with ``text``: the bot's own words
    SIGN_IN_REFUSED = "sign_in_refused"
    SESSION_ENDED = "session_ended"  # this secret opens nothing: say hello without one
    BUTTON_GONE = "button_gone"
    UNAVAILABLE = "unavailable"  # a store or the exchange's keys can't be read now


class Refused(Exception):
    """Answered with a Problem."""

    def __init__(self, problem: Problem, **more: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.more = more

    def answer(self) -> dict[str, Any]:
        return {"error": self.problem.value, **self.more}


@dataclass(frozen=True)
class Message:
    """What a customer sent: text, or the id of a button."""

    id: str
    raw: str
    pressed: bool = False


def read_message(data: object, pressed: bool) -> Message:
    """Raises Refused."""
    fields = _object(data)
    name, raw = fields.get("id"), fields.get("button" if pressed else "text")
    if not isinstance(name, str) or not _ID.fullmatch(name) or not isinstance(raw, str):
        raise Refused(Problem.BAD_REQUEST)
    if pressed and not _BUTTON.fullmatch(raw):
        raise Refused(Problem.BUTTON_GONE)
    if not raw.strip():
        raise Refused(Problem.EMPTY)
    return Message(name, raw, pressed)


def read_hello(data: object) -> tuple[str | None, int]:
    """The secret (anything: the store decides) and the last number that the client has."""
    fields = _object(data)
    secret, since = fields.get("secret"), fields.get("since", 0)
    if isinstance(since, bool) or not isinstance(since, int) or not 0 <= since < _MOST_SEQ:
        since = 0
    return secret if isinstance(secret, str) else None, since


def read_token(data: object) -> str:
    """Raises Refused."""
    token = _object(data).get("token")
    if not isinstance(token, str):
        raise Refused(Problem.BAD_REQUEST)
    return token


def _object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Refused(Problem.BAD_REQUEST)
    return data


def state(speaker: Speaker | None) -> dict[str, Any]:
    """Who speaks, for a client. ``conversation`` only tells one from the next."""
    if speaker is None:
        return {"state": State.VISITOR.value}
    told: dict[str, Any] = {
        "state": speaker.state.value,
        "conversation": hashlib.sha256(speaker.conversation.encode()).hexdigest()[:16],
    }
    if speaker.ends is not None:
        told["ends"] = speaker.ends
    return told


def shown(entries: list[Entry]) -> list[dict[str, Any]]:
    return [entry.shown() for entry in entries]
