"""What Telegram delivers, read strictly: a message, a click, or nothing to answer.

Who wrote comes from ``from`` and ``chat``, which Telegram itself sets. Edited messages,
channel posts, membership changes, service messages and other bots are nothing to answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from channels.webhook import text_at

FILES = frozenset(
    {
        "animation", "audio", "contact", "dice", "document", "live_photo", "location", "paid_media",
        "photo", "poll", "sticker", "story", "venue", "video", "video_note", "voice",
    }
)  # fmt: skip
_MOST_ID = 2**53
_COMMAND_TARGET = re.compile(r"^(/\w{1,32})@\w{1,64}")
_MOST_LINKS = 20


@dataclass(frozen=True)
class Place:
    """Where and to whom to answer. ``chat``: negative in groups."""

    chat: int
    user: int
    private: bool  # whether nobody but this user reads here
    swedish: bool = False  # the language of the user's app, a hint

    @property
    def person(self) -> str:
        """The user as ``channels.external`` knows them."""
        return str(self.user)


@dataclass(frozen=True)
class Message:
    update: int
    place: Place
    message: int  # unique in the chat
    sent: int  # Unix seconds
    text: str = field(repr=False)
    files: bool = False
    album: str = ""  # the same for all messages of an album
    replies_to: int = 0  # whose message this answers
    named: tuple[str, ...] = ()  # the names behind @ in it, folded; "/" for a command to any bot


@dataclass(frozen=True)
class Click:
    update: int
    place: Place
    query: str
    message: int  # that holds the button
    button: str


def read_update(body: dict[str, Any]) -> Message | Click | None:
    """None for every update that a person did not just cause by writing or pressing."""
    update = _number(body, "update_id")
    if update < 0:
        return None
    if "message" in body:
        return _message(update, body["message"])
    if "callback_query" in body:
        return _click(update, body["callback_query"])
    return None


def _message(update: int, data: Any) -> Message | None:
    place = _place(_at(data, "chat"), _at(data, "from"))
    number, sent = _number(data, "message_id"), _number(data, "date")
    if place is None or number < 1 or sent < 0 or "edit_date" in data:
        return None
    files = not FILES.isdisjoint(data)
    if not files and not isinstance(data.get("text"), str):
        return None
    raw = text_at(data, "text") or text_at(data, "caption")
    entities = data.get("entities") or data.get("caption_entities")
    return Message(
        update,
        place,
        number,
        sent,
        _COMMAND_TARGET.sub(r"\1", plain(raw, entities)),
        files,
        text_at(data, "media_group_id"),
        max(_number(_at(_at(data, "reply_to_message"), "from"), "id"), 0),
        tuple(_named(raw)),
    )


def _click(update: int, data: Any) -> Click | None:
    place = _place(_at(_at(data, "message"), "chat"), _at(data, "from"))
    number, query = _number(_at(data, "message"), "message_id"), text_at(data, "id")
    if place is None or number < 1 or not 0 < len(query) <= 64:
        return None
    return Click(update, place, query, number, text_at(data, "data")[:64])


def plain(text: str, entities: Any) -> str:
    """``text`` with the address of each link in sight that a label hides."""
    links = []
    for entity in entities if isinstance(entities, list) else []:
        address = text_at(entity, "url")
        end = _number(entity, "offset") + _number(entity, "length")
        if text_at(entity, "type") == "text_link" and address and end >= 0:
            links.append((end, address))
    units = text.encode("utf-16-le", "surrogatepass")
    for end, address in sorted(links[:_MOST_LINKS], reverse=True):  # from the end: offsets hold
        shown = f" ({address})".encode("utf-16-le", "surrogatepass")
        units = units[: end * 2] + shown + units[end * 2 :]
    return units.decode("utf-16-le", "replace")


def _named(text: str) -> list[str]:
    names = [name.casefold() for name in re.findall(r"@(\w{1,64})", text)[:_MOST_LINKS]]
    is_command = text.startswith("/") and not _COMMAND_TARGET.match(text)
    return ["/", *names] if is_command else names


def _place(chat: Any, user: Any) -> Place | None:
    """Telegram gives a private chat its user's id."""
    person, where, kind = _number(user, "id"), _number(chat, "id", -_MOST_ID), text_at(chat, "type")
    if person < 1 or _at(user, "is_bot") is not False:
        return None
    swedish = text_at(user, "language_code").casefold().partition("-")[0] == "sv"
    if kind == "private" and where == person:
        return Place(where, person, True, swedish)
    if kind in ("group", "supergroup") and -_MOST_ID < where < 0:
        return Place(where, person, False, swedish)
    return None


def _at(data: Any, name: str) -> Any:
    return data.get(name) if isinstance(data, dict) else None


def _number(data: Any, name: str, none: int = -1) -> int:
    value = _at(data, name)
    good = isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST_ID
    return int(value) if good else none
