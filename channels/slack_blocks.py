"""Answers as Slack shows them: Block Kit made of plain parts, with a text for notifications.

Words stand in ``rich_text`` blocks, whose parts are typed: a piece of text is text, whatever
it holds, and only a part that this module makes is a link. There is no mention, broadcast,
emoji or date part at all, so neither a user's nor a chain's data can become one (T8). The
notification's text is escaped, and sent with ``mrkdwn`` and ``parse`` off.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from channels.outgoing import LINK_HOSTS, parts, split_text

MOST_CHARACTERS = 3000
"""Of one Slack message. Longer ones are posted as several, which Slack would else cut."""
MOST_BLOCKS = 40
MOST_TITLE = 75
MOST_BUTTONS = 25

_SAFE = {"link_names": False, "unfurl_links": False, "unfurl_media": False}


def escaped(text: str) -> str:
    """``text`` for a field that Slack reads for markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def posts(
    messages: list[dict[str, Any]], hosts: frozenset[str] = LINK_HOSTS
) -> list[dict[str, Any]]:
    """``Edge.answer``'s messages as arguments of ``chat.postMessage``: as few posts as Slack
    takes, buttons right below their text."""
    found: list[dict[str, Any]] = []
    blocks: list[dict[str, Any]] = []
    said: list[str] = []

    def close() -> None:
        if blocks:
            found.append(_post(list(blocks), "\n\n".join(said)))
            blocks.clear()
            said.clear()

    for text, made in _pieces(messages, hosts):
        full = sum(map(len, said)) + len(text) > MOST_CHARACTERS
        if full or len(blocks) + len(made) > MOST_BLOCKS:
            close()
        blocks.extend(made)
        if text:
            said.append(text)
    close()
    return found


def bare(post: dict[str, Any]) -> dict[str, Any]:
    """``post`` without blocks, for when Slack refuses them."""
    return {key: value for key, value in post.items() if key != "blocks"}


def _pieces(
    messages: list[dict[str, Any]], hosts: frozenset[str]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each piece of text with the blocks that show it; the last one of a message with its
    buttons."""
    for message in messages:
        texts = split_text(str(message.get("text") or ""), MOST_CHARACTERS)
        rows = list(_rows(message.get("buttons") or []))
        for index, text in enumerate(texts):
            last = index == len(texts) - 1
            yield text, [_words(text, hosts), *(rows if last else [])]
        if rows and not texts:
            yield "", rows


def _words(text: str, hosts: frozenset[str]) -> dict[str, Any]:
    elements = [
        {"type": "link", "url": piece} if linked else {"type": "text", "text": piece}
        for piece, linked in parts(text, hosts)
    ]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _rows(buttons: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A button carries its server-side id and nothing of what it means."""
    for start in range(0, len(buttons), MOST_BUTTONS):
        elements = [
            {
                "type": "button",
                "action_id": f"saldo-{index}",
                "text": {"type": "plain_text", "text": _title(button), "emoji": False},
                "value": str(button["payload"]),
            }
            for index, button in enumerate(buttons[start : start + MOST_BUTTONS], start)
        ]
        yield {"type": "actions", "elements": elements}


def _title(button: dict[str, Any]) -> str:
    title = str(button.get("title") or "") or "…"
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"


def _post(blocks: list[dict[str, Any]], text: str) -> dict[str, Any]:
    titles = [
        element["text"]["text"]
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]
    return {
        "blocks": blocks,
        "text": escaped(text or " · ".join(titles)),
        "mrkdwn": False,
        "parse": "none",
        **_SAFE,
    }
