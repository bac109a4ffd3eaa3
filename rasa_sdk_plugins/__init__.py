"""Found by name when an action server starts from this folder, however it is started.

It listens on loopback unless ``SANIC_HOST`` says otherwise (rasa_sdk's default: every
interface), and takes calls from its own Rasa server alone.
"""

from __future__ import annotations

import os
from typing import Any

import pluggy
from sanic.response import HTTPResponse, json

from identity.caller import HEADER, CallerError, caller_secret, is_caller

implements = pluggy.HookimplMarker("rasa_sdk")
OPEN = frozenset({"/health"})  # says that the server is up, and nothing else


def init_hooks(manager: Any) -> None:
    """Called by ``rasa_sdk.plugin`` before the server reads its host."""
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
    manager.register(CallersOnly())


class CallersOnly:
    """Refuses whoever does not know the servers' secret, before a body is read."""

    @implements
    def attach_sanic_app_extensions(self, app: Any) -> None:
        """Called once before the server listens. Ends a start that lacks the secret."""
        try:
            secret = caller_secret(os.environ)
        except CallerError as wrong:
            raise SystemExit(str(wrong)) from None
        if secret is None:
            return

        async def check(request: Any) -> HTTPResponse | None:
            if request.path in OPEN or is_caller(request.headers.get(HEADER), secret):
                return None
            return json({"error": "not allowed"}, status=403)

        app.register_middleware(check, "request")
