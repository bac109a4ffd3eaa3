"""Brings an answer into its chat, and shows that one is being written."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.outgoing import LINK_HOSTS
from channels.telegram_api import BLOCKED, TelegramApi, TelegramFailed
from channels.telegram_posts import bare, posts

logger = logging.getLogger(__name__)

TYPING_SECONDS = 4.0
"""Telegram shows "typing" for five seconds at a time."""


class TelegramPoster:
    """Posts answers. Every failure is logged by a word for it, without a text."""

    def __init__(self, api: TelegramApi, hosts: frozenset[str] = LINK_HOSTS) -> None:
        self._api = api
        self._hosts = hosts

    async def say(self, chat: int, messages: list[dict[str, Any]]) -> None:
        """The posts of ``messages`` in order; nothing more once one can't be delivered."""
        for post in posts(messages, self._hosts):
            code = await self._post(chat, post)
            if code.startswith(("http_400", "bad_entities")):
                code = await self._post(chat, bare(post))
            if code == BLOCKED:
                logger.info("An answer was not sent: the user has blocked the bot.")
            elif code:
                logger.error("An answer did not reach its user in Telegram (%s).", code)
            if code:
                return

    async def _post(self, chat: int, post: dict[str, Any]) -> str:
        """Why it failed, or nothing."""
        try:
            await self._api.call("sendMessage", {"chat_id": chat, **post})
        except TelegramFailed as failed:
            return failed.code
        return ""

    async def end_spinner(self, query: str) -> None:
        """A pressed button waits for this. Too late or not at all does no harm."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": query})
        except TelegramFailed as failed:
            logger.info("A pressed button was not acknowledged (%s).", failed.code)

    @asynccontextmanager
    async def typing(self, chat: int) -> AsyncIterator[None]:
        """ "typing" in the chat until the block is left."""
        task = asyncio.get_running_loop().create_task(self._type(chat))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _type(self, chat: int) -> None:
        try:
            while True:
                await self._api.once("sendChatAction", {"chat_id": chat, "action": "typing"})
                await asyncio.sleep(TYPING_SECONDS)
        except TelegramFailed:
            return  # an ornament: the answer itself says what is wrong
