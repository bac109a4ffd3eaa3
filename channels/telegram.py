"""Telegram: account facts in private chats alone; in a group one sentence that points there.

``channels.telegram.TelegramChannel`` in a credentials file (docs/telegram.md). An update is
checked (secret, seen before), acknowledged at once, and answered in the background through
the Bot API.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Any

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.base import Handler
from channels.chat_commands import read_command
from channels.limits import Rates
from channels.messenger import DOUBLE_CLICK_SECONDS, NO_FILES, Messenger, told_in_one_line
from channels.outgoing import link_hosts
from channels.replies import Offer, Reply
from channels.seen import Seen, seen_events
from channels.telegram_api import TelegramApi
from channels.telegram_config import TelegramConfig, telegram_config
from channels.telegram_post import TelegramPoster
from channels.telegram_read import Click, Message, Place, read_update
from channels.telegram_webhook import Registration
from channels.webhook import NotSigned, json_object, read_body
from identity.setup import Identity, load_identity

MOST_BYTES = 256 * 1024
"""Of an update: 4,096 characters, those of a quoted message, and their entities."""
OLDEST_SECONDS = 24 * 3600
"""Telegram keeps an update for a day; an older message is a replay."""
KEEP_SECONDS = OLDEST_SECONDS + 3600
GROUP_QUIET_SECONDS = 3600
CODE_QUIET_SECONDS = 60
ALBUM_SECONDS = 600
_BARE_COMMANDS = ("/start", "/link", "/help")


class TelegramChannel(Messenger[Place]):
    """Telegram's updates in, answers out. No route sets the webhook."""

    TITLE = "Telegram"

    def __init__(
        self,
        config: TelegramConfig,
        identity: Identity,
        seen: Seen,
        *,
        api: TelegramApi | None = None,
        clock: Callable[[], float] = time.time,
        rates: Rates | None = None,
    ) -> None:
        super().__init__(identity, seen, rates, clock)
        self._secrets = [secret.encode() for secret in config.secrets]
        self._bot_id = config.bot_id
        api = api or TelegramApi(config)
        self._poster = TelegramPoster(api, link_hosts())
        self._registration = Registration(config, api)

    @classmethod
    def name(cls) -> str:
        return "telegram"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramChannel:
        """Raises RasaException with one line when a setting is missing or wrong."""
        with told_in_one_line():
            return cls(telegram_config(credentials), load_identity(), seen_events(cls.name()))

    async def _start(self, agent: Any) -> None:
        self._registration.start()
        await super()._start(agent)

    async def _stop(self) -> None:
        await self._registration.stop()
        await super()._stop()

    async def _receive(self, request: Request, handle: Handler, agent: Any) -> HTTPResponse:
        if not self._is_telegrams(request):  # before a byte of the body is read
            raise NotSigned("not sent by Telegram")
        update = read_update(json_object(await read_body(request, MOST_BYTES)))
        if update is not None and not self._is_idle_talk(update):
            self._take(update, handle, agent)
        return response.text("", status=200)

    def _is_telegrams(self, request: Request) -> bool:
        given = request.headers.getall("x-telegram-bot-api-secret-token", [])
        if len(given) != 1:
            return False
        token = str(given[0]).encode("utf-8", "surrogatepass")
        # every secret is tried, so that the time tells nothing of which one fits
        fits = [hmac.compare_digest(secret, token) for secret in self._secrets]
        return any(fits)

    def _take(self, update: Message | Click, handle: Handler, agent: Any) -> None:
        place = update.place
        names = ("update", str(update.update)), _itself(update)
        if not self._admits(
            place,
            agent,
            lambda: self._seen.claim_all(*names, seconds=KEEP_SECONDS),
            told=place.private,
        ):
            return
        if isinstance(update, Click):
            self._work.start(self._press(update, handle, agent))
        elif place.private:
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
                deliver = self._deliver_at(place)
                await self._users.direct(place.person, text, handle, agent, deliver)

    async def _refuse_file(self, message: Message, agent: Any) -> None:
        """Once for an album, whose pictures are messages of their own."""
        place, album = message.place, message.album
        key = ("album", place.person, album)
        if not album or self._seen.claim(*key, seconds=ALBUM_SECONDS):
            await self._tell(place, NO_FILES, agent)

    async def _press(self, click: Click, handle: Handler, agent: Any) -> None:
        place = click.place
        self._work.start(self._poster.end_spinner(click.query))
        pressed = ("click", str(place.chat), str(click.message), place.person, click.button)
        if not place.private:  # no button is ever shown there
            return
        async with self._never_silent(place, agent):
            if self._seen.claim(*pressed, seconds=DOUBLE_CLICK_SECONDS):
                async with self._poster.typing(place.chat):
                    deliver = self._deliver_at(place)
                    await self._users.press(
                        place.person, None, click.button, handle, agent, deliver
                    )

    async def _point_to_private_chat(self, message: Message, agent: Any) -> None:
        """To whoever addresses the bot in a group, and not again for a while. Nothing that is
        written there gets any further."""
        place = message.place
        offer, quiet = Offer.DIRECT_MESSAGE, GROUP_QUIET_SECONDS
        if _holds_code(message):
            offer, quiet = Offer.CODE_IN_PUBLIC, CODE_QUIET_SECONDS
        if self._seen.claim("group", str(place.chat), offer.name, seconds=quiet):
            await self._tell(place, offer.value, agent)

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

    async def _deliver(self, place: Place, reply: Reply) -> None:
        await self._poster.say(place.chat, [*reply.messages, *reply.aside])

    def _language(self, place: Place) -> str | None:
        return "sv" if place.swedish else None


def _itself(update: Message | Click) -> tuple[str, ...]:
    """The name of a message or click, in whichever update it comes."""
    if isinstance(update, Click):
        return "query", update.query, update.place.person
    return "message", str(update.place.chat), str(update.message)


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
