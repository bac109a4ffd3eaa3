"""Telegram around the channel: its updates over HTTP, its Bot API as a stand-in."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp

from channels.seen import Seen
from channels.telegram import TelegramChannel
from channels.telegram_api import TelegramApi
from channels.telegram_config import TelegramConfig
from identity.database import Database
from tests.standins import telegram
from tests.unit.channels.messenger import Bot, new_identity, served

OLDER_SECRET = "an-older-secret-token"


class Chats:
    """``play`` delivers updates and waits for what the bot does about them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.identity = new_identity(folder)
        self.bot = Bot(self.identity)
        self.api = telegram.StandIn()
        self.slept: list[float] = []
        self.config = TelegramConfig(
            telegram.TOKEN,
            (telegram.SECRET, OLDER_SECRET),
            "https://bot.example.com/webhooks/telegram/webhook",
            self.api.url,
        )
        self.now: float | None = None
        self.restart()

    def restart(self) -> None:
        """The channel as after a restart: only what is on disk is known."""
        clock = self.clock
        self.channel = TelegramChannel(
            self.config,
            self.identity,
            Seen("telegram", Database(self.folder / "identity.db"), clock),
            api=TelegramApi(self.config, self._sleep),
            clock=clock,
        )

    def clock(self) -> float:
        return time.time() if self.now is None else self.now

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def play(
        self, *updates: Any, together: bool = False, secret: str | None = telegram.SECRET
    ) -> list[tuple[int, str]]:
        """Deliver each update (or (body, headers)): status and body of the answers."""
        requests = [
            u if isinstance(u, tuple) else (json.dumps(u).encode(), telegram.headers(secret))
            for u in updates
        ]

        async def whole() -> list[tuple[int, str]]:
            async with served(self.channel, self.bot) as url, aiohttp.ClientSession() as client:
                if self.channel._registration._task:  # so that the bot's name is known
                    await asyncio.wait({self.channel._registration._task}, timeout=5)

                async def deliver(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
                    async with client.post(f"{url}/webhook", data=body, headers=headers) as reply:
                        return reply.status, await reply.text()

                if together:
                    answers = await asyncio.gather(*(deliver(*one) for one in requests))
                    await self._settle()
                    return list(answers)
                answers = []
                for one in requests:
                    answers.append(await deliver(*one))
                    await self._settle()
                return answers

        return asyncio.run(whole())

    async def _settle(self) -> None:
        while self.channel._work._tasks:  # work may start more
            await self.channel._work.settle()

    def say(self, sender: int, text: str | None, **fields: Any) -> list[str]:
        """A message in the private chat: what the user reads as answer."""
        return self.new(telegram.message(sender, text, **fields))

    def in_group(self, sender: int, text: str, **fields: Any) -> list[str]:
        return self.new(telegram.message(sender, text, **{"chat": telegram.group(), **fields}))

    def press(self, sender: int, data: str, **fields: Any) -> list[str]:
        return self.new(telegram.click(sender, data, **fields))

    def link(self, sender: int, customer: str) -> None:
        self.say(sender, f"/start {self.identity.links.make_code(customer, None)}")

    def new(self, update: dict[str, Any]) -> list[str]:
        before = len(self.api.posts)
        ((status, body),) = self.play(update)
        assert status == 200, body
        return [post.shown.text for post in self.api.posts[before:]]

    def close(self) -> None:
        self.api.close()
