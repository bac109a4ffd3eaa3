"""A messenger around its channel: requests over HTTP, the messenger's API as a stand-in."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from pathlib import Path
from typing import Any

import aiohttp

from channels.limits import Rates
from channels.messenger import Messenger
from channels.seen import Seen
from identity.database import Database
from tests.unit.channels.messenger import Bot, new_identity, served, wide


class Played:
    """``play`` delivers requests and waits for what the bot does about them."""

    def __init__(self, folder: Path, api: Any) -> None:
        self.folder = folder
        self.identity = new_identity(folder)
        self.bot = Bot(self.identity)
        self.api = api
        self.slept: list[float] = []
        self.now: float | None = None
        self.rates = wide()
        self.restart()

    def restart(self) -> None:
        """The channel as after a restart: only what is on disk is known."""
        self.channel = self.new_channel()

    def limit(self) -> None:
        """The channel as customers meet it, with a clock that stands still but for ``now``."""
        self.now = time.time()
        self.rates = Rates.of_messenger(self.clock)
        self.restart()

    @abstractmethod
    def new_channel(self) -> Messenger[Any]: ...

    @abstractmethod
    def request_of(self, payload: Any, **how: Any) -> tuple[bytes, dict[str, str]]: ...

    def seen(self, channel: str) -> Seen:
        return Seen(channel, Database(self.folder / "identity.db"), self.clock)

    def clock(self) -> float:
        return time.time() if self.now is None else self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def play(self, *payloads: Any, together: bool = False, **how: Any) -> list[tuple[int, str]]:
        """Deliver each payload (or (body, headers)): status and body of the answers."""
        requests = [p if isinstance(p, tuple) else self.request_of(p, **how) for p in payloads]

        async def whole() -> list[tuple[int, str]]:
            async with served(self.channel, self.bot) as url, aiohttp.ClientSession() as client:
                await self.begun()

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

    async def begun(self) -> None:
        """Wait for what a start does in the background."""

    async def _settle(self) -> None:
        while self.channel._work._tasks:  # work may start more
            await self.channel._work.settle()

    def new(self, *payloads: Any, **how: Any) -> list[str]:
        """What anybody reads because of ``payloads``."""
        before = len(self.api.posts)
        answers = self.play(*payloads, **how)
        assert {status for status, _ in answers} == {200}, answers
        return [post.shown.text for post in self.api.posts[before:]]

    def close(self) -> None:
        self.api.close()
