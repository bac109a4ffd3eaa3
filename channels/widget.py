"""The help-centre widget's channel: Socket.IO for the pages that an operator names.

``SALDO_WIDGET_ORIGINS``: origins whose pages may connect, separated by commas (none: the
channel does not open). ``SALDO_WIDGET_DB``: SQLite file of what conversations show (default
.saldo/widget.db). What is said over it: ``channels/widget_wire.py``.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer

from channels.base import Edge, Handler, warm_up
from channels.journal import Journal
from channels.origins import read_origins
from channels.widget_chat import CHANNEL, Seat, WidgetChat
from channels.widget_output import WidgetOutput
from channels.widget_socket import SocketBlueprint, SocketHub
from channels.widget_wire import (
    MAX_EVENT_BYTES,
    Problem,
    Refused,
    read_hello,
    read_message,
    read_token,
)
from identity.database import StoreUnavailable
from identity.setup import Identity, IdentityError, load_identity

logger = logging.getLogger(__name__)

DEFAULT_DB = ".saldo/widget.db"


class WidgetInput(InputChannel):
    """``channels.widget.WidgetInput`` in a credentials file."""

    def __init__(self, identity: Identity, origins: frozenset[str], journal: Journal) -> None:
        self._origins = origins
        self._server = AsyncServer(
            async_mode="sanic",
            cors_allowed_origins=sorted(origins),
            cors_credentials=False,  # no cookie takes part
            max_http_buffer_size=MAX_EVENT_BYTES,
            ping_interval=15,
            ping_timeout=15,
            http_compression=False,
        )
        self._seats: dict[str, Seat] = {}
        self._chat = WidgetChat(
            identity.conversations,
            identity.verifier,
            Edge(self.name(), identity.key, WidgetOutput),
            journal,
            SocketHub(self._server),
        )

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(
        cls, credentials: dict[str, Any] | None, environ: Mapping[str, str] = os.environ
    ) -> WidgetInput:
        """Raises RasaException with one line where the environment does not allow it."""
        try:
            origins = read_origins(environ.get("SALDO_WIDGET_ORIGINS") or "")
            identity = load_identity(environ)
        except (ValueError, IdentityError) as wrong:
            raise RasaException(str(wrong)) from None
        if not origins:
            raise RasaException("SALDO_WIDGET_ORIGINS names no page: the widget's channel is shut")
        journal = Journal(Path(environ.get("SALDO_WIDGET_DB") or DEFAULT_DB))
        return cls(identity, origins, journal)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """``GET /`` (health), and Socket.IO below ``socket.io``."""
        blueprint = SocketBlueprint(self._server, self._origins)
        self._chat.turns.handle = on_new_message

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            self._chat.turns.agent = lambda: getattr(app.ctx, "agent", None)
            await warm_up(self._chat.turns.agent())

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        self._listen()
        return blueprint

    def _listen(self) -> None:
        chat, server = self._chat, self._server

        async def connect(sid: str, environ: dict[str, Any], *_: Any) -> None:
            request: Request = environ["sanic.request"]
            self._seats[sid] = Seat(sid, request.remote_addr or request.ip)

        async def disconnect(sid: str, *_: Any) -> None:
            seat = self._seats.pop(sid, None)
            if seat is not None:
                await chat.gone(seat)

        async def hello(seat: Seat, data: object) -> dict[str, Any]:
            return await chat.hello(seat, *read_hello(data))

        async def send(seat: Seat, data: object) -> dict[str, Any]:
            return await chat.receive(seat, read_message(data, pressed=False))

        async def press(seat: Seat, data: object) -> dict[str, Any]:
            return await chat.receive(seat, read_message(data, pressed=True))

        async def sign_in(seat: Seat, data: object) -> dict[str, Any]:
            return await chat.sign_in(seat, read_token(data))

        async def sign_out(seat: Seat, _data: object) -> dict[str, Any]:
            return await chat.sign_out(seat)

        server.on("connect", connect)
        server.on("disconnect", disconnect)
        for event in (hello, send, press, sign_in, sign_out):
            server.on(event.__name__, self._guarded(event))

    def _guarded(
        self, event: Callable[[Seat, object], Awaitable[dict[str, Any]]]
    ) -> Callable[..., Awaitable[dict[str, Any]]]:
        """An event that always acknowledges, and never with more than a Problem."""

        async def handler(sid: str, *data: object) -> dict[str, Any]:
            seat = self._seats.get(sid)
            try:
                if seat is None:
                    raise Refused(Problem.BAD_REQUEST)
                return await event(seat, data[0] if data else None)
            except Refused as refused:
                return refused.answer()
            except (StoreUnavailable, sqlite3.Error, RuntimeError):
                return Refused(Problem.UNAVAILABLE).answer()
            except Exception as error:  # its text may hold what the customer wrote
                logger.error("The widget's %s failed (%s).", event.__name__, type(error).__name__)
                return Refused(Problem.UNAVAILABLE).answer()

        return handler
