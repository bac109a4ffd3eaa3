"""Answers as Telegram shows them: plain text with entities that are made here.

No ``parse_mode``: nothing in a text is markup. But Telegram makes links of its own from what
looks like an address, a mention, a tag or a command, whoever wrote it. Whatever could become
one is sent as ``code``, in which it makes none; only the exchange's own pages are links (T8).
Ids are ``code`` too: a tap copies them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from channels.outgoing import LINK_HOSTS, parts, split_text

MOST_UNITS = 4096
"""Of one message, in UTF-16 units, which Telegram counts offsets in."""
MOST_ENTITIES = 90
"""Telegram drops the entities of a message after the hundredth."""
MOST_BUTTONS = 100
MOST_TITLE = 64
MOST_DATA = 64
"""Bytes of ``callback_data``."""
_SHORT_TITLE = 16
_NO_TEXT = "…"

_DOTS = ".．。｡"
_MAKES_A_LINK = re.compile(
    rf"""(?x)
    [@＠\#＃]                     # a mention, an e-mail address, a tag
    | ://
    | [$＄][^\W\d_]               # a ticker
    | (?<!\w)[/／]\w              # a command
    | \S[{_DOTS}][^\W\d_]{{2}}    # a host
    | \d[{_DOTS}]\d+[{_DOTS}]\d   # an IP address
    | xn--
    | \d{{13}}                    # the number of a card
    | [0-9A-Za-z]{{20}}           # an id
    """
)
_TELEPHONE = re.compile(r"\+\d(?:[\s().-]{0,2}\d){6,}")
_WORD = re.compile(r"\S+")
_TRAILING = ".,;:!?…"
_BIDI = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e")


def posts(
    messages: list[dict[str, Any]], hosts: frozenset[str] = LINK_HOSTS
) -> list[dict[str, Any]]:
    """``Edge.answer``'s messages as arguments of ``sendMessage``, without the chat."""
    found = []
    for message in messages:
        pieces = list(_pieces(_clean(str(message.get("text") or "")), hosts))
        keyboards = list(_keyboards(message.get("buttons") or []))
        if keyboards and not pieces:
            pieces = [(_NO_TEXT, [])]
        for text, entities in pieces:
            found.append(_post(text, entities))
        for index, rows in enumerate(keyboards):
            if index:
                found.append(_post(_NO_TEXT, []))
            found[-1]["reply_markup"] = {"inline_keyboard": rows}
    return found


def bare(post: dict[str, Any]) -> dict[str, Any]:
    """``post`` for when Telegram refuses its entities: as safe, less handsome."""
    whole = {"type": "code", "offset": 0, "length": _units(post["text"])}
    return {**post, "entities": [whole]}


def _pieces(text: str, hosts: frozenset[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Pieces of text that Telegram takes, each with its entities."""
    waiting = split_text(text, MOST_UNITS)
    while waiting:
        piece = waiting.pop(0)
        entities = _entities(piece, hosts)
        if _units(piece) > MOST_UNITS or len(entities) > MOST_ENTITIES:
            waiting = [*split_text(piece, max(len(piece) // 2, 1)), *waiting]
            continue
        yield piece, entities


def _entities(text: str, hosts: frozenset[str]) -> list[dict[str, Any]]:
    found, at = [], 0
    for piece, linked in parts(text, hosts):
        if linked:
            found.append({**_span(text, at, at + len(piece), "text_link"), "url": piece})
        else:
            spans = _code_spans(piece)
            found += [_span(text, at + start, at + end, "code") for start, end in spans]
        at += len(piece)
    return found


def _code_spans(text: str) -> list[tuple[int, int]]:
    """What may not become a link, as disjoint (start, end) in order."""
    found = [m.span() for m in _TELEPHONE.finditer(text)]
    for match in _WORD.finditer(text):
        if _MAKES_A_LINK.search(match[0]):
            kept = match[0].rstrip(_TRAILING)
            found.append((match.start(), match.start() + len(kept)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _span(text: str, start: int, end: int, kind: str) -> dict[str, Any]:
    return {"type": kind, "offset": _units(text[:start]), "length": _units(text[start:end])}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _clean(text: str) -> str:
    """Without what Telegram drops or refuses, so that offsets hold: control characters, marks
    that turn the direction of reading, lone surrogates."""
    return "".join(map(_kept, text)).strip()


def _kept(character: str) -> str:
    if character in _BIDI:
        return ""
    if character != "\n" and unicodedata.category(character) in ("Cc", "Cs"):
        return " "
    return character


def _post(text: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    return {"text": text, "entities": entities, "link_preview_options": {"is_disabled": True}}


def _keyboards(buttons: list[dict[str, Any]]) -> Iterator[list[list[dict[str, str]]]]:
    """Short titles stand two in a row. A button carries its server-side id alone."""
    for start in range(0, len(buttons), MOST_BUTTONS):
        rows: list[list[dict[str, str]]] = []
        for button in buttons[start : start + MOST_BUTTONS]:
            made = {"text": _title(button), "callback_data": str(button["payload"])}
            if len(made["callback_data"].encode()) > MOST_DATA:
                raise ValueError("a button's id is too long for Telegram")
            short = all(len(b["text"]) <= _SHORT_TITLE for b in [made, *(rows[-1] if rows else [])])
            if rows and len(rows[-1]) == 1 and short:
                rows[-1].append(made)
            else:
                rows.append([made])
        yield rows


def _title(button: dict[str, Any]) -> str:
    title = _clean(str(button.get("title") or "").replace("\n", " ")) or _NO_TEXT
    return title if len(title) <= MOST_TITLE else title[: MOST_TITLE - 1] + "…"
