"""Text on its way to a messenger: which addresses in it are links, and where it may be cut.

Text may hold data of strangers (a coin's name, a memo on a chain). Only an address of the
exchange's own sites becomes a link; every other address stays text (threat models T8, T14).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

LINK_HOSTS = frozenset({"www.okx.com", "okx.com", "eea.okx.com", "app.okx.com", "tr.okx.com"})
_ADDRESS = re.compile(r"https://[^\s<>\"'“”«»()\[\]{}|\\]+")
_TRAILING = ".,;:!?…"
_SAFE_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]*)*")


def link_hosts(environ: Mapping[str, str] | None = None) -> frozenset[str]:
    """The hosts that may be linked: the exchange's, and where a person is reached."""
    env = os.environ if environ is None else environ
    route = env.get("SALDO_HUMAN_ROUTE") or ""
    host = urlsplit(route).hostname if _ADDRESS.fullmatch(route) else None
    return LINK_HOSTS | ({host} if host else set())


def parts(text: str, hosts: frozenset[str] = LINK_HOSTS) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces that join to it again; True: the piece is an address to be linked."""
    end = 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_TRAILING)
        before = text[match.start() - 1 : match.start()]
        if before.isalnum() or not _may_be_linked(address, hosts):
            continue
        if match.start() > end:
            yield text[end : match.start()], False
        yield address, True
        end = match.start() + len(address)
    if end < len(text):
        yield text[end:], False


def _may_be_linked(address: str, hosts: frozenset[str]) -> bool:
    """https, one of ``hosts`` to the letter, and nothing but a plain path behind it."""
    host, slash, path = address.removeprefix("https://").partition("/")
    return host in hosts and bool(_SAFE_PATH.fullmatch(slash + path)) and ".." not in path


def split_text(text: str, most: int) -> list[str]:
    """``text`` in pieces of at most ``most`` characters, cut where it hurts least.

    Nothing but white space at the cuts is lost. An empty text has no pieces.
    """
    pieces, rest = [], text.strip()
    while len(rest) > most:
        cut = _cut(rest, most)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, most: int) -> int:
    """A blank line, else a line's end, else a blank in the latter half; else in the word."""
    for mark in ("\n\n", "\n", " "):
        at = text.rfind(mark, most // 2, most + 1)
        if at > 0:
            return at
    return most
