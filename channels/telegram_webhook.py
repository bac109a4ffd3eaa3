"""Tells Telegram where to deliver, in the background of a server that is up already.

A start never waits for Telegram and never fails for it: what does not succeed is tried again
until it does, or until Telegram says that the token is wrong.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.telegram_api import TelegramApi, TelegramFailed
from channels.telegram_config import TelegramConfig

logger = logging.getLogger(__name__)

UPDATES = ["message", "callback_query"]
"""What is delivered. The rest is not even sent to us."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0
_WRONG_TOKEN = ("http_401", "http_404")


class Registration:
    """One task for the life of the server. ``name``: the bot's, folded, once it is known."""

    def __init__(
        self,
        config: TelegramConfig,
        api: TelegramApi,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._config = config
        self._api = api
        self._sleep = sleep
        self._task: asyncio.Task[None] | None = None
        self.name = ""

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._register()
                return
            except TelegramFailed as failed:
                code, wait = failed.code, failed.wait
            except Exception as error:
                code, wait = type(error).__name__, None
            if code in _WRONG_TOKEN:
                logger.error("Telegram does not know the bot's token (%s).", code)
                return
            wait = pause if wait is None else max(wait, pause)
            logger.warning("Telegram's webhook is registered later (%s).", code)
            await self._sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _register(self) -> None:
        """Raises TelegramFailed."""
        webhook = {
            "url": self._config.webhook,
            "secret_token": self._config.secrets[0],
            "allowed_updates": UPDATES,
        }
        await self._api.once("setWebhook", webhook)
        logger.info("Telegram's webhook is registered.")
        me = await self._api.once("getMe", {})
        if isinstance(me, dict):
            self.name = str(me.get("username") or "").casefold()
