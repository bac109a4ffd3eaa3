"""What the stand-ins for messengers share: an API on a port of its own, and what it was told."""

from __future__ import annotations

import json
import threading
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Generic, TypeVar

Reply = tuple[int, dict[str, str], Any]  # status, headers, body: bytes, or what JSON can say


@dataclass(frozen=True)
class Shown:
    """What a reader sees of one post. ``marks``: every link, mention, tag, format in it."""

    text: str
    marks: tuple[tuple[str, str], ...] = ()
    buttons: tuple[tuple[str, str], ...] = ()  # (title, what a click sends)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call(ABC):
    """A call that was accepted."""

    method: str
    arguments: dict[str, Any] = field(repr=False)

    @property
    @abstractmethod
    def shown(self) -> Shown: ...


C = TypeVar("C", bound=Call)


class StandIn(ABC, Generic[C]):
    """``accepted``: the calls that were, in order; ``tried``: the method of every call."""

    PATH: ClassVar[str]  # where the API lies on its host
    POSTS: ClassVar[tuple[str, ...]]  # the methods that post something
    failures: Any

    def __init__(self) -> None:
        self.accepted: list[C] = []
        self.tried: list[str] = []
        self._changed = threading.Condition()
        handler = type("Handler", (_Handler,), {"stand_in": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{self.PATH}"

    @property
    def posts(self) -> list[C]:
        return self.of(*self.POSTS)

    def of(self, *methods: str) -> list[C]:
        return [call for call in self.accepted if call.method in methods]

    def texts(self) -> list[str]:
        return [post.shown.text for post in self.posts]

    def wait(self, count: int, seconds: float = 60.0, method: str | None = None) -> list[C]:
        """The posts, or the calls of ``method``, once there are ``count`` or the time is over."""
        methods = self.POSTS if method is None else (method,)
        with self._changed:
            self._changed.wait_for(lambda: len(self.of(*methods)) >= count, seconds)
            return self.of(*methods)

    def clear(self) -> None:
        with self._changed:
            self.accepted.clear()
            self.tried.clear()
            self.failures.clear()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, path: str, authorization: str, arguments: Any) -> Reply:
        """The reply to one call; there is one at a time."""
        with self._changed:
            reply = self.reply(path, authorization, arguments)
            self._changed.notify_all()
        return reply

    @abstractmethod
    def reply(self, path: str, authorization: str, arguments: Any) -> Reply:
        """Adds to ``tried``, and to ``accepted`` what is."""


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn[Any]

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        authorization = self.headers.get("Authorization") or ""
        status, headers, body = self.stand_in.take(self.path, authorization, json.loads(raw))
        encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(encoded)))
            self.end_headers()
            self.wfile.write(encoded)
        except OSError:
            return  # the bot has gone

    def log_message(self, *_args: Any) -> None:
        return
