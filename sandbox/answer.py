"""What a handler answers, before a fault has had its say."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

JSON = "application/json"


@dataclass
class Answer:
    """``body`` is a JSON value, or text (sent as it is) when the type isn't JSON."""

    body: Any
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        if self.content_type != JSON:
            return str(self.body).encode()
        return json.dumps(self.body, ensure_ascii=False, separators=(",", ":")).encode()

    def response(self) -> web.Response:
        return web.Response(
            body=self.encoded(),
            status=self.status,
            content_type=self.content_type,
            charset="utf-8",
            headers=self.headers,
        )


def plain(text: str, status: int = 200) -> Answer:
    return Answer(text, status, "text/plain")
