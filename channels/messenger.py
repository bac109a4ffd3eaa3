"""What every messenger's channel does alike, around a webhook and an API that posts.

A request is checked by its own channel, acknowledged at once, and worked on in the background.
Here: who has written too fast, what has come before, the last word while nobody can be told
apart, and the errors that a webhook answers.
"""

from __future__ import annotations

import logging
import time
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.background import Background
from channels.base import Handler, warm_up
from channels.external import ExternalUsers
from channels.limits import Rates, take_all
from channels.replies import SLOW_DOWN, Deliver, Reply
from channels.seen import Seen
from channels.webhook import BadBody, BodyTooLong, BoundedBlueprint, NotSigned
from identity.database import StoreUnavailable
from identity.setup import Identity, IdentityError

logger = logging.getLogger(__name__)

DOUBLE_CLICK_SECONDS = 5
NO_FILES = "utter_no_files"


class Somewhere(Protocol):
    """Where to answer whom."""

    @property
    def person(self) -> str:
        """The user as ``channels.external`` knows them."""


Place = TypeVar("Place", bound=Somewhere)


class Messenger(InputChannel, Generic[Place]):
    """A messenger's requests in, answers out. ``TITLE``: its name in the log."""

    TITLE: ClassVar[str]

    def __init__(
        self,
        identity: Identity,
        seen: Seen,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._seen = seen
        self._clock = clock
        self._rates = rates or Rates.of_messenger()
        self._work = Background()
        self._users = ExternalUsers(self.name(), identity, self._work, self._rates)

    # --- what each messenger has of its own ----------------------------------------

    @abstractmethod
    async def _receive(self, request: Request, handle: Handler, agent: Any) -> HTTPResponse:
        """Check a request and start its work. Raises NotSigned, BodyTooLong, BadBody,
        StoreUnavailable, RuntimeError (no bot now: the messenger delivers again)."""

    @abstractmethod
    async def _deliver(self, place: Place, reply: Reply) -> None:
        """Bring a reply to where it belongs."""

    async def _start(self, agent: Any) -> None:
        """The server is up."""
        await warm_up(agent)

    async def _stop(self) -> None:
        """The server is about to end."""
        await self._work.settle()

    def _language(self, place: Place) -> str | None:
        """What the messenger knows of the user's language."""
        return None

    # --- the webhook ---------------------------------------------------------------

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """``GET /`` (health) and ``POST /webhook``."""
        blueprint = BoundedBlueprint(f"saldo_{self.name()}")

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            await self._start(getattr(app.ctx, "agent", None))

        @blueprint.listener("before_server_stop")
        async def finish(_app: Sanic, _loop: Any) -> None:
            await self._stop()

        @blueprint.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            try:
                return await self._receive(request, on_new_message, agent)
            except NotSigned as refused:
                return response.json({"error": str(refused)}, status=401)
            except BodyTooLong:
                return response.json({"error": "too long"}, status=413)
            except BadBody:
                return response.json({"error": "not understood"}, status=400)
            except (StoreUnavailable, RuntimeError) as failed:
                # delivered again, or shown as failed where it was a click or a command
                kind = type(failed).__name__
                logger.error("A request of %s was not taken (%s).", self.TITLE, kind)
                return response.json({"error": "not now"}, status=503)

        return blueprint

    def _admits(
        self, place: Place, agent: Any, is_new: Callable[[], bool], told: bool = True
    ) -> bool:
        """Whether to work on what came from ``place``: it was not too fast, and ``is_new``.

        Who is over the limit hears so once in a while, where ``told``; nothing of theirs is
        read or kept. Only what is new counts, so that nobody's limit is used up by a replay.
        Raises RuntimeError while nothing can be answered, before a claim: the messenger's
        next delivery counts.
        """
        person, everybody = place.person, self.name()
        if agent is None or not agent.is_ready() or self._work.full:
            raise RuntimeError("the bot can't answer now")
        if self._rates.conversation.peek(person):
            if told and self._users.may_be_told(person):
                self._work.start(self._tell(place, SLOW_DOWN, agent))
            return False
        if self._rates.source.peek(everybody):
            raise RuntimeError("too many write at once")
        if not is_new():
            return False
        take_all((self._rates.conversation, person), (self._rates.source, everybody))
        return True

    # --- answers -------------------------------------------------------------------

    def _deliver_at(self, place: Place) -> Deliver:
        return partial(self._deliver, place)

    async def _tell(self, place: Place, name: str, agent: Any) -> None:
        """One response for the user's eyes only."""
        async with self._never_silent(place, agent):
            said = await self._users.say(place.person, name, agent, self._language(place))
            await self._deliver(place, Reply(aside=said))

    @asynccontextmanager
    async def _never_silent(self, place: Place, agent: Any) -> AsyncIterator[None]:
        try:
            yield
        except StoreUnavailable:
            logger.error("A message of %s has no answer: no identity store.", self.TITLE)
            await self._deliver(place, Reply(aside=await self._users.apologise(agent)))


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """What is wrong with a configuration, as RasaException."""
    try:
        yield
    except (ValueError, IdentityError) as wrong:
        raise RasaException(str(wrong)) from None
