"""What every webhook reads alike: a bounded body and its media type."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from sanic import Blueprint, Sanic
from sanic.request import Request

MOST_BYTES = 1_000_000
MOST_SERVER_BYTES = 2_000_000
"""Of any request to this server, which the channels share."""
_MOST_FIELDS = 100


class NotSigned(Exception):
    """The request is not from whom this webhook serves; its text says so."""


class BodyTooLong(Exception):
    """More than the limit came, or was announced."""


class BadBody(Exception):
    """The body is not what its media type says."""


class BoundedBlueprint(Blueprint):
    """The routes of a channel, on a server that reads no more than MOST_SERVER_BYTES."""

    def register(self, app: Sanic, options: dict[str, Any]) -> Any:
        # Sanic reads a body before any handler can refuse it, and the rest of one that was
        # refused: 100 MB as it comes.
        app.config.REQUEST_MAX_SIZE = min(app.config.REQUEST_MAX_SIZE, MOST_SERVER_BYTES)
        return super().register(app, options)


async def read_body(request: Request, most: int = MOST_BYTES) -> bytes:
    """The body of a request to a route with ``stream=True``: never more than ``most`` bytes
    of it are held in memory. Raises BodyTooLong."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:18]) > most:
        raise BodyTooLong
    body, stream = bytearray(), request.stream
    while True:
        chunk = await stream.read() if stream is not None else None
        if not chunk:
            return bytes(body)
        body += chunk
        if len(body) > most:
            raise BodyTooLong


def media_type(request: Request) -> str:
    """``application/json`` for ``application/json; charset=utf-8``."""
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().casefold()


def json_object(raw: bytes | str) -> dict[str, Any]:
    """Raises BadBody for anything that is no JSON object."""
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadBody from None
    if not isinstance(parsed, dict):
        raise BadBody
    return parsed


def form_fields(raw: bytes) -> dict[str, str]:
    """The fields of a form, each once. Raises BadBody."""
    try:
        pairs = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise BadBody from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadBody
    return fields


def text_at(data: Any, *path: str) -> str:
    """The string at ``path`` of nested objects; empty where there is none."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, str) else ""
