"""The help centre's codes that link a Slack or Telegram account: the page asks, this asks the bot.

A real exchange does the same on its server: the sign-in goes to the bot from there, so the page
needs no connection to another site, and the bot answers no page.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
from aiohttp import web

from sandbox.answer import Answer
from sandbox.signin.pages import COOKIE, same_origin
from sandbox.signin.sessions import SignIns

SECONDS = 8.0
"""The bot asks the exchange for a grant meanwhile."""
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_CODE = re.compile(r"[A-Z0-9]{5}-[A-Z0-9]{5}")
_PASSED_ON = (401, 429)


class LinkCodes:
    """``server``: the bot's base URL."""

    def __init__(self, server: str, sign_ins: SignIns) -> None:
        self._url = f"{server.rstrip('/')}/webhooks/links/code"
        self._sign_ins = sign_ins

    async def answer(self, request: web.Request, now: float) -> Answer:
        """``{"code": "ABCDE-FGH23", "expires_in": 600}`` (seconds) for the signed-in browser.
        ``now``: Unix s."""
        if request.method != "POST":
            return _refused(405, "POST this")
        if not same_origin(request):
            return _refused(403, "only pages of this site may ask")
        if request.content_type != "application/json":  # a form of another site can't send it
            return _refused(415, "send JSON")
        session = self._sign_ins.by_cookie(request.cookies.get(COOKIE))
        if session is None:
            return _refused(401, "nobody is signed in")
        try:
            status, said = await self._ask(self._sign_ins.token(session, now))
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError):
            status, said = 503, None
        if status == 201 and _is_code(said):
            shown = {"code": said["code"], "expires_in": said["expires_in"]}
            return Answer(shown, 201, headers=dict(_HEADERS))
        return _refused(status if status in _PASSED_ON else 503, "no code now")

    async def _ask(self, token: str) -> tuple[int, Any]:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as client,
            client.post(
                self._url, headers={"Authorization": f"Bearer {token}"}, allow_redirects=False
            ) as reply,
        ):
            return reply.status, await reply.json(content_type=None)


def _is_code(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and isinstance(said.get("code"), str)
        and bool(_CODE.fullmatch(said["code"]))
        and isinstance(said.get("expires_in"), int)
    )


def _refused(status: int, why: str) -> Answer:
    return Answer({"error": why}, status, headers=dict(_HEADERS))
