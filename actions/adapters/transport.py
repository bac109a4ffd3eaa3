"""HTTP GET within a deadline, on one pooled session. There is no other method here.

Redirects are off (T15), bodies are capped, the environment's proxies and netrc are
not read, cookies are not kept. A failure is a :class:`TransportError` that holds one
word and no reference to the request, whose headers carry secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Literal

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from actions.adapters.deadline import Deadline

CONNECT_TIMEOUT = 1.5  # seconds
READ_TIMEOUT = 2.5  # seconds; below the turn's deadline, so that a late answer can be told
MAX_BODY = 16 * 1024 * 1024  # bytes; the real currency list is under 2 MB
_CHUNK = 64 * 1024
USER_AGENT = "saldo/0.1 (read-only)"

Reason = Literal["connect", "timeout", "broken", "truncated", "too_large", "bad_request"]


class TransportError(Exception):
    """No complete answer came back.

    ``connect``: nobody listens. ``broken``: the connection ended before the answer
    began. ``truncated``: it ended within the answer.
    """

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


class HttpGet:
    """GET requests from any number of threads. Raises TransportError."""

    def __init__(self, pool_size: int = 64, max_body: int = MAX_BODY) -> None:
        self._session = new_session(pool_size)
        self._max_body = max_body

    def get(
        self,
        url: str,
        *,
        deadline: Deadline,
        params: Mapping[str, str] | None = None,
        auth: AuthBase | None = None,
    ) -> Response:
        """``auth`` signs the request once its final, percent-encoded path is known."""
        request = requests.Request("GET", url, params=params or None, auth=auth or _Nobody())
        return fetch(self._session, request, deadline, self._max_body)

    def close(self) -> None:
        self._session.close()


class _Nobody(AuthBase):
    """No credentials: stands in so that requests looks for none in a netrc file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def new_session(pool_size: int) -> requests.Session:
    """A session that keeps nothing of one request for the next but its connection."""
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
    adapter = HTTPAdapter(pool_connections=16, pool_maxsize=pool_size, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def fetch(
    session: requests.Session, request: requests.Request, deadline: Deadline, max_body: int
) -> Response:
    """Send one request and read its whole answer before the deadline."""
    reason: Reason
    # the error is raised outside the except block: its context would keep the request
    try:
        prepared = session.prepare_request(request)
    except (requests.RequestException, ValueError):
        prepared = None
    if prepared is None:
        raise TransportError("bad_request")
    left = deadline.remaining()
    if left <= 0:
        raise TransportError("timeout")
    response = None
    try:
        response = session.send(
            prepared,
            stream=True,
            allow_redirects=False,
            timeout=(min(CONNECT_TIMEOUT, left), min(READ_TIMEOUT, left)),
        )
        body, reason = _read(response, deadline, max_body)
        if body is not None:
            return Response(response.status_code, response.headers, body)
    except requests.RequestException as failure:
        reason = _reason(failure)
    finally:
        if response is not None:
            response.close()
    raise TransportError(reason)


def _read(
    response: requests.Response, deadline: Deadline, max_body: int
) -> tuple[bytes | None, Reason]:
    """Read piece by piece, so that a server that drips can't outlast the deadline."""
    give_up = deadline.within(READ_TIMEOUT)
    parts: list[bytes] = []
    size = 0
    try:
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            parts.append(piece)
            size += len(piece)
            if size > max_body:
                return None, "too_large"
            if give_up.passed:
                return None, "timeout"
    except urllib3.exceptions.ReadTimeoutError:
        return None, "timeout"
    except (urllib3.exceptions.HTTPError, OSError, ValueError):
        return None, "truncated"
    expected = response.headers.get("Content-Length", "")
    encoded = response.headers.get("Content-Encoding")
    if expected.isdigit() and not encoded and size < int(expected):
        return None, "truncated"
    return b"".join(parts), "truncated"


def _reason(failure: requests.RequestException) -> Reason:
    if isinstance(failure, requests.exceptions.ConnectTimeout):
        return "connect"
    if isinstance(failure, requests.exceptions.Timeout):
        return "timeout"
    if isinstance(failure, requests.exceptions.ConnectionError):
        cause = failure.args[0] if failure.args else None
        refused = isinstance(cause, urllib3.exceptions.MaxRetryError)
        return "connect" if refused else "broken"
    return "bad_request"
