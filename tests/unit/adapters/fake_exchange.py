"""A server on loopback that answers as a test tells it, for what the sandbox can't be told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NOW_MS = 1_795_000_000_000


@dataclass
class Answer:
    body: bytes | dict[str, Any] | list[Any] | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None  # Content-Length, when it is to lie
    hang: threading.Event | None = None  # waited for before the answer
    drip: threading.Event | None = None  # the body comes byte by byte until this is set
    cut: bool = False  # the connection ends without an answer

    @property
    def raw(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Rule = Callable[[Asked], Answer]


class Fake:
    """``on(path, *answers)``: answers in turn, the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answers: dict[str, list[Answer | Rule]] = {}
        self._lock = threading.Lock()
        self.url = ""
        self.released = threading.Event()
        self.on("/api/v5/public/time", ok([{"ts": str(NOW_MS)}]))

    def on(self, path: str, *answers: Answer | Rule) -> None:
        self._answers[path] = list(answers)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked if "/public/time" not in one.path]

    def next(self, asked: Asked) -> Answer:
        with self._lock:
            self.asked.append(asked)
            answers = self._answers.get(asked.path.split("?")[0]) or self._answers.get("*")
            if not answers:
                return Answer("Not Found", 404)
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer(asked) if callable(answer) else answer


def ok(rows: Any) -> Answer:
    return Answer({"code": "0", "msg": "", "data": rows})


def refused(code: str, status: int = 200, **headers: str) -> Answer:
    return Answer({"msg": "words", "code": code}, status, headers)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up is what some tests are about."""


@contextmanager
def serving() -> Iterator[Fake]:
    state = Fake()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            answer = state.next(Asked(self.command, self.path, dict(self.headers), body))
            if answer.hang is not None:
                answer.hang.wait(20)
            if answer.cut:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name.replace("_", "-"), value)
            length = len(answer.raw) if answer.announced is None else answer.announced
            self.send_header("Content-Length", str(length))
            self.end_headers()
            if answer.drip is None:
                self.wfile.write(answer.raw)
            else:
                for byte in answer.raw:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    if answer.drip.wait(0.02):
                        break
            if answer.announced is not None:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

        def log_message(self, *_: Any) -> None:
            pass

    server = _Server(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield state
    state.released.set()
    server.shutdown()
    server.server_close()
