"""JSON over POST, for nodes that take nothing else, and only for methods that read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import requests

from actions.adapters.deadline import Deadline
from actions.adapters.envelope import parse_json
from actions.adapters.explorer.base import by_status, failed, lost
from actions.adapters.transport import MAX_BODY, Response, TransportError, fetch, new_session
from actions.diagnosis.records import Failure

_READS = frozenset(
    {
        "eth_getTransactionByHash",
        "eth_getTransactionReceipt",
        "eth_getBlockByNumber",
        "eth_blockNumber",
        "eth_gasPrice",
        "eth_call",
        "getTransaction",
        "getSignatureStatuses",
    }
)
_TRON_READS = frozenset(
    {
        "/wallet/gettransactionbyid",
        "/wallet/gettransactioninfobyid",
        "/wallet/getnowblock",
        "/wallet/triggerconstantcontract",
    }
)
_LIMIT_CODES = frozenset({-32005, -32029, 429})  # "limit exceeded", as node providers say it


class JsonPoster:
    """Posts JSON and reads JSON. Thread-safe. It never sees a customer's key."""

    def __init__(self, pool_size: int = 16) -> None:
        self._session = new_session(pool_size)

    def call(self, url: str, method: str, params: Sequence[Any], deadline: Deadline) -> Any:
        """A JSON-RPC call's ``result``. Raises AdapterError."""
        if method not in _READS:
            raise ValueError(f"{method} is not a reading method")
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        answer = self._post(url, request, deadline)
        if not isinstance(answer, dict):
            raise failed(Failure.BAD_DATA)
        if answer.get("error") is not None:
            code = answer["error"].get("code") if isinstance(answer["error"], dict) else None
            limited = isinstance(code, int) and code in _LIMIT_CODES
            raise failed(Failure.RATE_LIMITED if limited else Failure.UNAVAILABLE)
        if "result" not in answer:
            raise failed(Failure.BAD_DATA)
        return answer["result"]

    def tron(self, base_url: str, path: str, body: Mapping[str, Any], deadline: Deadline) -> Any:
        """A TRON HTTP API call's JSON object. Raises AdapterError."""
        if path not in _TRON_READS:
            raise ValueError(f"{path} is not a reading call")
        answer = self._post(base_url + path, body, deadline)
        if not isinstance(answer, dict):
            raise failed(Failure.BAD_DATA)
        return answer

    def _post(self, url: str, body: Mapping[str, Any], deadline: Deadline) -> Any:
        request = requests.Request(
            "POST",
            url,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        return read_json(self._fetch(request, deadline))

    def _fetch(self, request: requests.Request, deadline: Deadline) -> Response:
        try:
            return fetch(self._session, request, deadline, MAX_BODY)
        except TransportError as why:
            problem = lost(why)
        raise problem

    def close(self) -> None:
        self._session.close()


def read_json(response: Response) -> Any:
    """Raises AdapterError for an HTTP failure, for HTML and for what is no JSON."""
    problem = by_status(response.status)
    if problem is not None:
        raise problem
    parsed = parse_json(response.body)
    if parsed is None and response.body.strip() != b"null":
        html = response.body.lstrip()[:1] == b"<"
        raise failed(Failure.UNAVAILABLE if html else Failure.BAD_DATA)
    return parsed
