"""The widget's Socket.IO on a server that other channels share: who may connect, and how much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse
from socketio import AsyncServer

from channels.webhook import BoundedBlueprint
from channels.widget_wire import MAX_EVENT_BYTES

PATH = "/webhooks/widget/socket.io"


class SocketHub:
    """Rooms of a Socket.IO server. ``enter_room`` and ``leave_room`` are coroutines."""

    def __init__(self, server: AsyncServer) -> None:
        self._server = server

    async def emit(self, event: str, data: Any, room: str) -> None:
        await self._server.emit(event, data, room=room)

    async def enter(self, seat: str, room: str) -> None:
        await self._server.enter_room(seat, room)

    async def leave(self, seat: str, room: str) -> None:
        await self._server.leave_room(seat, room)

    def members(self, room: str) -> list[str]:
        return [sid for sid, _ in self._server.manager.get_participants("/", room)]


class SocketBlueprint(BoundedBlueprint):
    """A blueprint that also attaches the Socket.IO server and guards its path."""

    def __init__(self, server: AsyncServer, origins: frozenset[str]) -> None:
        super().__init__("saldo_widget")
        self.ctx.server = server
        self.ctx.origins = origins

    def register(self, app: Sanic, options: dict[str, Any]) -> Any:
        app.config.WEBSOCKET_MAX_SIZE = MAX_EVENT_BYTES
        origins = self.ctx.origins

        async def guard(request: Request) -> HTTPResponse | None:
            if not request.path.startswith(PATH):
                return None
            if not origin_fits(request.headers, origins):
                return response.json({"error": "this page may not connect"}, status=403)
            length = request.headers.get("content-length") or "0"
            if not length.isdecimal() or int(length) > MAX_EVENT_BYTES:
                # Engine.IO would wait for the poll of whoever sent it before it refuses.
                return response.json({"error": "that is too much at once"}, status=413)
            return None

        async def harden(request: Request, answer: BaseHTTPResponse) -> None:
            if request.path.startswith(PATH) and answer is not None:
                answer.headers["X-Content-Type-Options"] = "nosniff"
                answer.headers["Cache-Control"] = "no-store"

        app.register_middleware(guard, "request")
        app.register_middleware(harden, "response")
        self.ctx.server.attach(app, PATH)
        return super().register(app, options)


def origin_fits(headers: Mapping[str, str], origins: frozenset[str]) -> bool:
    """Whether a page of ``origins`` asks. A browser names none only for a plain GET of its own
    site; a WebSocket always has one."""
    origin = headers.get("origin")
    if origin is not None:
        return origin in origins
    if headers.get("upgrade"):
        return False
    return headers.get("sec-fetch-site") in (None, "same-origin", "none")
