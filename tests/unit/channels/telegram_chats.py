"""Telegram around the channel: its updates over HTTP, its Bot API as a stand-in."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from channels.telegram import TelegramChannel
from channels.telegram_api import TelegramApi
from channels.telegram_config import TelegramConfig
from tests.standins import telegram
from tests.unit.channels.played import Played

OLDER_SECRET = "an-older-secret-token"


class Chats(Played):
    """Users are numbers."""

    api: telegram.StandIn
    channel: TelegramChannel

    def __init__(self, folder: Path) -> None:
        api = telegram.StandIn()
        self.config = TelegramConfig(
            telegram.TOKEN,
            (telegram.SECRET, OLDER_SECRET),
            "https://bot.example.com/webhooks/telegram/webhook",
            api.url,
        )
        super().__init__(folder, api)

    def new_channel(self) -> TelegramChannel:
        return TelegramChannel(
            self.config,
            self.identity,
            self.seen("telegram"),
            api=TelegramApi(self.config, self.sleep),
            clock=self.clock,
            rates=self.rates,
        )

    def request_of(
        self, payload: Any, secret: str | None = telegram.SECRET, **_how: Any
    ) -> tuple[bytes, dict[str, str]]:
        return json.dumps(payload).encode(), telegram.headers(secret)

    async def begun(self) -> None:
        if self.channel._registration._task:  # so that the bot's name is known
            await asyncio.wait({self.channel._registration._task}, timeout=5)

    def say(self, sender: int, text: str | None, **fields: Any) -> list[str]:
        """A message in the private chat: what the user reads as answer."""
        return self.new(telegram.message(sender, text, **fields))

    def in_group(self, sender: int, text: str, **fields: Any) -> list[str]:
        return self.new(telegram.message(sender, text, **{"chat": telegram.group(), **fields}))

    def press(self, sender: int, data: str, **fields: Any) -> list[str]:
        return self.new(telegram.click(sender, data, **fields))

    def link(self, sender: int, customer: str) -> None:
        self.say(sender, f"/start {self.identity.links.make_code(customer, None)}")
