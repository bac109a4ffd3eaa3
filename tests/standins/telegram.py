"""Telegram, as far as a bot sees it: a Bot API that takes messages, and updates.

The Bot API checks what Telegram checks (token, lengths, entities, buttons) and shows a message
as Telegram would: which text stands there, and which links, mentions, tags and commands it
makes, also of its own accord.
"""

from __future__ import annotations

import itertools
import re
import time
from typing import Any

from tests.standins import base

BOT_ID = 100200300
TOKEN = f"{BOT_ID}:demo-bot-token"
SECRET = "demo-secret-token-of-the-webhook"
BOT_NAME = "saldo_demo_bot"
_COUNTER = itertools.count(1)
_QUIET = ("code", "pre")

Shown = base.Shown


class Call(base.Call):
    @property
    def chat(self) -> int:
        return int(self.arguments["chat_id"])

    @property
    def shown(self) -> Shown:
        return show(self.arguments)


class StandIn(base.StandIn[Call]):
    """The Bot API. ``calls``: what was accepted; ``posts``: the messages among them."""

    PATH = "/"
    POSTS = ("sendMessage",)

    def __init__(self) -> None:
        super().__init__()
        self.failures: dict[str, list[Any]] = {}
        """method -> each call takes the first: (status, description), with retry_after as a
        third for 429, or (status, bytes)."""

    @property
    def calls(self) -> list[Call]:
        return self.accepted

    def reply(self, path: str, authorization: str, arguments: Any) -> base.Reply:
        token, _, method = path.removeprefix("/bot").partition("/")
        self.tried.append(method)
        if token != TOKEN:
            return _refused(401, "Unauthorized")
        if self.failures.get(method):
            status, *what = self.failures[method].pop(0)
            if what and isinstance(what[0], bytes):
                return status, {}, what[0]
            return _refused(status, *what)
        error = _error(method, arguments)
        if error:
            return _refused(404 if error == "Not Found" else 400, error)
        self.accepted.append(Call(method, arguments))
        result: Any = True
        if method == "sendMessage":
            result = {"message_id": next(_COUNTER), "date": int(time.time())}
        elif method == "getMe":
            result = {"id": BOT_ID, "is_bot": True, "username": BOT_NAME}
        return 200, {}, {"ok": True, "result": result}


def _refused(status: int, description: str = "", retry_after: Any = None) -> base.Reply:
    body = {"ok": False, "error_code": status, "description": description}
    if retry_after is not None:
        body["parameters"] = {"retry_after": retry_after}
    return status, {}, body


def _error(method: str, arguments: Any) -> str | None:
    """The documented limits of the Bot API."""
    if method in ("getMe",):
        return None
    if method == "setWebhook":
        secret = arguments.get("secret_token", "")
        good = re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret)
        if not arguments["url"].startswith("https://") or not good:
            return "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
        return None
    if method == "answerCallbackQuery":
        known = bool(arguments.get("callback_query_id"))
        return None if known else "Bad Request: query is too old and response timeout expired"
    if method == "sendChatAction":
        return None if arguments.get("action") == "typing" else "Bad Request: wrong parameter"
    if method != "sendMessage":
        return "Not Found"
    return _bad_message(arguments)


def _bad_message(arguments: dict[str, Any]) -> str | None:
    text, entities = arguments.get("text"), arguments.get("entities") or []
    if not isinstance(arguments.get("chat_id"), int):
        return "Bad Request: chat_id is empty"
    if not isinstance(text, str) or not text.strip():
        return "Bad Request: message text is empty"
    length = _units(text)
    if length > 4096:
        return "Bad Request: message is too long"
    if "parse_mode" in arguments:
        return "Bad Request: can't parse entities"
    end = 0
    for entity in entities:
        if entity["offset"] < end or entity["length"] < 1:
            return "Bad Request: can't parse entities: overlap"
        end = entity["offset"] + entity["length"]
        if end > length or not _piece(text, entity).strip():
            return "Bad Request: can't parse entities: out of the text"
    rows = (arguments.get("reply_markup") or {}).get("inline_keyboard") or []
    if sum(map(len, rows)) > 100:
        return "Bad Request: reply markup is too long"
    for button in itertools.chain(*rows):
        if not button["text"].strip() or not 1 <= len(button["callback_data"].encode()) <= 64:
            return "Bad Request: BUTTON_DATA_INVALID"
    return None


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _piece(text: str, entity: dict[str, Any]) -> str:
    """Raises UnicodeDecodeError for an entity that cuts a character in half."""
    start, units = entity["offset"] * 2, text.encode("utf-16-le")
    return units[start : start + entity["length"] * 2].decode("utf-16-le")


_MADE_BY_TELEGRAM = {
    "mention": re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{2,32}"),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
    "cashtag": re.compile(r"(?<!\w)\$[A-Z]{1,8}(?!\w)"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w+)?"),
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "phone_number": re.compile(r"\+\d[\d ().-]{6,}\d"),
    "bank_card": re.compile(r"(?<!\d)\d{13,19}(?!\d)"),
    "url": re.compile(
        r"[A-Za-z][A-Za-z0-9+-]*://[^\s]+"
        r"|[^\s/@:<>\"'()]+\.(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)(?![\w])(?:[:/?#][^\s]*)?"
        r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"
    ),
}


def show(arguments: dict[str, Any]) -> Shown:
    """A message as Telegram shows it: with its first hundred entities, and with those that
    Telegram makes itself wherever none says ``code``."""
    text, given = arguments["text"], (arguments.get("entities") or [])[:100]
    marks, codes, quiet = [], [], []
    for entity in given:
        start = len(text.encode("utf-16-le")[: entity["offset"] * 2].decode("utf-16-le"))
        piece = _piece(text, entity)
        quiet.append((start, start + len(piece)))
        if entity["type"] in _QUIET:
            codes.append(piece)
        elif entity["type"] == "text_link":
            marks.append(("link" if piece == entity["url"] else "masked", entity["url"]))
        else:
            marks.append((entity["type"], piece))
    for kind, pattern in _MADE_BY_TELEGRAM.items():
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in quiet):
                marks.append((kind, match[0]))
    rows = (arguments.get("reply_markup") or {}).get("inline_keyboard") or []
    buttons = tuple((b["text"], b["callback_data"]) for b in itertools.chain(*rows))
    return Shown(text, tuple(marks), buttons, tuple(codes))


# What Telegram sends.


def user(number: int, **more: Any) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Anna", "language_code": "en", **more}


def private(number: int) -> dict[str, Any]:
    return {"id": number, "type": "private", "first_name": "Anna"}


def group(number: int = -1001) -> dict[str, Any]:
    kind = "supergroup" if number < -1000 else "group"
    return {"id": number, "type": kind, "title": "Crypto friends"}


def update(**content: Any) -> dict[str, Any]:
    return {"update_id": 7_000_000 + next(_COUNTER), **content}


def message(sender: int, text: str | None, /, **fields: Any) -> dict[str, Any]:
    """An update with a message in the private chat; ``fields`` add to it or replace."""
    content = {
        "message_id": next(_COUNTER),
        "from": user(sender),
        "chat": private(sender),
        "date": int(time.time()),
        **({} if text is None else {"text": text}),
        **fields,
    }
    return update(message=content)


def click(sender: int, data: str, /, *, number: int | None = None, **fields: Any) -> dict[str, Any]:
    """An update of a pressed button below the bot's message ``number``."""
    below = {
        "message_id": next(_COUNTER) if number is None else number,
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "Saldo"},
        "chat": private(sender),
        "date": int(time.time()),
        "text": "?",
    }
    content = {
        "id": f"{next(_COUNTER)}",
        "from": user(sender),
        "message": below,
        "chat_instance": "-1",
        "data": data,
        **fields,
    }
    return update(callback_query=content)


def headers(secret: str | None = SECRET) -> dict[str, str]:
    """The headers of a request of Telegram."""
    token = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    return {"Content-Type": "application/json", **token}
