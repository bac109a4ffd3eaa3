"""What Slack delivers, read strictly: a message, a click, a command, or nothing to answer.

Who wrote comes from the fields that Slack itself sets in a signed request. A workspace and
user are ``T…/U…``: user ids alone are promised to be unique within a workspace only.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from channels.webhook import text_at

_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_KEPT_SUBTYPES = (None, "file_share", "thread_broadcast")
_BUTTON = re.compile(r"[\x21-\x7e]{1,100}")
_MARKUP = re.compile(r"<([^<>|\n][^<>\n]{0,4000})>")
_MENTION_FIRST = re.compile(r"^\s*(?:<@[A-Z0-9]+(?:\|[^<>]*)?>[\s,:]*)+")


@dataclass(frozen=True)
class Place:
    """Where to answer. ``thread``: ts of the thread's first message, or empty."""

    team: str
    user: str
    channel: str
    thread: str = ""

    @property
    def person(self) -> str:
        """The user as ``channels.external`` knows them."""
        return f"{self.team}/{self.user}"

    @property
    def direct(self) -> bool:
        """Whether nobody but this user reads here."""
        return self.channel.startswith("D")


@dataclass(frozen=True)
class Message:
    place: Place
    text: str = field(repr=False)
    event: str  # Slack's id of the event: the same at each delivery
    stamp: str  # the message's own ts: the same in each event about it
    files: bool = False


@dataclass(frozen=True)
class Click:
    place: Place
    button: str
    message: str  # ts of the message that holds the button


@dataclass(frozen=True)
class SlashCommand:
    place: Place
    text: str = field(repr=False)


def read_event(body: dict[str, Any]) -> Message | None:
    """The message of an ``event_callback``; None for everything that a person did not just
    write to the bot: its own messages, other bots', edits, deletions, joins, other events."""
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    if event.get("subtype") not in _KEPT_SUBTYPES:
        return None
    if any(event.get(name) for name in ("bot_id", "bot_profile", "app_id", "hidden", "edited")):
        return None
    place = _place(
        text_at(body, "team_id"),
        text_at(event, "user"),
        text_at(event, "channel"),
        text_at(event, "thread_ts"),
    )
    stamp, name = text_at(event, "ts"), text_at(body, "event_id")
    if place is None or not _TS.fullmatch(stamp) or not name or _is_the_app(body, place.user):
        return None
    kind, direct = text_at(event, "type"), text_at(event, "channel_type") == "im"
    files = bool(event.get("files"))
    text = text_at(event, "text")
    if kind == "message" and direct and place.direct:
        return Message(place, plain(text), name, stamp, files)
    if kind == "app_mention" and not place.direct:
        answered = Place(place.team, place.user, place.channel, place.thread or stamp)
        return Message(answered, plain(_MENTION_FIRST.sub("", text)), name, stamp, files)
    return None


def read_click(payload: dict[str, Any]) -> Click | None:
    """The button of a ``block_actions`` payload; None for every other interaction."""
    actions = payload.get("actions")
    if payload.get("type") != "block_actions" or not isinstance(actions, list) or not actions:
        return None
    if text_at(actions[0], "type") != "button":
        return None
    message = text_at(payload, "message", "ts") or text_at(payload, "container", "message_ts")
    place = _place(
        text_at(payload, "team", "id") or text_at(payload, "user", "team_id"),
        text_at(payload, "user", "id"),
        text_at(payload, "channel", "id") or text_at(payload, "container", "channel_id"),
        text_at(payload, "message", "thread_ts") or text_at(payload, "container", "thread_ts"),
    )
    button = text_at(actions[0], "value")
    if place is None or not _BUTTON.fullmatch(button) or not _TS.fullmatch(message):
        return None
    return Click(place, button, message)


def read_command(fields: dict[str, str]) -> SlashCommand | None:
    """A slash command, or None for a form that is none."""
    if not fields.get("command", "").startswith("/"):
        return None
    place = _place(
        fields.get("team_id", ""), fields.get("user_id", ""), fields.get("channel_id", ""), ""
    )
    return SlashCommand(place, plain(fields.get("text", ""))) if place else None


def plain(text: str) -> str:
    """What the user sees of ``text``: Slack's markup of links and mentions undone.

    The address of a link stays in sight where its label says something else.
    """
    return html.unescape(_MARKUP.sub(_shown, text))


def _shown(match: re.Match[str]) -> str:
    target, _, label = match[1].partition("|")
    sign, name = target[0], target[1:]
    if sign in "@#":  # a person, a channel
        return sign + (label.lstrip("@#") or name)
    if sign == "!":  # everybody here, a group, a date
        return label or f"@{name}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or _bare(label) == _bare(address):
        return label or address
    return f"{label} ({address})"


def _bare(address: str) -> str:
    return re.sub(r"^https?://", "", address).rstrip("/")


def _place(team: str, user: str, channel: str, thread: str) -> Place | None:
    if not all(map(_ID.fullmatch, (team, user, channel))) or user == "USLACKBOT":
        return None
    return Place(team, user, channel, thread if _TS.fullmatch(thread) else "")


def _is_the_app(body: dict[str, Any], user: str) -> bool:
    """Whether the app itself wrote: an event is delivered in the name of its bot user."""
    authorized = body.get("authorizations")
    return isinstance(authorized, list) and any(
        text_at(one, "user_id") == user and isinstance(one, dict) and one.get("is_bot") is True
        for one in authorized
    )
