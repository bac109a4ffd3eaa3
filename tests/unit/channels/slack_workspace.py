"""A Slack workspace around the channel: its requests over HTTP, its Web API as a stand-in."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp

from channels.seen import Seen
from channels.slack import SlackChannel
from channels.slack_api import SlackApi
from channels.slack_config import SlackConfig
from identity.database import Database
from tests.standins import slack
from tests.unit.channels.messenger import Bot, new_identity, served


class Workspace:
    """``play`` delivers requests and waits for what the bot does about them."""

    def __init__(self, folder: Path, teams: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self.identity = new_identity(folder)
        self.bot = Bot(self.identity)
        self.api = slack.StandIn()
        self.slept: list[float] = []
        self.config = SlackConfig(
            (slack.SECRET, "an-older-secret"), slack.TOKEN, frozenset(teams), self.api.url
        )
        self.now: float | None = None
        self.restart()

    def restart(self) -> None:
        """The channel as after a restart: only what is on disk is known."""
        self.channel = SlackChannel(
            self.config,
            self.identity,
            Seen("slack", Database(self.folder / "identity.db")),
            api=SlackApi(self.config, self._sleep),
            clock=lambda: time.time() if self.now is None else self.now,
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def play(self, *payloads: Any, together: bool = False, **how: Any) -> list[tuple[int, str]]:
        """Deliver each payload (or (body, headers)): status and body of the answers."""
        requests = [p if isinstance(p, tuple) else slack.request_of(p, **how) for p in payloads]

        async def whole() -> list[tuple[int, str]]:
            async with served(self.channel, self.bot) as url, aiohttp.ClientSession() as client:

                async def deliver(body: bytes, headers: dict[str, str]) -> tuple[int, str]:
                    async with client.post(f"{url}/webhook", data=body, headers=headers) as reply:
                        return reply.status, await reply.text()

                if together:
                    answers = await asyncio.gather(*(deliver(*one) for one in requests))
                    await self.channel._work.settle()
                    return list(answers)
                answers = []
                for one in requests:
                    answers.append(await deliver(*one))
                    await self.channel._work.settle()
                return answers

        return asyncio.run(whole())

    def say(self, user: str, text: str, **event: Any) -> list[str]:
        """A direct message: what the user reads as answer."""
        return self._new(slack.direct_message(user, text, **event))

    def mention(self, user: str, text: str, **event: Any) -> list[str]:
        return self._new(slack.mention(user, text, **event))

    def press(self, user: str, value: str, **more: Any) -> list[str]:
        return self._new(slack.click(user, value, **more))

    def slash(self, user: str, text: str, **more: str) -> str:
        """A slash command: what is answered in place."""
        ((status, body),) = self.play(slack.slash(user, text, **more))
        assert status == 200, body
        return slack.show(json.loads(body)).text

    def link(self, user: str, customer: str) -> None:
        self.say(user, f"link {self.identity.links.make_code(customer, None)}")

    def _new(self, payload: dict[str, Any]) -> list[str]:
        before = len(self.api.posts)
        ((status, body),) = self.play(payload)
        assert status == 200, body
        return [post.shown.text for post in self.api.posts[before:]]

    def close(self) -> None:
        self.api.close()
