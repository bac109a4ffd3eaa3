"""Telegram's Bot API over plain HTTP: one call, tried again where that may help.

The bot's token is part of every address, so no address is ever logged or raised.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from channels.telegram_config import TelegramConfig
from channels.web_api import WebAnswer, post_json

logger = logging.getLogger(__name__)

TRIES = 4
MOST_WAIT_SECONDS = 30.0
BLOCKED = "blocked"
"""The user has blocked the bot, or is gone: nothing can be said to them."""
_PAUSES = (0.5, 1.0, 2.0)
_WORDS = {
    "chat not found": BLOCKED,
    "user is deactivated": BLOCKED,
    "query is too old": "query_too_old",
    "bad webhook": "bad_webhook",
    "can't parse entities": "bad_entities",
    "message is too long": "too_long",
}
"""What Telegram says of itself in a refusal; the rest of its sentence may hold a text."""


class TelegramFailed(Exception):
    """Telegram did not do it. ``code``: ``blocked``, ``limited``, ``unreachable``,
    ``bad_answer``, one of ``_WORDS``, or ``http_<status>``. ``wait``: seconds, if told."""

    def __init__(self, code: str, wait: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait

    @property
    def passes(self) -> bool:
        """Whether another try may succeed."""
        return self.code in ("limited", "unreachable") or self.code.startswith("http_5")


class TelegramApi:
    """Calls methods with the bot's token. Constructing it opens nothing."""

    def __init__(
        self, config: TelegramConfig, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._base = f"{config.api}bot{config.bot_token}/"
        self._sleep = sleep

    async def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """Telegram's ``result``. Raises TelegramFailed after at most TRIES tries.

        A try whose answer was lost is repeated: a message twice is better than silence.
        """
        for attempt in range(TRIES):
            try:
                return await self.once(method, arguments)
            except TelegramFailed as failed:
                wait = failed.wait if failed.wait is not None else _PAUSES[min(attempt, 2)]
                if not failed.passes or attempt == TRIES - 1 or wait > MOST_WAIT_SECONDS:
                    raise
                logger.warning("Telegram's %s is tried again (%s).", method, failed.code)
            await self._sleep(wait)
        raise TelegramFailed("unreachable")

    async def once(self, method: str, arguments: dict[str, Any]) -> Any:
        """As ``call``, with a single try."""
        return _result(await post_json(self._base + method, arguments))


def _result(answer: WebAnswer) -> Any:
    if answer.status == 0:
        raise TelegramFailed("unreachable")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    if answer.status == 429:
        raise TelegramFailed("limited", _wait(said))
    if answer.status == 403:
        raise TelegramFailed(BLOCKED)
    if answer.status != 200:
        told = str(said.get("description")).casefold()
        known = next((code for words, code in _WORDS.items() if words in told), None)
        raise TelegramFailed(known or f"http_{answer.status}")
    if said.get("ok") is not True:
        raise TelegramFailed("bad_answer")
    return said.get("result")


def _wait(said: dict[str, Any]) -> float:
    """``retry_after`` in seconds; one second where Telegram says nothing usable."""
    parameters = said.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    usable = isinstance(wait, int) and not isinstance(wait, bool) and 0 < wait < 100_000
    return float(wait) if usable and wait is not None else 1.0
