"""One POST to a messenger's API, and where that API may be.

A client of our own, since the libraries' take a proxy from the environment for a local
address too, wait as long as the messenger says, and fail on an error page in plain text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

TIMEOUT_SECONDS = 10.0
_MOST_BODY = 256 * 1024
_LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class WebAnswer:
    """``status`` 0: there was no answer. ``retry_after``: the header, or empty."""

    status: int = 0
    body: bytes = field(default=b"", repr=False)
    retry_after: str = ""


async def post_json(
    url: str, arguments: dict[str, Any], headers: Mapping[str, str] | None = None
) -> WebAnswer:
    """Never raises for what the network or the other side does: an exception would hold the
    request, and the token with it."""
    try:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.post(url, json=arguments, allow_redirects=False) as response,
        ):
            body = await response.content.read(_MOST_BODY)
            while not response.content.at_eof() and len(body) < _MOST_BODY:
                body += await response.content.read(_MOST_BODY - len(body))
            return WebAnswer(response.status, body, response.headers.get("Retry-After", ""))
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return WebAnswer()


def is_safe_base(url: str) -> bool:
    """https, or http on this machine: a token is not sent in the clear."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    local = parts.scheme == "http" and host in _LOCAL
    return bool(host) and (local or parts.scheme == "https")
