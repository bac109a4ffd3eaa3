"""Slack, as far as a bot sees it: a Web API that takes posts, and requests that are signed.

The Web API checks what Slack checks (token, blocks and their limits) and shows a post as
Slack would: which text stands there, and which links, mentions, emoji and formats it makes.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import itertools
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

from tests.standins import base

SECRET = "demo-signing-secret"
TOKEN = "demo-bot-token"
TEAM, APP, BOT_USER = "T0DEMO", "A0DEMO", "U0SALDO"
_COUNTER = itertools.count(1)

Shown = base.Shown


class Post(base.Call):
    @property
    def channel(self) -> str:
        return str(self.arguments["channel"])

    @property
    def shown(self) -> Shown:
        return show(self.arguments)


class StandIn(base.StandIn[Post]):
    """The Web API. ``posts``: what was accepted; ``calls``: the method of every call."""

    PATH = "/api/"
    POSTS = ("chat.postMessage", "chat.postEphemeral")

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[Any] = []
        """Each call takes the first: an error code, or (status, headers, body)."""

    @property
    def calls(self) -> list[str]:
        return self.tried

    def reply(self, path: str, authorization: str, arguments: Any) -> base.Reply:
        method = path.removeprefix(self.PATH)
        self.tried.append(method)
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, str):
                return 200, {}, {"ok": False, "error": failure}
            status, headers, body = failure
            return status, headers, body
        error = _error(method, authorization.removeprefix("Bearer "), arguments)
        if error:
            return 200, {}, {"ok": False, "error": error}
        self.accepted.append(Post(method, arguments))
        return 200, {}, {"ok": True, "ts": f"{int(time.time())}.{len(self.accepted):06d}"}


def _error(method: str, token: str, arguments: Any) -> str | None:
    if token != TOKEN:
        return "invalid_auth"
    if method not in StandIn.POSTS:
        return "unknown_method"
    if not isinstance(arguments, dict) or not arguments.get("channel"):
        return "channel_not_found"
    if method == "chat.postEphemeral" and not arguments.get("user"):
        return "user_not_in_channel"
    if not arguments.get("text") and not arguments.get("blocks"):
        return "no_text"
    return _bad_blocks(arguments.get("blocks") or [])


def _bad_blocks(blocks: list[dict[str, Any]]) -> str | None:
    """The documented limits of Block Kit."""
    if len(blocks) > 50:
        return "invalid_blocks"
    actions, length = [], 0
    for block in blocks:
        if block["type"] == "actions":
            if not 1 <= len(block["elements"]) <= 25:
                return "invalid_blocks"
            for element in block["elements"]:
                actions.append(element["action_id"])
                title = element["text"]
                if title["type"] != "plain_text" or not 1 <= len(title["text"]) <= 75:
                    return "invalid_blocks"
                if not 1 <= len(element["value"]) <= 2000:
                    return "invalid_blocks"
        elif block["type"] == "section":
            if not 1 <= len(block["text"]["text"]) <= 3000:
                return "invalid_blocks"
            length += len(block["text"]["text"])
        elif block["type"] == "rich_text":
            for section in block["elements"]:
                for part in section["elements"]:
                    shown = part.get("text") if part["type"] == "text" else part.get("url")
                    if not shown:
                        return "invalid_blocks"
                    length += len(shown)
        else:
            return "invalid_blocks"
    if length > 13_000:
        return "msg_blocks_too_long"
    return "invalid_blocks" if len(set(actions)) != len(actions) else None


def show(arguments: dict[str, Any]) -> Shown:
    """A post as Slack shows it: the blocks, or the text where there are none."""
    blocks = arguments.get("blocks")
    if not blocks:
        return show_text(arguments)
    texts: list[str] = []
    marks: list[tuple[str, str]] = []
    buttons: list[tuple[str, str]] = []
    for block in blocks:
        if block["type"] == "actions":
            buttons += [(e["text"]["text"], e["value"]) for e in block["elements"]]
        elif block["type"] == "section":
            object_ = block["text"]
            markup = object_["type"] == "mrkdwn"
            one = show_text({"text": object_["text"], "mrkdwn": markup})
            texts.append(one.text)
            marks += one.marks
        else:
            pieces = []
            for part in (p for section in block["elements"] for p in section["elements"]):
                if part["type"] == "text":  # typed: never read for markup
                    pieces.append(part["text"])
                    marks += [(style, part["text"]) for style in part.get("style") or {}]
                else:
                    pieces.append(part.get("text") or part.get("url") or "")
                    marks.append((part["type"], part.get("url") or str(part)))
            texts.append("".join(pieces))
    return Shown("\n\n".join(texts), tuple(marks), tuple(buttons))


_CONTROL = re.compile(r"<([^<>]*)>")
_BARE_ADDRESS = re.compile(r"(?<![\w|<])(?:https?://|www\.)[^\s<>|]+", re.IGNORECASE)
_FORMATS = {
    "bold": re.compile(r"(?<!\w)\*(?=\S)([^*\n]*\S)\*(?!\w)"),
    "italic": re.compile(r"(?<!\w)_(?=\S)([^_\n]*\S)_(?!\w)"),
    "strike": re.compile(r"(?<!\w)~(?=\S)([^~\n]*\S)~(?!\w)"),
    "code": re.compile(r"`([^`\n]+)`"),
    "emoji": re.compile(r":([a-z0-9_+-]+):"),
    "quote": re.compile(r"^&gt; ?(.+)", re.MULTILINE),
}


def show_text(arguments: dict[str, Any]) -> Shown:
    """A text field as Slack reads it: control sequences always, formats with ``mrkdwn``,
    bare addresses unless ``parse`` is none, bare names with ``link_names``."""
    raw = str(arguments.get("text") or "")
    marks: list[tuple[str, str]] = []

    def control(match: re.Match[str]) -> str:
        target, _, label = match[1].partition("|")
        kind = {"@": "user", "#": "channel", "!": "broadcast"}.get(target[:1], "link")
        marks.append((kind, target))
        return label or target

    text = _CONTROL.sub(control, raw)
    if arguments.get("parse") != "none":
        marks += [("link", address) for address in _BARE_ADDRESS.findall(raw)]
    if arguments.get("link_names") or arguments.get("parse") == "full":
        marks += [("name", name) for name in re.findall(r"(?<!\w)[@#][\w.-]+", raw)]
    if arguments.get("mrkdwn", True):
        marks += [(n, m) for n, pattern in _FORMATS.items() for m in pattern.findall(raw)]
    return Shown(html.unescape(text), tuple(marks))


# What Slack sends.


def signed(
    body: bytes, *, secret: str = SECRET, at: float | None = None, **more: str
) -> dict[str, str]:
    """The headers of a request of Slack."""
    stamp = str(int(time.time() if at is None else at))
    base = b"v0:" + stamp.encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        **more,
    }


def new_ts() -> str:
    return f"{int(time.time())}.{next(_COUNTER):06d}"


def direct_message(user: str, text: str, *, team: str = TEAM, **event: Any) -> dict[str, Any]:
    """``event_callback`` of a direct message; ``event`` adds or replaces fields of the event."""
    ts = new_ts()
    return _callback(
        {
            "type": "message",
            "channel_type": "im",
            "channel": f"D0{user}",
            "user": user,
            "text": text,
            "ts": ts,
            "event_ts": ts,
            "team": team,
            "client_msg_id": f"c0ffee-{ts}",
            **event,
        },
        team,
    )


def mention(user: str, text: str, *, channel: str = "C0OPEN", **event: Any) -> dict[str, Any]:
    """``event_callback`` of a mention in a channel."""
    ts = new_ts()
    return _callback(
        {
            "type": "app_mention",
            "channel": channel,
            "user": user,
            "text": f"<@{BOT_USER}> {text}",
            "ts": ts,
            "event_ts": ts,
            "team": TEAM,
            **event,
        },
        TEAM,
    )


def _callback(event: dict[str, Any], team: str) -> dict[str, Any]:
    return {
        "token": "not-used-any-more",
        "team_id": team,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{next(_COUNTER):08d}",
        "event_time": int(time.time()),
        "authorizations": [
            {"enterprise_id": None, "team_id": team, "user_id": BOT_USER, "is_bot": True}
        ],
        "is_ext_shared_channel": False,
    }


def click(
    user: str, value: str, *, channel: str | None = None, message: str | None = None, **more: Any
) -> dict[str, Any]:
    """``block_actions`` payload of a pressed button."""
    ts = message or new_ts()
    where = f"D0{user}" if channel is None else channel
    return {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "team_id": TEAM},
        "api_app_id": APP,
        "token": "not-used-any-more",
        "container": {"type": "message", "message_ts": ts, "channel_id": where},
        "trigger_id": f"{next(_COUNTER)}.{ts}",
        "team": {"id": TEAM, "domain": "demo"},
        "channel": {"id": where, "name": "directmessage"},
        "message": {"type": "message", "ts": ts, "text": "?", "bot_id": "B0SALDO"},
        "response_url": "https://hooks.slack.com/actions/none",
        "actions": [
            {
                "type": "button",
                "action_id": "saldo-0",
                "block_id": "b",
                "text": {"type": "plain_text", "text": "x", "emoji": False},
                "value": value,
                "action_ts": new_ts(),
            }
        ],
        **more,
    }


def slash(user: str, text: str, *, command: str = "/saldo", **more: str) -> dict[str, str]:
    """The form of a slash command."""
    return {
        "token": "not-used-any-more",
        "team_id": TEAM,
        "team_domain": "demo",
        "channel_id": "C0OPEN",
        "channel_name": "open",
        "user_id": user,
        "user_name": user.lower(),
        "command": command,
        "text": text,
        "api_app_id": APP,
        "response_url": "https://hooks.slack.com/commands/none",
        "trigger_id": f"{next(_COUNTER)}.{new_ts()}",
        **more,
    }


def request_of(payload: dict[str, Any], **how: Any) -> tuple[bytes, dict[str, str]]:
    """Body and headers of Slack's request for an event, a click or a command."""
    if "type" in payload and payload["type"] != "block_actions":
        body = json.dumps(payload).encode()
        return body, signed(body, **how)
    fields = payload if "command" in payload else {"payload": json.dumps(payload)}
    body = urlencode(fields).encode()
    headers = signed(body, **how)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    return body, headers
