"""Slack's Web API: one call, tried again where that may help, and an error of few words."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from channels.slack_config import SlackConfig
from channels.web_api import post_json

logger = logging.getLogger(__name__)

TRIES = 4
MOST_WAIT_SECONDS = 30.0
_PAUSES = (0.5, 1.0, 2.0)
_CODE = re.compile(r"[a-z0-9_]{1,60}")
_AGAIN = ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
          "request_timeout", "unreachable")  # fmt: skip


class SlackFailed(Exception):
    """Slack did not do it. ``code`` is Slack's word (``channel_not_found``), or ours:
    ``unreachable``, ``bad_answer``, ``http_<status>``."""

    def __init__(self, code: str, wait: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait

    @property
    def passes(self) -> bool:
        """Whether another try may succeed."""
        return self.code in _AGAIN or self.code.startswith("http_5")


class SlackApi:
    """Calls methods with the bot's token. Constructing it opens nothing."""

    def __init__(
        self, config: SlackConfig, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._base = config.api
        self._headers = {"Authorization": f"Bearer {config.bot_token}"}
        self._sleep = sleep

    async def call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Slack's answer. Raises SlackFailed after at most TRIES tries.

        A try whose answer was lost is repeated: a message twice is better than silence.
        """
        for attempt in range(TRIES):
            try:
                return await self._once(method, arguments)
            except SlackFailed as failed:
                wait = failed.wait if failed.wait is not None else _PAUSES[min(attempt, 2)]
                if not failed.passes or attempt == TRIES - 1 or wait > MOST_WAIT_SECONDS:
                    logger.error("Slack's %s failed (%s).", method, failed.code)
                    raise
                logger.warning("Slack's %s is tried again (%s).", method, failed.code)
            await self._sleep(wait)
        raise SlackFailed("unreachable")

    async def _once(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        answer = await post_json(self._base + method, arguments, self._headers)
        if answer.status == 0:
            raise SlackFailed("unreachable")
        if answer.status == 429:
            raise SlackFailed("ratelimited", _seconds(answer.retry_after))
        if answer.status != 200:
            raise SlackFailed(f"http_{answer.status}")
        return _answer(answer.body, answer.retry_after)


def _answer(body: bytes, retry_after: str) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise SlackFailed("bad_answer")
    if answer.get("ok") is True:
        return answer
    code = str(answer.get("error"))
    if not _CODE.fullmatch(code):
        raise SlackFailed("bad_answer")
    limited = code in ("ratelimited", "rate_limited")
    raise SlackFailed(code, _seconds(retry_after) if limited else None)


def _seconds(header: str) -> float:
    """``Retry-After`` in seconds; a second where Slack says nothing usable."""
    plain = header.strip()
    return float(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else 1.0
