"""Slack: account facts in direct messages alone, public answers where the bot is mentioned.

``channels.slack.SlackChannel`` in a credentials file (docs/slack.md). A request is checked
(signature, time, seen before), acknowledged within Slack's three seconds, and answered in
the background through the Web API.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import slack_read
from channels.base import Handler
from channels.limits import Rates
from channels.messenger import DOUBLE_CLICK_SECONDS, NO_FILES, Messenger, told_in_one_line
from channels.outgoing import link_hosts
from channels.replies import Reply
from channels.seen import Seen, seen_events
from channels.slack_api import SlackApi
from channels.slack_blocks import posts
from channels.slack_config import SlackConfig, slack_config
from channels.slack_post import SlackPoster
from channels.slack_read import Click, Message, Place, SlashCommand
from channels.slack_signature import SlackSignature
from channels.webhook import BadBody, NotSigned, form_fields, json_object, media_type, read_body
from identity.setup import Identity, load_identity

COMMAND_SECONDS = 2.0
"""A command that waits longer for its user's turn is answered afterwards: Slack gives it 3 s."""


class SlackChannel(Messenger[Place]):
    """Events, interactions and commands in, answers out."""

    TITLE = "Slack"

    def __init__(
        self,
        config: SlackConfig,
        identity: Identity,
        seen: Seen,
        *,
        api: SlackApi | None = None,
        clock: Callable[[], float] = time.time,
        rates: Rates | None = None,
    ) -> None:
        super().__init__(identity, seen, rates, clock)
        self._teams = config.teams
        self._signature = SlackSignature(config.signing_secrets, clock)
        self._hosts = link_hosts()
        self._poster = SlackPoster(api or SlackApi(config), self._hosts)

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        """Raises RasaException with one line when a setting is missing or wrong."""
        with told_in_one_line():
            return cls(slack_config(credentials), load_identity(), seen_events(cls.name()))

    async def _receive(self, request: Request, handle: Handler, agent: Any) -> HTTPResponse:
        body, media = await read_body(request), media_type(request)
        if not self._signature.holds(request.headers, body):
            raise NotSigned("not signed by Slack")
        if media == "application/json":
            data = json_object(body)
            if data.get("type") == "url_verification":
                return response.json({"challenge": slack_read.text_at(data, "challenge")})
            return self._take_event(slack_read.read_event(data), handle, agent)
        if media != "application/x-www-form-urlencoded":
            raise BadBody
        fields = form_fields(body)
        if "payload" in fields:
            click = slack_read.read_click(json_object(fields["payload"]))
            return self._take_click(click, body, handle, agent)
        return await self._take_command(slack_read.read_command(fields), body, agent)

    def _take_event(self, message: Message | None, handle: Handler, agent: Any) -> HTTPResponse:
        if message is None or not self._served(message.place):
            return _acknowledged()
        place = message.place
        # two kinds of event can tell of one message
        names = ("event", place.team, message.event), ("message", place.channel, message.stamp)
        if self._admits(place, agent, lambda: self._seen.claim_all(*names)):
            self._work.start(self._answer(message, handle, agent))
        return _acknowledged()

    def _take_click(
        self, click: Click | None, body: bytes, handle: Handler, agent: Any
    ) -> HTTPResponse:
        if click is None or not self._served(click.place):
            return _acknowledged()
        place = click.place
        pressed = ("click", place.team, place.channel, click.message, place.user, click.button)

        def is_new() -> bool:
            # a replayed request is known by its body; a double click only by what it presses
            return self._seen.claim("body", body.hex()) and self._seen.claim(
                *pressed, seconds=DOUBLE_CLICK_SECONDS
            )

        if self._admits(place, agent, is_new):
            self._work.start(self._press(click, handle, agent))
        return _acknowledged()

    async def _take_command(
        self, command: SlashCommand | None, body: bytes, agent: Any
    ) -> HTTPResponse:
        """Answered in place: Slack shows the answer to whoever gave the command, alone."""
        if command is None or not self._served(command.place):
            return _acknowledged()
        if not self._admits(command.place, agent, lambda: self._seen.claim("body", body.hex())):
            return _acknowledged()
        asked = asyncio.ensure_future(
            self._users.command(command.place.person, command.text, agent)
        )
        done, _ = await asyncio.wait({asked}, timeout=COMMAND_SECONDS)
        if not done:
            self._work.start(self._answer_late(command.place, asked, agent))
            return _acknowledged()
        reply = asked.result()
        answer: dict[str, Any] = {"response_type": "ephemeral"}
        for post in posts(_all(reply), self._hosts)[:1]:
            answer |= post
        return response.json(answer)

    async def _answer_late(self, place: Place, asked: Awaitable[Reply], agent: Any) -> None:
        async with self._never_silent(place, agent):
            await self._deliver(place, Reply(aside=_all(await asked)))

    async def _answer(self, message: Message, handle: Handler, agent: Any) -> None:
        place, text = message.place, message.text
        if message.files:
            await self._tell(place, NO_FILES, agent)
            if not text.strip():
                return
        async with self._never_silent(place, agent):
            users, person, deliver = self._users, place.person, self._deliver_at(place)
            if place.direct:
                await users.direct(person, text, handle, agent, deliver)
            else:
                await users.public(person, place.channel, text, handle, agent, deliver)

    async def _press(self, click: Click, handle: Handler, agent: Any) -> None:
        place = click.place
        where = None if place.direct else place.channel
        if where and not place.thread:
            place = Place(place.team, place.user, place.channel, click.message)
        async with self._never_silent(place, agent):
            deliver = self._deliver_at(place)
            await self._users.press(place.person, where, click.button, handle, agent, deliver)

    async def _deliver(self, place: Place, reply: Reply) -> None:
        await self._poster.say(place, reply.messages)
        await self._poster.say_aside(place, reply.aside)

    def _served(self, place: Place) -> bool:
        return not self._teams or place.team in self._teams


def _all(reply: Reply) -> list[dict[str, Any]]:
    return [*reply.messages, *reply.aside]


def _acknowledged() -> HTTPResponse:
    return response.text("", status=200)
