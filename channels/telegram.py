"""Telegram: account facts in private chats alone; in a group one sentence that points there.

``channels.telegram.TelegramChannel`` in a credentials file (docs/telegram.md). An update is
checked (secret, seen before), acknowledged at once, and answered in the background through
the Bot API.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.background import Background
from channels.base import Handler, warm_up
from channels.chat_commands import read_command
from channels.external import Deliver, ExternalUsers, Offer, Reply
from channels.outgoing import link_hosts
from channels.seen import Seen, seen_events
from channels.telegram_api import TelegramApi
from channels.telegram_config import TelegramConfig, TelegramConfigError, telegram_config
from channels.telegram_post import TelegramPoster
from channels.telegram_read import Click, Message, Place, read_update
from channels.telegram_webhook import Registration
from channels.webhook import BadBody, BodyTooLong, json_object, read_body
from identity.database import StoreUnavailable
from identity.setup import Identity, IdentityError, load_identity

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
"""Of an update: 4,096 characters, those of a quoted message, and their entities."""
OLDEST_SECONDS = 24 * 3600
"""Telegram keeps an update for a day; an older message is a replay."""
KEEP_SECONDS = OLDEST_SECONDS + 3600
DOUBLE_CLICK_SECONDS = 5
GROUP_QUIET_SECONDS = 3600
CODE_QUIET_SECONDS = 60
ALBUM_SECONDS = 600
_BARE_COMMANDS = ("/start", "/link", "/help")


class TelegramChannel(InputChannel):
    """Telegram's updates in, answers out."""

    def __init__(
        self,
        config: TelegramConfig,
        identity: Identity,
        seen: Seen,
        *,
        api: TelegramApi | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._secrets = [secret.encode() for secret in config.secrets]
        self._bot_id = config.bot_id
        self._seen = seen
        self._clock = clock
        self._work = Background()
        self._users = ExternalUsers(self.name(), identity, self._work)
        api = api or TelegramApi(config)
        self._poster = TelegramPoster(api, link_hosts())
        self._registration = Registration(config, api)

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramChannel:
        """Raises RasaException with one line when a setting is missing or wrong."""
        try:
            return cls(telegram_config(credentials), load_identity(), seen_events(cls.name()))
        except (TelegramConfigError, IdentityError) as wrong:
            raise RasaException(str(wrong)) from None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """``GET /`` (health) and ``POST /webhook``; no route that sets the webhook."""
        blueprint = Blueprint("saldo_telegram")

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            self._registration.start()
            await warm_up(getattr(app.ctx, "agent", None))

        @blueprint.listener("before_server_stop")
        async def finish(_app: Sanic, _loop: Any) -> None:
            await self._registration.stop()
            await self._work.settle()

        @blueprint.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            if not self._is_telegrams(request):  # before a byte of the body is read
                return response.json({"error": "not sent by Telegram"}, status=401)
            try:
                update = read_update(json_object(await read_body(request, MOST_BYTES)))
                self._take(update, on_new_message, agent)
                return response.text("", status=200)
            except BodyTooLong:
                return response.json({"error": "too long"}, status=413)
            except BadBody:
                return response.json({"error": "not understood"}, status=400)
            except (StoreUnavailable, RuntimeError) as failed:
                # Telegram delivers the update again
                logger.error("An update of Telegram was not taken (%s).", type(failed).__name__)
                return response.json({"error": "not now"}, status=503)

        return blueprint

    def _is_telegrams(self, request: Request) -> bool:
        given = request.headers.getall("x-telegram-bot-api-secret-token", [])
        if len(given) != 1:
            return False
        token = str(given[0]).encode("utf-8", "surrogatepass")
        # every secret is tried, so that the time tells nothing of which one fits
        fits = [hmac.compare_digest(secret, token) for secret in self._secrets]
        return any(fits)

    def _take(self, update: Message | Click | None, handle: Handler, agent: Any) -> None:
        """Raises StoreUnavailable, RuntimeError (no bot): then it counts as not delivered."""
        if update is None or self._is_idle_talk(update):
            return
        # before a claim, so that Telegram's next delivery counts
        if agent is None or not agent.is_ready() or self._work.full:
            raise RuntimeError("the bot can't answer now")
        itself = ("message", str(update.place.chat), str(update.message))
        if isinstance(update, Click):
            itself = ("query", update.query, update.place.person)
        names = ("update", str(update.update)), itself
        if not self._seen.claim_all(*names, seconds=KEEP_SECONDS):
            return
        if isinstance(update, Click):
            self._work.start(self._press(update, handle, agent))
        elif update.place.private:
            self._work.start(self._answer(update, handle, agent))
        else:
            self._work.start(self._point_to_private_chat(update, agent))

    async def _answer(self, message: Message, handle: Handler, agent: Any) -> None:
        place = message.place
        async with self._never_silent(place, agent):
            if message.files:
                await self._refuse_file(message, agent)
                if not message.text.strip():
                    return
            text = _command_text(message)
            async with self._poster.typing(place.chat):
                await self._users.direct(
                    place.person, text, handle, agent, self._deliver_to(place.chat)
                )

    async def _refuse_file(self, message: Message, agent: Any) -> None:
        """Once for an album, whose pictures are messages of their own."""
        place, album = message.place, message.album
        key = ("album", place.person, album)
        if not album or self._seen.claim(*key, seconds=ALBUM_SECONDS):
            said = await self._users.say(place.person, "utter_no_files", agent, _language(place))
            await self._poster.say(place.chat, said)

    async def _press(self, click: Click, handle: Handler, agent: Any) -> None:
        place = click.place
        self._work.start(self._poster.end_spinner(click.query))
        pressed = ("click", str(place.chat), str(click.message), place.person, click.button)
        if not place.private:  # no button is ever shown there
            return
        async with self._never_silent(place, agent):
            if self._seen.claim(*pressed, seconds=DOUBLE_CLICK_SECONDS):
                async with self._poster.typing(place.chat):
                    await self._users.press(
                        place.person,
                        None,
                        click.button,
                        handle,
                        agent,
                        self._deliver_to(place.chat),
                    )

    async def _point_to_private_chat(self, message: Message, agent: Any) -> None:
        """To whoever addresses the bot in a group, and not again for a while. Nothing that is
        written there gets any further."""
        place = message.place
        offer, quiet = Offer.DIRECT_MESSAGE, GROUP_QUIET_SECONDS
        if _holds_code(message):
            offer, quiet = Offer.CODE_IN_PUBLIC, CODE_QUIET_SECONDS
        if self._seen.claim("group", str(place.chat), offer.name, seconds=quiet):
            said = await self._users.say(place.person, offer.value, agent, _language(place))
            await self._poster.say(place.chat, said)

    def _is_idle_talk(self, update: Message | Click) -> bool:
        """What is too old to be no replay, and what people in a group say to each other."""
        if isinstance(update, Click):
            return False
        if update.sent < self._clock() - OLDEST_SECONDS:
            return True
        name = self._registration.name
        by_name = "/" in update.named or bool(name and name in update.named)
        addressed = by_name or update.replies_to == self._bot_id
        return not (update.place.private or addressed or _holds_code(update))

    @asynccontextmanager
    async def _never_silent(self, place: Place, agent: Any) -> AsyncIterator[None]:
        try:
            yield
        except StoreUnavailable:
            logger.error("A message from Telegram could not be answered: no identity store.")
            await self._poster.say(place.chat, await self._users.apologise(agent))

    def _deliver_to(self, chat: int) -> Deliver:
        async def deliver(reply: Reply) -> None:
            await self._poster.say(chat, [*reply.messages, *reply.aside])

        return deliver


def _holds_code(message: Message) -> bool:
    command = read_command(message.text)
    return command is not None and bool(command.code)


def _command_text(message: Message) -> str:
    """``/start`` and ``/link`` without a code ask how it works, in the language of the app: a
    first message has no other."""
    text = message.text.strip()
    if text.casefold() in _BARE_COMMANDS:
        return "/hjälp" if message.place.swedish else "/help"
    return message.text


def _language(place: Place) -> str | None:
    return "sv" if place.swedish else None
