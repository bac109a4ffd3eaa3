"""Slack: account facts in direct messages alone, public answers where the bot is mentioned.

``channels.slack.SlackChannel`` in a credentials file (docs/slack.md). A request is checked
(signature, time, seen before), acknowledged within Slack's three seconds, and answered in
the background through the Web API.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels import slack_read
from channels.background import Background
from channels.base import Handler, warm_up
from channels.external import Deliver, ExternalUsers, Reply
from channels.outgoing import link_hosts
from channels.seen import Seen, seen_events
from channels.slack_api import SlackApi
from channels.slack_blocks import posts
from channels.slack_config import SlackConfig, SlackConfigError, slack_config
from channels.slack_post import SlackPoster
from channels.slack_read import Click, Message, Place, SlashCommand
from channels.slack_signature import SlackSignature
from channels.webhook import BadBody, BodyTooLong, form_fields, json_object, media_type, read_body
from identity.database import StoreUnavailable
from identity.setup import Identity, IdentityError, load_identity

logger = logging.getLogger(__name__)

DOUBLE_CLICK_SECONDS = 5
COMMAND_SECONDS = 2.0
"""A command that waits longer for its user's turn is answered afterwards: Slack gives it 3 s."""
_NO_FILES = "utter_no_files"


class SlackChannel(InputChannel):
    """Slack's requests in, answers out."""

    def __init__(
        self,
        config: SlackConfig,
        identity: Identity,
        seen: Seen,
        *,
        api: SlackApi | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._teams = config.teams
        self._signature = SlackSignature(config.signing_secrets, clock)
        self._seen = seen
        self._work = Background()
        self._users = ExternalUsers(self.name(), identity, self._work)
        self._hosts = link_hosts()
        self._poster = SlackPoster(api or SlackApi(config), self._hosts)

    @classmethod
    def name(cls) -> str:
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        """Raises RasaException with one line when a setting is missing or wrong."""
        try:
            return cls(slack_config(credentials), load_identity(), seen_events(cls.name()))
        except (SlackConfigError, IdentityError) as wrong:
            raise RasaException(str(wrong)) from None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """``GET /`` (health) and ``POST /webhook``: events, interactions and commands."""
        blueprint = Blueprint("saldo_slack")

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            await warm_up(getattr(app.ctx, "agent", None))

        @blueprint.listener("before_server_stop")
        async def finish(_app: Sanic, _loop: Any) -> None:
            await self._work.settle()

        @blueprint.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            try:
                body = await read_body(request)
                if not self._signature.holds(request.headers, body):
                    return response.json({"error": "not signed by Slack"}, status=401)
                return await self._receive(media_type(request), body, on_new_message, agent)
            except BodyTooLong:
                return response.json({"error": "too long"}, status=413)
            except BadBody:
                return response.json({"error": "not understood"}, status=400)
            except (StoreUnavailable, RuntimeError) as failed:
                # Slack delivers events again; a click or command is shown as failed
                logger.error("A request of Slack was not taken (%s).", type(failed).__name__)
                return response.json({"error": "not now"}, status=503)

        return blueprint

    async def _receive(self, media: str, body: bytes, handle: Handler, agent: Any) -> HTTPResponse:
        """A signed request. Raises BadBody, StoreUnavailable, RuntimeError (no bot)."""
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
        self._need(agent)
        place = message.place
        # two kinds of event can tell of one message
        names = ("event", place.team, message.event), ("message", place.channel, message.stamp)
        if self._seen.claim_all(*names):
            self._work.start(self._answer(message, handle, agent))
        return _acknowledged()

    def _take_click(
        self, click: Click | None, body: bytes, handle: Handler, agent: Any
    ) -> HTTPResponse:
        if click is None or not self._served(click.place):
            return _acknowledged()
        self._need(agent)
        place = click.place
        pressed = ("click", place.team, place.channel, click.message, place.user, click.button)
        # a replayed request is known by its body; a double click only by what it presses
        if self._seen.claim("body", body.hex()) and self._seen.claim(
            *pressed, seconds=DOUBLE_CLICK_SECONDS
        ):
            self._work.start(self._press(click, handle, agent))
        return _acknowledged()

    async def _take_command(
        self, command: SlashCommand | None, body: bytes, agent: Any
    ) -> HTTPResponse:
        """Answered in place: Slack shows the answer to whoever gave the command, alone."""
        if command is None or not self._served(command.place):
            return _acknowledged()
        self._need(agent)
        if not self._seen.claim("body", body.hex()):
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
            await self._poster.say_aside(place, _all(await asked))

    async def _answer(self, message: Message, handle: Handler, agent: Any) -> None:
        place, text = message.place, message.text
        if message.files:
            async with self._never_silent(place, agent):
                aside = await self._users.say(place.person, _NO_FILES, agent)
                await self._poster.say_aside(place, aside)
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

    @asynccontextmanager
    async def _never_silent(self, place: Place, agent: Any) -> AsyncIterator[None]:
        try:
            yield
        except StoreUnavailable:
            logger.error("A message from Slack could not be answered: no identity store.")
            await self._poster.say_aside(place, await self._users.apologise(agent))

    def _deliver_at(self, place: Place) -> Deliver:
        async def deliver(reply: Reply) -> None:
            await self._poster.say(place, reply.messages)
            await self._poster.say_aside(place, reply.aside)

        return deliver

    def _served(self, place: Place) -> bool:
        return not self._teams or place.team in self._teams

    def _need(self, agent: Any) -> None:
        """Raises RuntimeError while nothing can be answered: before a claim, so that Slack's
        next delivery counts."""
        if agent is None or not agent.is_ready() or self._work.full:
            raise RuntimeError("the bot can't answer now")


def _all(reply: Reply) -> list[dict[str, Any]]:
    return [*reply.messages, *reply.aside]


def _acknowledged() -> HTTPResponse:
    return response.text("", status=200)
